package dev.sise.connector.redis;

import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes the points of one day of each key into a hash in Redis: field {@code day} holds the day, any other field a point as
 * {@code "<value> <seq>"}.
 *
 * <p>A Lua script sets a point only if the hash is of its day or of none, and no larger seq is stored for the point; a newer day empties the
 * hash first. So replays and retries never turn a point back and never bring an older day back. The points of a key that wait for a flush go
 * in one call, each once. All points written before a checkpoint barrier are answered by Redis before the barrier passes. While Redis is away
 * points stay pending, those of one day per key, and a checkpoint waits. Needs Redis 6 or newer.
 *
 * <p>The stream must be keyed by {@link DaySeriesSerializer#key}, or the parallelism be 1.
 *
 * @param <T> type of the points
 */
public final class DaySeriesSink<T> implements Sink<T> {
    /** Long enough for the points of a catch-up to go together. */
    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(1);

    private final WriterSettings settings;
    private final String keyPrefix;
    private final Duration ttl;
    private final DaySeriesSerializer<T> serializer;

    private DaySeriesSink(WriterSettings settings, String keyPrefix, Duration ttl, DaySeriesSerializer<T> serializer) {
        this.settings = settings;
        this.keyPrefix = keyPrefix;
        this.ttl = ttl;
        this.serializer = serializer;
    }

    /**
     * A sink that flushes every second; in all else it has the defaults of {@link LastValueSink}.
     *
     * @param keyPrefix put before every key in Redis; no braces
     * @param ttl how long a series outlives its last point: 1 s or more, parts of a second are rounded up
     * @throws IllegalArgumentException for a prefix or TTL that is not allowed
     */
    public static <T> DaySeriesSink<T> of(
            RedisAddress address, String keyPrefix, Duration ttl, DaySeriesSerializer<T> serializer) {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(serializer, "serializer");
        WriterSettings.requireKeyPrefix(keyPrefix);
        WriterSettings.requireBetween("TTL", ttl, Duration.ofSeconds(1), Duration.ofDays(3650));
        WriterSettings settings = new WriterSettings(
                address, FLUSH_INTERVAL, WriterSettings.REPLY_TIMEOUT, WriterSettings.MAX_PENDING_KEYS);
        return new DaySeriesSink<>(settings, keyPrefix, ttl, serializer);
    }

    /** Called by Flink. Does not wait for Redis: a server that is away delays the first checkpoint, it does not fail the job. */
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new DaySeriesWriter<>(
                serializer, ConflatingWriter.create(settings, new DaySeriesFormat(keyPrefix, ttl), null, context));
    }
}
