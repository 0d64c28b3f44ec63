package dev.sise.reference.functions;

/**
 * A row of a history with its ticker.
 *
 * @param <R> the row
 */
public record TickerRow<R extends DayRow<R>>(String ticker, R row) {}
