package dev.sise.connector.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.concurrent.CompletionException;

/**
 * Redis could not be asked now: not connected, no reply in time, connection lost meanwhile, or too many requests waiting. Whether it did what
 * it was asked to is not known unless the message says that it is not connected.
 */
public final class RedisUnavailableException extends RuntimeException {
    RedisUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** An error reply stays what it is; everything else means that there was no reply. */
    static Throwable unlessRefused(RedisAddress address, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof RedisCommandExecutionException
                ? cause
                : new RedisUnavailableException(
                        "Redis at " + address + " did not answer: "
                                + RedisFailure.ofThrowable(cause).message(),
                        cause);
    }
}
