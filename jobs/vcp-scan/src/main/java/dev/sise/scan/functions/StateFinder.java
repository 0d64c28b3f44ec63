package dev.sise.scan.functions;

import java.util.ArrayList;
import java.util.List;

/** Accepts or refuses bases and says how the close stands to them. One object serves one thread. */
final class StateFinder {
    /** How the clauses are asked. */
    enum Rules {
        /** 253 bars and more. */
        BULLISH,
        /** The same on reciprocal bars, which have no upper limit to be locked at. */
        BEARISH,
        /** 40 to 252 bars. */
        RECENTLY_LISTED
    }

    /** A breakout counts for so many bars after its own base. */
    private static final int BARS_BACK = 5;

    private static final int MIN_BASE_BARS = 15;
    private static final int MIN_CONTRACTIONS = 2;
    private static final int MAX_CONTRACTIONS = 6;
    private static final int MAX_MERGES = 2;
    private static final double MIN_FIRST_DEPTH = .08;
    private static final double MAX_FIRST_DEPTH = .35;
    private static final double MAX_FIRST_DEPTH_OF_LONG = .50;
    private static final double MAX_FIRST_DEPTH_OF_SHORT = .25;
    private static final int LONG_BASE_BARS = 200;
    private static final int SHORT_BASE_BARS = 25;
    private static final double MAX_LAST_OF_FIRST = .5;
    private static final double MAX_LAST_DEPTH = .10;
    private static final int QUIET_BARS = 15;
    private static final double QUIET = .65;
    private static final int AVERAGE_VOLUME_BARS = 50;
    private static final double PRIOR_ADVANCE = 1.30;
    private static final int YEAR_BARS = 252;
    private static final double NEAR_HIGHEST = .95;
    private static final double NEAR_PIVOT = .06;
    private static final double EXTENDED = 1.05;
    private static final double BREAKOUT_VOLUME = 1.5;
    private static final double UPPER_LIMIT = 1.29;

    private static final Reason[] REASONS = Reason.values();

    private final Decomposition decomposition = new Decomposition();

    Verdict find(Bars bars, Rules rules) {
        int t = bars.last();
        double close = bars.close[t];
        Base latestBase = null;
        int failedAtLast = 0;
        for (int s = t; s >= Math.max(0, t - BARS_BACK); s--) {
            if (rules == Rules.RECENTLY_LISTED && s < MIN_BASE_BARS) {
                break;
            }
            // No pivot lies between a close and a lower one.
            if (s < t && bars.close[s + 1] <= bars.close[s]) {
                continue;
            }
            boolean found = decomposition.at(bars, s);
            int failed = found ? failedClauses(bars, s, rules) : bit(Reason.NO_BASE);
            if (s == t) {
                latestBase = found ? base(bars, s) : null;
                failedAtLast = failed;
            }
            if (failed != 0) {
                continue;
            }
            double pivot = bars.high[decomposition.high[decomposition.count - 1]];
            double low = bars.low[decomposition.low[decomposition.count - 1]];
            if (!Tolerance.atLeast(close, low)) {
                continue;
            }
            if (s == t) {
                if (Tolerance.atLeast(close, (1 - NEAR_PIVOT) * pivot) && Tolerance.atMost(close, pivot)) {
                    return new Verdict(SetupState.SETUP, List.of(), latestBase, null, null, false, close, null);
                }
            } else if (Tolerance.atMost(bars.close[s], pivot) && Tolerance.greater(bars.close[s + 1], pivot)) {
                return broken(bars, s, pivot, rules);
            }
        }
        return new Verdict(
                SetupState.NONE,
                reasons(failedAtLast == 0 ? bit(Reason.NOT_NEAR_PIVOT) : failedAtLast),
                latestBase,
                null,
                null,
                false,
                close,
                null);
    }

    private Verdict broken(Bars bars, int s, double pivot, Rules rules) {
        int t = bars.last();
        int breakout = s + 1;
        double volumeRatio = bars.volume[breakout] / averageVolume(bars, s);
        boolean locked = rules != Rules.BEARISH && isLockedAtLimit(bars, breakout);
        boolean limitLocked = locked && breakout == t;
        SetupState state;
        if (limitLocked) {
            state = SetupState.BREAKOUT;
        } else if (Tolerance.atMost(bars.close[t], pivot)) {
            state = SetupState.PULLBACK;
        } else if (Tolerance.greater(bars.close[t], EXTENDED * pivot)) {
            state = SetupState.EXTENDED;
        } else if (locked || Tolerance.atLeast(volumeRatio, BREAKOUT_VOLUME)) {
            state = SetupState.BREAKOUT;
        } else {
            state = SetupState.BREAKOUT_LOWVOL;
        }
        return new Verdict(
                state, List.of(), base(bars, s), bars.day(breakout), volumeRatio, limitLocked, bars.close[t], null);
    }

