package dev.sise.connector.redis;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * A text with an expiry at one key, and a lock at <code>key:lock</code> that decides who may replace it: for something several processes
 * share and one of them has to renew.
 *
 * <p>The lock is a lease: it ends by itself when its holder died, and then neither its late {@link Lock#store} nor its {@link Lock#unlock}
 * does anything. Use braces in the key ({@code token:{x}}) so that a Redis Cluster keeps both in one slot.
 *
 * <p>Thread-safe; no method blocks except {@link #close()}. Stages fail with {@link RedisUnavailableException} when Redis cannot be asked
 * (nothing or the whole step happened), else with lettuce's own exception.
 */
public final class LockedValue implements AutoCloseable {
    private static final String STORE_IF_HELD = "if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end "
            + "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1";
    private static final String UNLOCK_IF_HELD =
            "if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end return redis.call('DEL', KEYS[2])";

    private final String key;
    private final String lockKey;
    private final Questions questions;

    private LockedValue(RedisAddress address, String key) {
        this.key = Objects.requireNonNull(key, "key");
        this.lockKey = key + ":lock";
        this.questions = new Questions(address, "redis-locked-value");
    }

    /** Connects with the first question, and again with the next one after the connection was lost. */
    public static LockedValue open(RedisAddress address, String key) {
        return new LockedValue(address, key);
    }

    /** The value, or empty when there is none or it expired. Needs no lock. */
    public CompletionStage<Optional<String>> read() {
        return questions.ask(commands -> commands.get(key).thenApply(Optional::ofNullable));
    }

    /**
     * Tries to take the lock, once.
     *
     * @param owner who asks, for people who look into Redis; two locks of one owner exclude each other too
     * @param lease after which the lock ends by itself, 1 ms or more
     * @return empty when somebody holds it
     */
    public CompletionStage<Optional<Lock>> lock(String owner, Duration lease) {
        long leaseMillis = Questions.requirePositive("lease", lease);
        String holder = owner + " " + UUID.randomUUID();
        return questions.ask(
                commands -> commands.set(lockKey, holder, SetArgs.Builder.nx().px(leaseMillis))
                        .thenApply(reply -> reply == null ? Optional.empty() : Optional.of(new Lock(holder))));
    }

    /** Ends the connection and its threads; a lock held ends with its lease. */
    @Override
    public void close() {
        questions.close();
    }

    /** A lock that was taken. It may have ended meanwhile, so each of its steps says whether it still held. Thread-safe. */
    public final class Lock {
        private final String holder;

        private Lock(String holder) {
            this.holder = holder;
        }

        /**
         * Replaces the value if the lock still holds.
         *
         * @param ttl 1 ms or more
         * @return false when the lease ended or passed to another: nothing was stored
         */
        public CompletionStage<Boolean> store(String value, Duration ttl) {
            String ttlMillis = Long.toString(Questions.requirePositive("TTL", ttl));
            return run(STORE_IF_HELD, holder, value, ttlMillis);
        }

        /** @return false when the lease had ended or passed to another, who keeps it */
        public CompletionStage<Boolean> unlock() {
            return run(UNLOCK_IF_HELD, holder);
        }

        private CompletionStage<Boolean> run(String script, String... arguments) {
            return questions.ask(commands -> commands.<Long>eval(
                            script, ScriptOutputType.INTEGER, new String[] {key, lockKey}, arguments)
                    .thenApply(reply -> reply == 1));
        }
    }
}
