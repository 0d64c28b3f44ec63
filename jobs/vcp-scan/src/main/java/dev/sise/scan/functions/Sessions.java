package dev.sise.scan.functions;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The days on which any ticker of the loaded data traded, whatever its class. The exchange's calendar is read from the data, so past dates need no
 * calendar of their own.
 *
 * @param days days since 1970, ascending, each once
 */
public record Sessions(int[] days) {
    /** @throws IllegalArgumentException when the days are not ascending */
    public Sessions {
        for (int i = 1; i < days.length; i++) {
            if (days[i] <= days[i - 1]) {
                throw new IllegalArgumentException("sessions must be ascending and each be there once, but "
                        + LocalDate.ofEpochDay(days[i]) + " comes after " + LocalDate.ofEpochDay(days[i - 1]));
            }
        }
    }

    /** The sessions that histories in memory tell of; the job asks the database for its own. */
    public static Sessions of(Iterable<PriceHistory> histories) {
        BitSet traded = new BitSet();
        for (PriceHistory history : histories) {
            for (int row : history.rowsThrough(Integer.MAX_VALUE)) {
                if (history.isTraded(row)) {
                    traded.set(history.days()[row]);
                }
            }
        }
        return new Sessions(traded.stream().toArray());
    }

    /**
     * Refuses a day that is none of these.
     *
     * @throws IllegalArgumentException naming the previous session
     */
    public void requireSession(LocalDate asOf) {
        int place = Arrays.binarySearch(days, (int) asOf.toEpochDay());
        if (place >= 0) {
            return;
        }
        int previous = -place - 2;
        throw new IllegalArgumentException("as_of must be a session of the loaded data, but was " + asOf + "; "
                + (previous < 0
                        ? "there is no session before it"
                        : "the previous session is " + LocalDate.ofEpochDay(days[previous])));
    }

    /** The newest session. @throws IllegalStateException when there is none */
    public LocalDate last() {
        if (days.length == 0) {
            throw new IllegalStateException("the loaded data has no session");
        }
        return LocalDate.ofEpochDay(days[days.length - 1]);
    }

    LocalDate first() {
        return LocalDate.ofEpochDay(days[0]);
    }

    /** How many sessions there are from one day to another, both included. */
    int count(int from, int to) {
        return firstAfter(to) - firstFrom(from);
    }

    /** The session that is {@code back} sessions before a session, or the first. */
    int before(int session, int back) {
        return days[Math.max(0, firstFrom(session) - back)];
    }

    private int firstFrom(int day) {
        int place = Arrays.binarySearch(days, day);
        return place >= 0 ? place : -place - 1;
    }

    private int firstAfter(int day) {
        int place = Arrays.binarySearch(days, day);
        return place >= 0 ? place + 1 : -place - 1;
    }
}
