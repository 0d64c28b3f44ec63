package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The properties of section 8 on charts drawn by lot. */
class RandomChartPropertiesTest {

    @Provide
    Arbitrary<ScanSubject> charts() {
        return Arbitraries.randomValue(RandomChart::draw);
    }

    @Provide
    Arbitrary<Random> lots() {
        return Arbitraries.randomValue(random -> new Random(random.nextLong()));
    }

    /** A property of charts that never come to a base would hold of anything. */
    @Test
    void drawsEveryStateAndEveryReasonOfABase() {
        Map<SetupState, Integer> bullish = new HashMap<>();
        Map<SetupState, Integer> bearish = new HashMap<>();
        Map<SetupState, Integer> recent = new HashMap<>();
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        Random random = new Random(5);
        for (int chart = 0; chart < 3_000; chart++) {
            TickerAnalysis analysis = RandomChart.draw(random).analysis();
            if (analysis.bullish() != null) {
                (analysis.recentlyListed() ? recent : bullish)
                        .merge(analysis.bullish().state(), 1, Integer::sum);
                reasons.addAll(analysis.bullish().failedClauses());
            }
            if (analysis.bearish() != null) {
                bearish.merge(analysis.bearish().state(), 1, Integer::sum);
            }
        }

        assertThat(bullish).hasSameSizeAs(SetupState.values()).allSatisfy((state, count) -> assertThat(count)
                .isGreaterThan(10));
        assertThat(bearish).hasSameSizeAs(SetupState.values());
        assertThat(recent).hasSameSizeAs(SetupState.values());
        assertThat(reasons).containsAll(EnumSet.range(Reason.NO_BASE, Reason.NOT_NEAR_PIVOT));
    }

    @Property(tries = 300)
    void cuttingRowsAfterTheDateChangesNothing(@ForAll("charts") ScanSubject chart) {
        VcpProperties.cuttingRowsAfterTheDateChangesNothing(chart);
    }

    @Property(tries = 300)
    void shufflingRowsChangesNothing(@ForAll("charts") ScanSubject chart, @ForAll("lots") Random random) {
        VcpProperties.shufflingRowsChangesNothing(chart, random);
    }

    @Property(tries = 300)
    void scalingPricesChangesNothing(
            @ForAll("charts") ScanSubject chart, @ForAll @DoubleRange(min = .01, max = 500) double factor) {
        VcpProperties.scalingPricesChangesNothing(chart, factor);
    }

    @Property(tries = 300)
    void scalingVolumesChangesNothing(
            @ForAll("charts") ScanSubject chart, @ForAll @LongRange(min = 2, max = 5_000) long factor) {
        VcpProperties.scalingVolumesChangesNothing(chart, factor);
    }

    @Property(tries = 300)
    void depthsNeverGrow(@ForAll("charts") ScanSubject chart) {
        VcpProperties.depthsNeverGrow(chart);
    }

    @Property(tries = 300)
    void basesAreNeverRepainted(@ForAll("charts") ScanSubject chart) {
        VcpProperties.basesAreNeverRepainted(chart);
    }

    @Property(tries = 300)
    void bearishIsBullishUpsideDown(@ForAll("charts") ScanSubject chart) {
        boolean hasYear = chart.analysis().hasYear();

        assertThat(VcpProperties.bearishIsBullishUpsideDown(chart)).isEqualTo(hasYear);
    }

    @Property(tries = 300)
    void haltRowsChangeNothing(@ForAll("charts") ScanSubject chart, @ForAll("lots") Random random) {
        VcpProperties.haltRowsChangeNothing(chart, random);
    }

    @Property(tries = 300)
    void anUnadjustedSplitIsABreak(@ForAll("charts") ScanSubject chart, @ForAll("lots") Random random) {
        assertThat(VcpProperties.anUnadjustedSplitIsABreak(chart, random)).isTrue();
    }
}
