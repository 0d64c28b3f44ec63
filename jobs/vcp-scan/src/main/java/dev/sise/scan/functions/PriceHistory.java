package dev.sise.scan.functions;

import java.util.Arrays;
import java.util.Objects;

/**
 * The daily rows of one ticker as they were loaded, a column each and in any order: adjusted prices, halts, repeated days and all. What is wrong
 * with them is found by the scan. The arrays are not copied: whoever makes a history gives them away.
 *
 * @param ticker the code
 * @param days days since 1970
 * @param open opening prices (시가) in won, 0 in a halt
 * @param high highest prices (고가)
 * @param low lowest prices (저가)
 * @param close closing prices (종가)
 * @param volume traded shares (거래량)
 * @param tradedValue traded value (거래대금) in won; 0 where it is not known, close times volume then stands for it
 */
public record PriceHistory(
        String ticker,
        int[] days,
        double[] open,
        double[] high,
        double[] low,
        double[] close,
        long[] volume,
        long[] tradedValue) {

    /** @throws IllegalArgumentException when the columns are not of one length, naming the ticker */
    public PriceHistory {
        Objects.requireNonNull(ticker, "ticker");
        int rows = days.length;
        if (open.length != rows
                || high.length != rows
                || low.length != rows
                || close.length != rows
                || volume.length != rows
                || tradedValue.length != rows) {
            throw new IllegalArgumentException("the columns of " + ticker + " must all have " + rows
                    + " rows as its days have, but have " + open.length + ", " + high.length + ", " + low.length + ", "
                    + close.length + ", " + volume.length + " and " + tradedValue.length);
        }
    }

    /** How many rows there are, repeated days included. */
    public int size() {
        return days.length;
    }

    /** Whether trades happened in a row. A halt (거래정지) has no volume and carries the close over zeros. */
    boolean isTraded(int row) {
        return volume[row] > 0 && isPrice(open[row]) && isPrice(high[row]) && isPrice(low[row]) && isPrice(close[row]);
    }

    /** The rows up to and with a day, oldest first; of a repeated day its last row alone. */
    int[] rowsThrough(int lastDay) {
        return DayOrder.rowsThrough(days, lastDay);
    }

    /** How many rows are not after a day. */
    int countThrough(int lastDay) {
        return (int) Arrays.stream(days).filter(day -> day <= lastDay).count();
    }

    private static boolean isPrice(double value) {
        return value > 0 && value <= Double.MAX_VALUE;
    }
}
