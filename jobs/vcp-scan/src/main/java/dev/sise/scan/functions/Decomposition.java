package dev.sise.scan.functions;

/**
 * A base as a sequence of contractions, by iterated suffix maximum drawdown: after the low of one contraction the deepest fall of what follows is
 * the next. It looks at nothing after the bar it is made at. Its fields are what {@link #at} found last; one object serves one thread, and making
 * decompositions with it allocates nothing. Each fall takes time linear in the bars that are left.
 */
final class Decomposition {
    /** The first bar of a base is sought in so many bars. */
    private static final int LOOK_BACK = 325;
    /** How far below the highest high a base may begin. */
    private static final double TOP = .05;
    /** A high must be the highest of so many bars to either side. */
    private static final int PEAK_REACH = 5;
    /** What falls more than this part of the last contraction is of its size and no new one. */
    private static final double SAME_SIZE = .85;
    /** A fall below this part of the average range is noise. */
    private static final double NOISE = .5;
    /** A fall below this is none. */
    private static final double SMALLEST = .015;
    /** A contraction this tight ends the base. */
    private static final double TIGHT = .035;
    /** In average ranges. */
    private static final double TIGHT_RANGES = 1.25;
    /** Bars of the average range. */
    private static final int RANGE_BARS = 20;
    /** Depths begin below 1, each is at most .85 of the one before, and the one before the last is above .035: 22 of them at most. */
    private static final int MOST = 24;

    /** How many contractions there are. */
    int count;
    /** How many falls were of the size of the one before and made no contraction. */
    int merges;
    /** Average true range at the bar, divided by its close. */
    double averageRange;

    /** Depth of each contraction: 1 - low/high. */
    final double[] depth = new double[MOST];
    /** The bar of each contraction's high. */
    final int[] high = new int[MOST];
    /** The bar of each contraction's low. */
    final int[] low = new int[MOST];

    private double fallDepth;
    private int fallHigh;
    private int fallLow;

    /** Decomposes what leads to a bar. False: there is no base, and the fields mean nothing. */
    boolean at(Bars bars, int s) {
        count = 0;
        merges = 0;
        int peak = peak(bars, s);
        if (s - peak < 2) {
            return false;
        }
        int firstLow = firstLowest(bars.low, peak + 1, s);
        int firstHigh = firstHighest(bars.high, peak, firstLow);
        if (firstHigh == firstLow) {
            firstHigh = peak;
        }
        append(1 - bars.low[firstLow] / bars.high[firstHigh], firstHigh, firstLow);
        averageRange = averageRange(bars, s);
        int after = firstLow;
        while (s - after >= 2 && Tolerance.greater(depth[count - 1], Math.max(TIGHT, TIGHT_RANGES * averageRange))) {
            if (!findDeepestFall(bars, after, s)
                    || !Tolerance.atLeast(fallDepth, Math.max(SMALLEST, NOISE * averageRange))) {
                break;
            }
            after = fallLow;
            if (Tolerance.greater(fallDepth, SAME_SIZE * depth[count - 1])) {
                merges++;
            } else {
                append(fallDepth, fallHigh, fallLow);
            }
        }
        return true;
    }

    private void append(double fall, int highBar, int lowBar) {
        depth[count] = fall;
        high[count] = highBar;
        low[count] = lowBar;
        count++;
    }

    /** The first bar near the highest high that is the highest around. The highest high itself is one, so there always is. */
    private static int peak(Bars bars, int s) {
        int begin = Math.max(0, s - LOOK_BACK + 1);
        double enough = (1 - TOP) * bars.highestHigh(begin, s);
        int peak = begin;
        while (!Tolerance.atLeast(bars.high[peak], enough)
                || !Tolerance.atLeast(
                        bars.high[peak],
                        bars.highestHigh(Math.max(begin, peak - PEAK_REACH), Math.min(s, peak + PEAK_REACH)))) {
            peak++;
        }
        return peak;
    }

    /**
     * The largest 1 - low[j]/high[i] with {@code after} &lt; i &lt; j &lt;= s. The high of the low's own bar does not count: which came first
     * within a day is not known. Of equal falls the first counts, from the latest bar that holds the running high.
     */
    private boolean findDeepestFall(Bars bars, int after, int s) {
        double[] highs = bars.high;
        double[] lows = bars.low;
        double top = highs[after + 1];
        double least = Double.POSITIVE_INFINITY;
        for (int bar = after + 2; bar <= s; bar++) {
            least = Math.min(least, lows[bar] / top);
            top = Math.max(top, highs[bar]);
        }
        double deepest = 1 - least;
        if (!Tolerance.greater(deepest, 0)) {
            return false;
        }
        top = highs[after + 1];
        fallLow = after + 2;
        while (!Tolerance.equal(1 - lows[fallLow] / top, deepest)) {
            top = Math.max(top, highs[fallLow]);
            fallLow++;
        }
        fallHigh = fallLow - 1;
        while (!Tolerance.equal(highs[fallHigh], top)) {
            fallHigh--;
        }
        fallDepth = 1 - lows[fallLow] / highs[fallHigh];
        return true;
    }

    /** The first bar's range is unknown: it has no close before it. */
    private static double averageRange(Bars bars, int s) {
        int first = Math.max(1, s - RANGE_BARS + 1);
        double sum = 0;
        for (int bar = first; bar <= s; bar++) {
            double before = bars.close[bar - 1];
            sum += Math.max(
                    bars.high[bar] - bars.low[bar],
                    Math.max(Math.abs(bars.high[bar] - before), Math.abs(bars.low[bar] - before)));
        }
        return sum / (s - first + 1) / bars.close[s];
    }

    private static int firstLowest(double[] values, int from, int to) {
        double lowest = values[from];
        for (int bar = from + 1; bar <= to; bar++) {
            lowest = Math.min(lowest, values[bar]);
        }
        int found = from;
        while (!Tolerance.equal(values[found], lowest)) {
            found++;
        }
        return found;
    }

    private static int firstHighest(double[] values, int from, int to) {
        double highest = values[from];
        for (int bar = from + 1; bar <= to; bar++) {
            highest = Math.max(highest, values[bar]);
        }
        int found = from;
        while (!Tolerance.equal(values[found], highest)) {
            found++;
        }
        return found;
    }
}
