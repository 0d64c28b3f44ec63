package dev.sise.connector.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A connection for single commands, asked for now and then: opened with the first question, and again with the next one after it was lost. At
 * most 100 questions wait for their answers, each for two seconds. Thread-safe; no method blocks except {@link #close()}.
 */
final class Questions implements AutoCloseable {
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_QUESTIONS = 100;

    private final RedisAddress address;
    private final LettuceClient client;
    private CompletableFuture<StatefulRedisConnection<String, String>> connection;

    /** @param name begins the names of the threads */
    Questions(RedisAddress address, String name) {
        this.address = Objects.requireNonNull(address, "address");
        this.client = new LettuceClient(address, name, MAX_QUESTIONS, REPLY_TIMEOUT);
    }

    /** The answer; fails with {@link RedisUnavailableException} when Redis cannot be asked, else with lettuce's own exception. */
    <R> CompletionStage<R> ask(Function<RedisAsyncCommands<String, String>, CompletionStage<R>> question) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        connection().thenCompose(open -> question.apply(open.async())).whenComplete((value, thrown) -> {
            if (thrown == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(RedisUnavailableException.unlessRefused(address, thrown));
            }
        });
        return answer;
    }

    /** A duration in milliseconds; at least one, or an {@link IllegalArgumentException} that begins with its name. */
    static long requirePositive(String name, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException("A " + name + " is 1 ms or more, got " + duration);
        }
        return duration.toMillis();
    }

    /** Ends the connection and its threads. */
    @Override
    public void close() {
        client.close();
    }

    private synchronized CompletableFuture<StatefulRedisConnection<String, String>> connection() {
        boolean usable = connection != null
                && (!connection.isDone()
                        || (!connection.isCompletedExceptionally()
                                && connection.join().isOpen()));
        if (!usable) {
            connection =
                    client.client().connectAsync(StringCodec.UTF8, client.uri()).toCompletableFuture();
        }
        return connection;
    }
}
