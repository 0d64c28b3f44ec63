package dev.sise.reference.functions;

/**
 * A row of the history of one ticker.
 *
 * @param <R> the row itself
 */
public interface DayRow<R extends DayRow<R>> {

    /** How a row that was read compares with the one that is stored of the same day. */
    enum Difference {
        /** It tells nothing else. */
        NONE,
        /** It tells more: what the stored one leaves out. */
        FILLS,
        /** It tells something else. */
        DIFFERS
    }

    /** Market day, days since 1970. */
    int day();

    /** What is absent in this row differs from nothing. */
    Difference against(R stored);

    /** Of numbers that may be absent. */
    static Difference ofAbsent(Long read, Long stored) {
        if (read == null || read.equals(stored)) {
            return Difference.NONE;
        }
        return stored == null ? Difference.FILLS : Difference.DIFFERS;
    }

    /** The graver of two. */
    static Difference graver(Difference one, Difference other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
