package dev.sise.reference.functions;

import java.util.List;
import java.util.Optional;

/**
 * One page of the history of a ticker, newest rows first.
 *
 * @param rows those that are kept
 * @param blankDays days whose row leaves out what the table needs, though something traded: they are asked for again
 * @param quietDays days whose row leaves out what the table needs because nothing traded: there is nothing to write
 * @param refused rows that cannot be read or cannot be
 * @param repaired how many of the rows were repaired
 * @param nextKey with which the page of older rows is asked for; empty on the last one
 * @param <R> a row
 */
public record HistoryPage<R extends DayRow<R>>(
        List<R> rows,
        List<Integer> blankDays,
        List<Integer> quietDays,
        List<RefusedDay> refused,
        int repaired,
        Optional<String> nextKey) {
    /** Value of a day that is not known. */
    public static final int NO_DAY = Integer.MIN_VALUE;

    public HistoryPage {
        rows = List.copyOf(rows);
        blankDays = List.copyOf(blankDays);
        quietDays = List.copyOf(quietDays);
        refused = List.copyOf(refused);
    }

    /** A page without quiet days. */
    public HistoryPage(
            List<R> rows, List<Integer> blankDays, List<RefusedDay> refused, int repaired, Optional<String> nextKey) {
        this(rows, blankDays, List.of(), refused, repaired, nextKey);
    }

    /** Whether any row of it tells something; a page without one is a bad moment of the source. */
    boolean tells() {
        return !rows.isEmpty() || !quietDays.isEmpty();
    }

    /**
     * A row that is refused.
     *
     * @param day days since 1970, or {@link #NO_DAY} where even that cannot be read
     * @param raw the row as it came
     */
    public record RefusedDay(int day, RowRefusal reason, String words, String raw) {}
}
