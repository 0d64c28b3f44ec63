package dev.sise.connector.redis;

import java.io.Serializable;
import java.time.Duration;

/**
 * What {@link LastValueSink} has to know of a value. All methods are called by the task thread only. {@link #key}, {@link #epoch} and
 * {@link #seq} are called for every record and should be field reads; the others only for values that are sent.
 *
 * @param <T> type of the values. Values are kept until they are sent and must not change meanwhile; under
 *     {@code pipeline.object-reuse} the sink copies values that are neither records nor of an immutable type.
 */
public interface LastValueSerializer<T> extends Serializable {
    /**
     * What the value is the last value of, without the sink's key prefix: not empty, without braces (they are Redis Cluster's hash tags).
     * Others are dropped, counted as {@code invalid_key}.
     */
    String key(T value);

    /** First half of the version, not negative. Values of a larger epoch are newer whatever their seq; negative ones are dropped, counted as {@code invalid_version}. */
    long epoch(T value);

    /** Second half of the version, not negative. */
    long seq(T value);

    /** How long Redis keeps the value: at least 1 s; parts of a second are rounded up. */
    Duration ttl(T value);

    /** Whether the value is also published to the channel of its key's name. */
    boolean publish(T value);

    /**
     * The bytes to store and publish. Called when the value is sent, once per attempt, so a value that was replaced meanwhile is never
     * encoded. A value for which this throws is dropped, counted as {@code encoding}.
     *
     * @param writeTimeMillis processing time of this attempt, ms since 1970
     */
    byte[] value(T value, long writeTimeMillis);
}
