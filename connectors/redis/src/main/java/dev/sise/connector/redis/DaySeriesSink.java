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
 * hash first. So replays and retries never turn a point back and never bring an older day back. Points that wait for a flush replace each
 * other by seq. All points written before a checkpoint barrier are answered by Redis before the barrier passes. While Redis is away points
 * stay pending, one per key, day and field, and a checkpoint waits. Needs Redis 6 or newer.
 *
 * @param <T> type of the points
 */
public final class DaySeriesSink<T> implements Sink<T> {
    /** Points outlive their minute in the table of slots, so there are more of them than keys. */
    private static final int MAX_PENDING_POINTS = 20_000;

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
     * A sink that flushes as often as {@link LastValueSink} does by default.
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
                address, WriterSettings.FLUSH_INTERVAL, WriterSettings.REPLY_TIMEOUT, MAX_PENDING_POINTS);
        return new DaySeriesSink<>(settings, keyPrefix, ttl, serializer);
    }

    /** Called by Flink. Does not wait for Redis: a server that is away delays the first checkpoint, it does not fail the job. */
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return ConflatingWriter.create(settings, new DaySeriesFormat<>(keyPrefix, ttl, serializer), context);
    }
}
