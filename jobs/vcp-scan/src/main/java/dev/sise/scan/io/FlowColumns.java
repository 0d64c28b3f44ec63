package dev.sise.scan.io;

import dev.sise.connector.postgres.PostgresCopy;
import dev.sise.scan.functions.FlowHistory;
import java.util.Arrays;

/** The flows of one ticker, while they arrive. */
final class FlowColumns {
    private static final int EXPECTED = 48;

    private int rows;
    private int[] days = new int[EXPECTED];
    private long[] foreign = new long[EXPECTED];
    private long[] institution = new long[EXPECTED];
    private long[] tradedValue = new long[EXPECTED];

    /** Takes the columns after the ticker. */
    void add(PostgresCopy row) {
        if (rows == days.length) {
            resize(2 * rows);
        }
        days[rows] = row.day();
        foreign[rows] = row.number();
        institution[rows] = row.number();
        tradedValue[rows] = row.numberOr(0);
        rows++;
    }

    /** Gives the columns away; nothing is added after that. */
    FlowHistory toHistory(String ticker) {
        resize(rows);
        return new FlowHistory(ticker, days, foreign, institution, tradedValue);
    }

    private void resize(int length) {
        days = Arrays.copyOf(days, length);
        foreign = Arrays.copyOf(foreign, length);
        institution = Arrays.copyOf(institution, length);
        tradedValue = Arrays.copyOf(tradedValue, length);
    }
}
