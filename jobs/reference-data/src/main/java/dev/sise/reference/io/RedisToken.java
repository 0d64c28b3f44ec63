package dev.sise.reference.io;

import dev.sise.connector.kiwoom.LockedText;
import dev.sise.connector.kiwoom.TokenStore;
import dev.sise.connector.redis.LockedValue;
import dev.sise.connector.redis.RedisAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Kiwoom's token under {@code token:{<app key id>}} in Redis, so that every process of ours uses one token per app key.
 *
 * <p>tick-ingest has the same class: a job knows no other job, and the two connectors do not know each other.
 */
record RedisToken(LockedValue value) implements LockedText {

    /** The tokens of all app keys. */
    static TokenStore store(RedisAddress redis) {
        return TokenStore.shared(appKeyId -> new RedisToken(LockedValue.open(redis, "token:{" + appKeyId + "}")));
    }

    @Override
    public CompletionStage<Optional<String>> read() {
        return value.read();
    }

    @Override
    public CompletionStage<Optional<Lock>> lock(Duration atMost) {
        return value.lock("reference-data", atMost).thenApply(taken -> taken.map(RedisLock::new));
    }

    @Override
    public void close() {
        value.close();
    }

    private record RedisLock(LockedValue.Lock lock) implements Lock {
        @Override
        public CompletionStage<Boolean> store(String text, Duration kept) {
            return lock.store(text, kept);
        }

        @Override
        public CompletionStage<Boolean> unlock() {
            return lock.unlock();
        }
    }
}