    private static boolean isLockedAtLimit(Bars bars, int bar) {
        return Tolerance.equal(bars.high[bar], bars.low[bar])
                && Tolerance.equal(bars.low[bar], bars.close[bar])
                && Tolerance.equal(bars.high[bar], bars.close[bar])
                && Tolerance.atLeast(bars.close[bar], UPPER_LIMIT * bars.close[bar - 1]);
    }

    /** A bit for each clause that the decomposition at a bar fails. */
    private int failedClauses(Bars bars, int s, Rules rules) {
        int count = decomposition.count;
        int firstHigh = decomposition.high[0];
        double first = decomposition.depth[0];
        double last = decomposition.depth[count - 1];
        int length = s - firstHigh;
        int failed = 0;
        if (length < MIN_BASE_BARS) {
            failed |= bit(Reason.TOO_SHORT);
        }
        if (count < MIN_CONTRACTIONS || count > MAX_CONTRACTIONS) {
            failed |= bit(Reason.CONTRACTION_COUNT);
        }
        if (decomposition.merges > MAX_MERGES) {
            failed |= bit(Reason.MERGES);
        }
        if (!Tolerance.atLeast(first, MIN_FIRST_DEPTH) || !Tolerance.atMost(first, maxFirstDepth(length, rules))) {
            failed |= bit(Reason.FIRST_DEPTH);
        }
        if (!Tolerance.atMost(last, MAX_LAST_OF_FIRST * first)) {
            failed |= bit(Reason.NOT_CONTRACTING);
        }
        if (!Tolerance.atMost(last, MAX_LAST_DEPTH)) {
            failed |= bit(Reason.LAST_DEPTH);
        }
        if (!Tolerance.atMost(quietestVolume(bars, s), QUIET * averageVolume(bars, s))) {
            failed |= bit(Reason.NO_DRY_UP);
        }
        if (rules == Rules.RECENTLY_LISTED) {
            if (!Tolerance.atLeast(bars.high[decomposition.high[count - 1]], NEAR_HIGHEST * bars.highestHigh(0, s))) {
                failed |= bit(Reason.PIVOT_BELOW_HIGH);
            }
        } else if (!Tolerance.atLeast(
                bars.high[firstHigh], PRIOR_ADVANCE * bars.lowestLow(firstHigh - YEAR_BARS + 1, firstHigh))) {
            failed |= bit(Reason.NO_PRIOR_ADVANCE);
        }
        return failed;
    }

    private static double maxFirstDepth(int length, Rules rules) {
        if (length >= LONG_BASE_BARS) {
            return MAX_FIRST_DEPTH_OF_LONG;
        }
        return rules == Rules.RECENTLY_LISTED && length < SHORT_BASE_BARS ? MAX_FIRST_DEPTH_OF_SHORT : MAX_FIRST_DEPTH;
    }

    private Base base(Bars bars, int s) {
        List<Contraction> contractions = new ArrayList<>(decomposition.count);
        for (int i = 0; i < decomposition.count; i++) {
            int high = decomposition.high[i];
            int low = decomposition.low[i];
            contractions.add(new Contraction(
                    decomposition.depth[i], bars.day(high), bars.high[high], bars.day(low), bars.low[low]));
        }
        int last = decomposition.count - 1;
        return new Base(
                bars.day(s),
                s - decomposition.high[0],
                contractions,
                decomposition.merges,
                averageVolume(bars, s),
                quietestVolume(bars, s),
                bars.meanVolume(decomposition.high[0], decomposition.low[0]),
                bars.meanVolume(decomposition.high[last], decomposition.low[last]));
    }

    private static double averageVolume(Bars bars, int s) {
        return bars.meanVolume(s - AVERAGE_VOLUME_BARS + 1, s);
    }

    private static double quietestVolume(Bars bars, int s) {
        return bars.lowestVolume(s - QUIET_BARS + 1, s);
    }

    private static int bit(Reason reason) {
        return 1 << reason.ordinal();
    }

    private static List<Reason> reasons(int bits) {
        List<Reason> reasons = new ArrayList<>(Integer.bitCount(bits));
        for (Reason reason : REASONS) {
            if ((bits & bit(reason)) != 0) {
                reasons.add(reason);
            }
        }
        return List.copyOf(reasons);
    }
}
