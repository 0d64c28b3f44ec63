package dev.sise.connector.redis;

import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A text at one key that its only writer replaces again and again, and that ends by itself when the writer is silent: for a sign of life.
 *
 * <p>Thread-safe; no method blocks except {@link #close()}. At most 100 writes wait for their answers; a further one fails at once.
 */
public final class ExpiringValue implements AutoCloseable {
    private final String key;
    private final Questions questions;

    private ExpiringValue(RedisAddress address, String key) {
        this.key = Objects.requireNonNull(key, "key");
        this.questions = new Questions(address, "redis-expiring-value");
    }

    /** Connects with the first write, and again with the next one after the connection was lost. */
    public static ExpiringValue open(RedisAddress address, String key) {
        return new ExpiringValue(address, key);
    }

    /**
     * Replaces the text.
     *
     * @param ttl after which it ends unless it is written again, 1 ms or more
     * @return completed when Redis has it; fails with {@link RedisUnavailableException} when Redis cannot be asked or does not answer within
     *     two seconds, else with lettuce's own exception
     */
    public CompletionStage<Void> write(String value, Duration ttl) {
        long ttlMillis = Questions.requirePositive("TTL", ttl);
        return questions.ask(commands ->
                commands.set(key, value, SetArgs.Builder.px(ttlMillis)).thenAccept(reply -> {}));
    }

    /** Ends the connection and its threads; the text ends with its TTL. */
    @Override
    public void close() {
        questions.close();
    }
}
