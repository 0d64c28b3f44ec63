package dev.sise.scan.io;

import dev.sise.connector.postgres.PostgresCopy;
import dev.sise.scan.functions.PriceHistory;
import java.util.Arrays;

/** The rows of one ticker, while they arrive. */
final class PriceColumns {
    private static final int FIRST = 256;

    private final int expected;
    private int rows;
    private int[] days;
    private double[] open;
    private double[] high;
    private double[] low;
    private double[] close;
    private long[] volume;
    private long[] tradedValue;

    /** @param expected rows at most, so that no place is left over; with more of them the columns grow all the same */
    PriceColumns(int expected) {
        this.expected = expected;
        resize(Math.min(FIRST, expected));
    }

    /** Takes the columns after the ticker. */
    void add(PostgresCopy row) {
        if (rows == days.length) {
            resize(rows < expected ? Math.min(2 * rows, expected) : 2 * rows + FIRST);
        }
        days[rows] = row.day();
        open[rows] = row.number();
        high[rows] = row.number();
        low[rows] = row.number();
        close[rows] = row.number();
        volume[rows] = row.number();
        tradedValue[rows] = row.numberOr(0);
        rows++;
    }

    /** Gives the columns away; nothing is added after that. */
    PriceHistory toHistory(String ticker) {
        if (rows < days.length) {
            resize(rows);
        }
        return new PriceHistory(ticker, days, open, high, low, close, volume, tradedValue);
    }

    private void resize(int length) {
        if (days == null) {
            days = new int[length];
            open = new double[length];
            high = new double[length];
            low = new double[length];
            close = new double[length];
            volume = new long[length];
            tradedValue = new long[length];
        } else {
            days = Arrays.copyOf(days, length);
            open = Arrays.copyOf(open, length);
            high = Arrays.copyOf(high, length);
            low = Arrays.copyOf(low, length);
            close = Arrays.copyOf(close, length);
            volume = Arrays.copyOf(volume, length);
            tradedValue = Arrays.copyOf(tradedValue, length);
        }
    }
}
