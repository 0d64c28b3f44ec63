package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;

/** What section 8 of the definition says of every ticker on every date, be it drawn by lot or real. */
final class VcpProperties {
    private static final Offset<Double> ROUNDING = within(1e-9);
    private static final int SPLIT_SEEN = 252;
    private static final int RECENT_BARS = 30;

    private VcpProperties() {}

    static void cuttingRowsAfterTheDateChangesNothing(ScanSubject subject) {
        TickerAnalysis expected = subject.analysis();

        assertThat(subject.withoutRowsAfter().analysis()).isEqualTo(expected);
        assertThat(subject.withOtherRowsAfter().analysis()).isEqualTo(expected);
    }

    static void shufflingRowsChangesNothing(ScanSubject subject, Random random) {
        assertThat(subject.shuffled(random).analysis()).isEqualTo(subject.analysis());
    }

    static void scalingPricesChangesNothing(ScanSubject subject, double factor) {
        TickerAnalysis scaled = subject.pricesTimes(factor).analysis();
        TickerAnalysis expected = subject.analysis();

        assertSameShape(scaled, expected);
        assertThat(scaled.yearPerformance()).isCloseTo(expected.yearPerformance(), ROUNDING);
    }

    static void scalingVolumesChangesNothing(ScanSubject subject, long factor) {
        assertSameShape(subject.volumesTimes(factor).analysis(), subject.analysis());
    }

    private static void assertSameShape(TickerAnalysis actual, TickerAnalysis expected) {
        assertThat(actual.unavailable()).isEqualTo(expected.unavailable());
        assertThat(actual.recentlyListed()).isEqualTo(expected.recentlyListed());
        assertThat(actual.cleaning()).isEqualTo(expected.cleaning());
        assertSameShape(actual.bullish(), expected.bullish());
        assertSameShape(actual.bearish(), expected.bearish());
    }

    private static void assertSameShape(Verdict actual, Verdict expected) {
        if (expected == null) {
            assertThat(actual).isNull();
            return;
        }
        assertThat(actual.state()).isEqualTo(expected.state());
        assertThat(actual.failedClauses()).isEqualTo(expected.failedClauses());
        assertThat(actual.breakoutDay()).isEqualTo(expected.breakoutDay());
        assertThat(actual.limitLocked()).isEqualTo(expected.limitLocked());
        assertThat(actual.template()).isEqualTo(expected.template());
        if (expected.volumeRatio() != null) {
            assertThat(actual.volumeRatio()).isCloseTo(expected.volumeRatio(), ROUNDING);
        }
        if (expected.base() == null) {
            assertThat(actual.base()).isNull();
        } else {
            assertSameShape(actual.base(), expected.base());
        }
    }

    private static void assertSameShape(Base actual, Base expected) {
        assertThat(actual.evaluatedOn()).isEqualTo(expected.evaluatedOn());
        assertThat(actual.merges()).isEqualTo(expected.merges());
        assertThat(actual.bars()).isEqualTo(expected.bars());
        assertThat(days(actual)).isEqualTo(days(expected));
        assertThat(depths(actual)).containsExactly(depths(expected), ROUNDING);
    }

    private static List<String> days(Base base) {
        return base.contractions().stream()
                .map(contraction -> contraction.highDay() + " to " + contraction.lowDay())
                .toList();
    }

    private static double[] depths(Base base) {
        return base.contractions().stream().mapToDouble(Contraction::depth).toArray();
    }

    /** At every one of the last bars, and each fall by more than the part that makes it one of the same size. */
    static void depthsNeverGrow(ScanSubject subject) {
        Bars bars = subject.cleaned().bars();
        for (Bars direction : bars.size() == 0 ? List.<Bars>of() : List.of(bars, bars.reciprocal())) {
            for (int s = Math.max(0, bars.size() - RECENT_BARS); s <= bars.last(); s++) {
                Decomposition found = new Decomposition();
                if (!found.at(direction, s)) {
                    continue;
                }
                for (int fall = 1; fall < found.count; fall++) {
                    assertThat(found.depth[fall]).isLessThanOrEqualTo(.85 * found.depth[fall - 1] + 1e-9);
                    assertThat(found.high[fall]).isGreaterThan(found.low[fall - 1]);
                    assertThat(found.low[fall]).isGreaterThan(found.high[fall]);
                }
            }
        }
    }

