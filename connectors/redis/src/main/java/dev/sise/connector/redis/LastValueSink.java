package dev.sise.connector.redis;

import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes the last value of each key to Redis and publishes it where asked.
 *
 * <p>Values of one key that arrive between two flushes replace each other: only the newest by (epoch, seq) is encoded and sent; of two equal
 * versions the later one. A Lua script stores a value only when its version is newer than or equal to the one stored at
 * <code>seq:{key}</code>, so replays and retries never turn a value back. All values written before a checkpoint barrier are answered by
 * Redis before the barrier passes: at-least-once, and idempotent in the store; a subscriber may see the same version twice.
 *
 * <p>The stream must be keyed by {@link LastValueSerializer#key}, or the parallelism be 1: each key has to come from one subtask, else two
 * subtasks race and readers may briefly miss the newer of two values (never see an older one after it in the store).
 *
 * <p>While Redis is away values stay pending, one per key; a checkpoint waits for it (back-pressure), and afterwards only the latest values
 * are sent. Needs Redis 6 or newer, one server or the primary of a replicated one.
 *
 * @param <T> type of the values
 */
public final class LastValueSink<T> implements Sink<T> {
    private final WriterSettings settings;
    private final String keyPrefix;
    private final Duration versionTtl;
    private final LastValueSerializer<T> serializer;

    private LastValueSink(
            WriterSettings settings, String keyPrefix, Duration versionTtl, LastValueSerializer<T> serializer) {
        this.settings = settings;
        this.keyPrefix = keyPrefix;
        this.versionTtl = versionTtl;
        this.serializer = serializer;
    }

    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /** Called by Flink. Does not wait for Redis: a server that is away delays the first checkpoint, it does not fail the job. */
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        TypeSerializer<T> copier = null;
        if (context.isObjectReuseEnabled()) {
            TypeSerializer<T> input = context.createInputSerializer();
            copier = input.isImmutableType() ? null : input;
        }
        return ConflatingWriter.create(
                settings, new LastValueFormat<>(keyPrefix, versionTtl, serializer), copier, context);
    }

    /** Settings of the sink; {@link #address} and {@link #serializer} are required. Not thread-safe. */
    public static final class Builder<T> {
        private RedisAddress address;
        private LastValueSerializer<T> serializer;
        private String keyPrefix = "";
        private Duration flushInterval = Duration.ofMillis(100);
        private Duration versionTtl = Duration.ofHours(36);
        private Duration replyTimeout = WriterSettings.REPLY_TIMEOUT;
        private int maxPendingKeys = WriterSettings.MAX_PENDING_KEYS;

        private Builder() {}

        public Builder<T> address(RedisAddress redis) {
            this.address = redis;
            return this;
        }

        public Builder<T> serializer(LastValueSerializer<T> lastValueSerializer) {
            this.serializer = lastValueSerializer;
            return this;
        }

        /** Put before every key in Redis, so {@link LastValueSerializer#key} need not build a text per record; no braces; default none. */
        public Builder<T> keyPrefix(String prefix) {
            this.keyPrefix = prefix;
            return this;
        }

        /** Time between two flushes: 0 (a flush begins as soon as the previous one is answered) to 10 s; default 100 ms. */
        public Builder<T> flushInterval(Duration interval) {
            this.flushInterval = interval;
            return this;
        }

        /** How long the version outlives the last write of its key: 1 s or more; default 36 h. */
        public Builder<T> versionTtl(Duration ttl) {
            this.versionTtl = ttl;
            return this;
        }

        /** A flush not answered within this time is given up together with its connection and sent again: 100 ms to 1 min; default 3 s. */
        public Builder<T> replyTimeout(Duration timeout) {
            this.replyTimeout = timeout;
            return this;
        }

        /** Keys that may wait for Redis at once, per subtask; the next one blocks its record. 1 to 10,000,000; default 50,000. */
        public Builder<T> maxPendingKeys(int keys) {
            this.maxPendingKeys = keys;
            return this;
        }

        /** @throws IllegalArgumentException when a setting is missing or out of its range */
        public LastValueSink<T> build() {
            if (address == null || serializer == null) {
                throw new IllegalArgumentException("A LastValueSink needs an address and a serializer, got address "
                        + address + " and serializer " + serializer);
            }
            WriterSettings.requireKeyPrefix(Objects.requireNonNull(keyPrefix, "keyPrefix"));
            WriterSettings.requireBetween("version TTL", versionTtl, Duration.ofSeconds(1), Duration.ofDays(3650));
            return new LastValueSink<>(
                    new WriterSettings(address, flushInterval, replyTimeout, maxPendingKeys),
                    keyPrefix,
                    versionTtl,
                    serializer);
        }
    }
}
