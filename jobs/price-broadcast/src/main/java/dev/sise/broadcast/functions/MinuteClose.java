package dev.sise.broadcast.functions;

/**
 * The last trade of a minute, as far as it is known.
 *
 * @param day trading day as days since 1970-01-01, in market time
 * @param minute of that day, 0 to 1439: 541 is from 09:01:00 on, and before 09:02:00
 * @param close price of the last trade, in won
 * @param volume cumulative volume of the day after it, in shares
 */
public record MinuteClose(String ticker, int day, int minute, long close, long volume) {}
