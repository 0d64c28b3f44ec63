package dev.sise.connector.redis;

import java.io.Serializable;

/**
 * What {@link DaySeriesSink} has to know of a point. All methods are called by the task thread only, for every record.
 *
 * @param <T> type of the points; they must not change after they were handed to the sink
 */
public interface DaySeriesSerializer<T> extends Serializable {
    /**
     * Whose series it is, without the sink's key prefix: not empty, without braces (they are Redis Cluster's hash tags). Others are dropped,
     * counted as {@code invalid_key}.
     */
    String key(T point);

    /** The day as yyyymmdd, not negative. A series holds points of one day: those of an older one are refused, a newer one begins a new series. */
    int day(T point);

    /** Which point of the day it is, such as {@code 0901}; not empty, not {@code day}, and without braces. Others are dropped, counted as {@code invalid_key}. */
    String field(T point);

    /** The value, not negative; others are dropped, counted as {@code encoding}. */
    long value(T point);

    /** Orders the values of one point; not negative. A smaller one than the stored is refused. */
    long seq(T point);
}
