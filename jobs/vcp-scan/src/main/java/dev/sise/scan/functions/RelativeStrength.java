package dev.sise.scan.functions;

import dev.sise.market.InstrumentClass;
import dev.sise.market.Market;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How the year of each stock compares with that of all others: 1 to 99. The universe is every common stock of KOSPI and KOSDAQ that is liquid and
 * has 253 bars, before any filter of a request, so that a stock has the same strength under every request.
 */
public final class RelativeStrength {
    /** Newest quarter first: from here to its 63rd, 126th, 189th and 252nd bar back. */
    private static final int QUARTER_BARS = 63;

    private static final int ALONE = 50;
    private static final int HIGHEST = 99;

    private final Map<String, Integer> ranks;

    private RelativeStrength(Map<String, Integer> ranks) {
        this.ranks = ranks;
    }

    /** Ranks what has been analysed; what is no instrument of the universe is left out. */
    public static RelativeStrength of(Collection<Instrument> instruments, Collection<TickerAnalysis> analyses) {
        Map<String, Instrument> byTicker = new HashMap<>();
        instruments.forEach(instrument -> byTicker.put(instrument.ticker(), instrument));
        TickerAnalysis[] universe = analyses.stream()
                .filter(analysis -> isRanked(byTicker.get(analysis.ticker()), analysis))
                .toArray(TickerAnalysis[]::new);
        int[] ranks = rank(Arrays.stream(universe)
                .mapToDouble(TickerAnalysis::yearPerformance)
                .toArray());
        Map<String, Integer> byRank = new HashMap<>();
        for (int i = 0; i < ranks.length; i++) {
            byRank.put(universe[i].ticker(), ranks[i]);
        }
        return new RelativeStrength(byRank);
    }

    private static boolean isRanked(Instrument instrument, TickerAnalysis analysis) {
        return instrument != null
                && instrument.instrumentClass() == InstrumentClass.COMMON
                && Market.ALL.has(instrument.market())
                && analysis.hasYear();
    }

    /** The weighted performance that is ranked, of at least 253 bars; the newest quarter counts twice. */
    static double performance(Bars bars) {
        return .4 * performance(bars, QUARTER_BARS)
                + .2 * performance(bars, 2 * QUARTER_BARS)
                + .2 * performance(bars, 3 * QUARTER_BARS)
                + .2 * performance(bars, 4 * QUARTER_BARS);
    }

    private static double performance(Bars bars, int back) {
        int t = bars.last();
        return bars.close[t] / bars.close[t - back] - 1;
    }

    /** The rank of each value among all: compared exactly, equal values have equal ranks. */
    static int[] rank(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int[] ranks = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int less = below(sorted, values[i], false);
            int lessOrEqual = below(sorted, values[i], true);
            ranks[i] = values.length == 1
                    ? ALONE
                    : 1 + Math.floorDiv((HIGHEST - 1) * (less + lessOrEqual - 1), 2 * (values.length - 1));
        }
        return ranks;
    }

    private static int below(double[] sorted, double value, boolean orEqual) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** How many stocks are ranked. */
    public int universe() {
        return ranks.size();
    }

    /** The strength of a ticker, or null where it is not ranked. */
    public Integer of(String ticker) {
        return ranks.get(ticker);
    }
}
