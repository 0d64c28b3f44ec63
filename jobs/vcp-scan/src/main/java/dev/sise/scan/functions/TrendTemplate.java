package dev.sise.scan.functions;

/**
 * Minervini's Trend Template: eight conditions on closes and their averages over traded bars, a year being 252 of them.
 *
 * @param bits bit 0 for C1 to bit 7 for C8
 */
public record TrendTemplate(int bits) {
    /** How many conditions there are. */
    public static final int ALL = 8;

    /** Fewer hold: no signal. */
    static final int ENOUGH = 7;

    private static final int STRENGTH_BIT = 1 << 7;
    private static final int STRONG = 70;
    private static final int YEAR_BARS = 252;
    private static final int MONTH_BARS = 22;
    private static final double ABOVE_YEAR_LOW = 1.30;
    private static final double OF_YEAR_HIGH = .75;

    /** C1 to C7 at the last of at least 253 bars. */
    static TrendTemplate of(Bars bars) {
        int t = bars.last();
        double close = bars.close[t];
        double average50 = bars.meanClose(t - 49, t);
        double average150 = bars.meanClose(t - 149, t);
        double average200 = bars.meanClose(t - 199, t);
        double average200Before = bars.meanClose(t - MONTH_BARS - 199, t - MONTH_BARS);
        int yearAgo = t - YEAR_BARS + 1;
        int bits = 0;
        bits |= bit(1, Tolerance.greater(close, average150) && Tolerance.greater(close, average200));
        bits |= bit(2, Tolerance.greater(average150, average200));
        bits |= bit(3, Tolerance.greater(average200, average200Before));
        bits |= bit(4, Tolerance.greater(average50, average150) && Tolerance.greater(average50, average200));
        bits |= bit(5, Tolerance.greater(close, average50));
        bits |= bit(6, Tolerance.atLeast(close, ABOVE_YEAR_LOW * bars.lowestLow(yearAgo, t)));
        bits |= bit(7, Tolerance.atLeast(close, OF_YEAR_HIGH * bars.highestHigh(yearAgo, t)));
        return new TrendTemplate(bits);
    }

    /** These, with C8 from a relative strength, which null does not fulfil. */
    TrendTemplate withStrength(Integer relativeStrength) {
        return relativeStrength != null && relativeStrength >= STRONG ? new TrendTemplate(bits | STRENGTH_BIT) : this;
    }

    /** How many of the eight hold. */
    public int count() {
        return Integer.bitCount(bits);
    }

    /** Whether a condition holds, 1 to 8. */
    public boolean holds(int condition) {
        return (bits & bit(condition, true)) != 0;
    }

    private static int bit(int condition, boolean holds) {
        return holds ? 1 << (condition - 1) : 0;
    }
}