    /** The base that decided is the one that was there on its own day, when nobody knew what came after. */
    static void basesAreNeverRepainted(ScanSubject subject) {
        TickerAnalysis analysis = subject.analysis();
        if (analysis.bullish() == null || analysis.bullish().base() == null) {
            return;
        }
        Base base = analysis.bullish().base();
        Bars then = Bars.clean(subject.history(), (int) base.evaluatedOn().toEpochDay())
                .bars();
        Decomposition found = new Decomposition();

        assertThat(found.at(then, then.last())).isTrue();
        assertThat(depths(base)).containsExactly(Arrays.copyOf(found.depth, found.count));
        assertThat(base.pivot()).isEqualTo(then.high[found.high[found.count - 1]]);
    }

    /** Whether the property could be asked: the bars upside down must not have a break that the bars have not. */
    static boolean bearishIsBullishUpsideDown(ScanSubject subject) {
        Verdict bearish = subject.analysis().bearish();
        if (bearish == null) {
            return false;
        }
        Bars.Cleaned upsideDown = Bars.clean(subject.reciprocalBars(), subject.lastDay());
        if (upsideDown.counts().breaks() > 0) {
            return false;
        }
        Bars bars = upsideDown.bars();
        Verdict bullish = new StateFinder().find(bars, StateFinder.Rules.BULLISH);

        assertThat(bearish).isEqualTo(bullish.withTemplate(TrendTemplate.of(bars)));
        return true;
    }

    /** Whether there was a session without a row. */
    static boolean haltRowsChangeNothing(ScanSubject subject, Random random) {
        int[] without = subject.sessionsWithoutRow();
        if (without.length == 0 || subject.history().size() == 0) {
            return false;
        }
        TickerAnalysis expected = subject.analysis();
        // A halt on the date itself would be one.
        int[] before = Arrays.stream(without)
                .filter(day -> day < subject.lastDay() && random.nextInt(4) > 0)
                .toArray();
        TickerAnalysis halted = subject.withHaltsOn(before).analysis();

        assertThat(withoutHalts(halted)).isEqualTo(withoutHalts(expected));
        assertThat(halted.cleaning().halts()).isEqualTo(expected.cleaning().halts() + before.length);
        return before.length > 0;
    }

    private static TickerAnalysis withoutHalts(TickerAnalysis analysis) {
        Cleaning counts = analysis.cleaning();
        return new TickerAnalysis(
                analysis.ticker(),
                analysis.unavailable(),
                analysis.recentlyListed(),
                analysis.close(),
                analysis.volume(),
                analysis.averageTradedValue(),
                analysis.yearPerformance(),
                analysis.bullish(),
                analysis.bearish(),
                analysis.smartMoney(),
                new Cleaning(counts.duplicates(), 0, counts.repairs(), counts.breaks(), counts.rejectedFlows()));
    }

    /** Whether the ticker trades on the date and had two bars to split between. */
    static boolean anUnadjustedSplitIsABreak(ScanSubject subject, Random random) {
        Bars.Cleaned cleaned = subject.cleaned();
        int bars = cleaned.bars().size();
        if (!cleaned.tradedOnLastDay() || bars < 2) {
            return false;
        }
        int reach = Math.min(SPLIT_SEEN, bars - 1);
        for (int barsSince : new int[] {1, 1 + random.nextInt(reach), reach}) {
            int splitOn = cleaned.bars().days[bars - barsSince];
            TickerAnalysis split = subject.splitOn(splitOn).analysis();

            assertThat(split.unavailable()).isEqualTo(Reason.ADJ_BREAK);
            assertThat(split.bullish()).isNull();
            assertThat(split.bearish()).isNull();
        }
        if (bars > SPLIT_SEEN + 1) {
            // One bar earlier there are 253 since.
            assertThat(subject.splitOn(cleaned.bars().days[bars - SPLIT_SEEN - 1])
                            .analysis()
                            .unavailable())
                    .isEqualTo(subject.analysis().unavailable());
        }
        return true;
    }
}
