package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.Market;
import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import dev.sise.market.SortBy;
import dev.sise.market.SortOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The properties of section 8 on every real ticker, on one real day. */
class KrxPropertiesTest {
    private static KrxData krx;
    private static ScanResult nightly;

    private final Random random = new Random(8);

    @BeforeAll
    static void read() {
        krx = KrxData.get();
        nightly = scan(ScanRequest.nightly(KrxData.DAY), krx.analyses(KrxData.DAY));
    }

    private static ScanResult scan(ScanRequest request, List<TickerAnalysis> analyses) {
        return Ranking.of(request, KrxData.DAY, krx.master(), analyses);
    }

    private static void ofEveryTicker(Consumer<ScanSubject> property) {
        for (PriceHistory history : krx.histories()) {
            try {
                property.accept(subject(history));
            } catch (AssertionError e) {
                throw new AssertionError(history.ticker() + ": " + e.getMessage(), e);
            }
        }
    }

    /** How many tickers could be asked. */
    private static int ofTickers(Predicate<ScanSubject> property) {
        int[] asked = new int[1];
        ofEveryTicker(subject -> asked[0] += property.test(subject) ? 1 : 0);
        return asked[0];
    }

    private static ScanSubject subject(PriceHistory history) {
        return new ScanSubject(history, krx.sessions(), KrxData.DAY, krx.listingDate(history.ticker()));
    }

    @Test
    void cuttingRowsAfterTheDateChangesNothing() {
        ofEveryTicker(VcpProperties::cuttingRowsAfterTheDateChangesNothing);
    }

    @Test
    void shufflingRowsChangesNothing() {
        ofEveryTicker(subject -> VcpProperties.shufflingRowsChangesNothing(subject, random));
    }

    @Test
    void scalingPricesChangesNothing() {
        ofEveryTicker(subject -> VcpProperties.scalingPricesChangesNothing(subject, .01 + random.nextDouble() * 9));
    }

    @Test
    void scalingVolumesChangesNothing() {
        ofEveryTicker(subject -> VcpProperties.scalingVolumesChangesNothing(subject, 2 + random.nextInt(99)));
    }

    @Test
    void depthsNeverGrow() {
        ofEveryTicker(VcpProperties::depthsNeverGrow);
    }

    @Test
    void basesAreNeverRepainted() {
        ofEveryTicker(VcpProperties::basesAreNeverRepainted);
    }

    @Test
    void bearishIsBullishUpsideDown() {
        // A fall of 23.4 % is a rise of 30.5 % upside down: what had one is left out.
        assertThat(ofTickers(VcpProperties::bearishIsBullishUpsideDown)).isGreaterThan(2_000);
    }

    @Test
    void haltRowsChangeNothing() {
        assertThat(ofTickers(subject -> VcpProperties.haltRowsChangeNothing(subject, random)))
                .isGreaterThan(100);
    }

    @Test
    void anUnadjustedSplitIsABreak() {
        assertThat(ofTickers(subject -> VcpProperties.anUnadjustedSplitIsABreak(subject, random)))
                .isGreaterThan(2_400);
    }

    /** Every signal of the day, with a share of it split: it ends in the reason and is no signal. */
    @Test
    void aSplitSignalIsNone() {
        List<String> tickers =
                nightly.signals().stream().map(Signal::ticker).distinct().toList();
        Map<String, TickerAnalysis> analyses = new TreeMap<>();
        krx.analyses(KrxData.DAY).forEach(analysis -> analyses.put(analysis.ticker(), analysis));
        for (PriceHistory history : krx.histories()) {
            if (tickers.contains(history.ticker())) {
                ScanSubject subject = subject(history);
                int[] days = subject.cleaned().bars().days;
                int since = 1 + random.nextInt(Math.min(252, days.length - 1));
                analyses.put(
                        history.ticker(),
                        subject.splitOn(days[days.length - since]).analysis());
            }
        }
        ScanResult split = scan(ScanRequest.nightly(KrxData.DAY), new ArrayList<>(analyses.values()));

        assertThat(tickers).hasSizeGreaterThan(30);
        assertThat(split.signals()).extracting(Signal::ticker).doesNotContainAnyElementsOf(tickers);
        assertThat(split.outcomes())
                .filteredOn(outcome -> tickers.contains(outcome.ticker()))
                .hasSize(2 * tickers.size())
                .allSatisfy(outcome -> assertThat(outcome.reasons()).containsExactly(Reason.ADJ_BREAK));
    }

    @Test
    void bearishStrengthIsAHundredMinusTheBullishOne() {
        RelativeStrength strength = RelativeStrength.of(krx.master().instruments(), krx.analyses(KrxData.DAY));
        List<Signal> bearish = nightly.signals().stream()
                .filter(signal -> signal.type() == SignalType.BEARISH)
                .toList();

        assertThat(bearish).isNotEmpty().allSatisfy(signal -> {
            int upsideDown = 100 - strength.of(signal.ticker());
            assertThat(signal.scores().relativeStrength()).isEqualTo(upsideDown);
            assertThat(signal.conditions().holds(8)).isEqualTo(upsideDown >= 70);
        });
    }

    @Test
    void strengthIsTheSameUnderEveryRequest() {
        List<TickerAnalysis> analyses = krx.analyses(KrxData.DAY);
        Map<String, Integer> expected = strengths(nightly);
        List<ScanRequest> requests = List.of(
                ScanRequest.builder().build(),
                ScanRequest.builder()
                        .market(Market.KOSDAQ)
                        .maxTickers(null)
                        .topN(null)
                        .build(),
                ScanRequest.builder()
                        .market(Market.KOSPI)
                        .maxTickers(200)
                        .topN(3)
                        .build(),
                ScanRequest.builder()
                        .classes(List.of(InstrumentClass.COMMON, InstrumentClass.PREFERRED))
                        .maxTickers(null)
                        .minAverageTradedValue(0)
                        .build(),
                ScanRequest.builder()
                        .minMarketCap(1_000_000_000_000L)
                        .sortBy(SortBy.VOLUME)
                        .sortOrder(SortOrder.ASC)
                        .signalTypes(List.of(SignalType.BULLISH, SignalType.BEARISH))
                        .build());

        for (ScanRequest request : requests) {
            ScanResult result = scan(request, analyses);
            assertThat(result.universe()).isEqualTo(nightly.universe());
            Map<String, Integer> strengths = strengths(result);
            assertThat(strengths).as("%s", request).isNotEmpty();
            strengths.keySet().retainAll(expected.keySet());
            assertThat(expected).containsAllEntriesOf(strengths);
        }
    }

    private static Map<String, Integer> strengths(ScanResult result) {
        Map<String, Integer> strengths = new HashMap<>();
        result.signals()
                .forEach(signal -> strengths.put(
                        signal.type() + " " + signal.ticker(), signal.scores().relativeStrength()));
        return strengths;
    }
}
