package dev.sise.connector.redis;

import java.io.Serializable;

/**
 * What {@link DaySeriesSink} has to know of a point. All methods are called by the task thread only, once for every record.
 *
 * @param <T> type of the points
 */
public interface DaySeriesSerializer<T> extends Serializable {
    /**
     * Whose series it is, without the sink's key prefix: not empty, without braces (they are Redis Cluster's hash tags). Others are dropped,
     * counted as {@code invalid_key}.
     */
    String key(T point);

    /** The day as yyyymmdd. A series holds points of one day: those of an older one are refused, a newer one begins a new series. */
    int day(T point);

    /** Which point of the day it is, such as {@code 0901}; not empty and not {@code day}. Others are dropped, counted as {@code invalid_point}. */
    String field(T point);

    /** The value, not negative; others are dropped, counted as {@code invalid_point}. */
    long value(T point);

    /** Orders the values of one point; not negative, others are dropped, counted as {@code invalid_point}. A smaller one than the stored is refused. */
    long seq(T point);
}
