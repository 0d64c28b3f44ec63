package dev.sise.reference.functions;

import java.util.NavigableMap;

/**
 * What the database has of the history of a ticker, up to the last day of the load.
 *
 * @param firstDay from which on everything is there, or {@link HistoryPage#NO_DAY}
 * @param loadedThrough day up to which the source was asked, or {@link HistoryPage#NO_DAY}
 * @param rows by day
 * @param <R> a row
 */
public record StoredHistory<R extends DayRow<R>>(int firstDay, int loadedThrough, NavigableMap<Integer, R> rows) {}
