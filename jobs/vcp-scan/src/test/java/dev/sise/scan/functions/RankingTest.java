package dev.sise.scan.functions;

import static dev.sise.market.InstrumentClass.COMMON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.Market;
import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import dev.sise.market.SortBy;
import dev.sise.market.SortOrder;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Sections 1 and 6 of the definition where they bring tickers together, by hand. */
class RankingTest {
    private static final LocalDate DATE = Chart.setup().lastDay();
    private static final TrendTemplate SEVEN = new TrendTemplate(0b0111_1111);
    private static final TrendTemplate SIX = new TrendTemplate(0b0011_1111);

    private final List<Instrument> instruments = new ArrayList<>();
    private final List<TickerAnalysis> analyses = new ArrayList<>();

    private void list(String ticker, String market, InstrumentClass instrumentClass, long shares) {
        instruments.add(new Instrument(ticker, "name of " + ticker, market, instrumentClass, shares, null));
    }

    private static Verdict setup(TrendTemplate template) {
        return Chart.setup().verdict().withTemplate(template);
    }

    private static Verdict none(TrendTemplate template) {
        return new Verdict(
                SetupState.NONE, List.of(Reason.TOO_SHORT, Reason.NO_DRY_UP), null, null, null, false, 96, template);
    }

    /** 34 and 10 %, noisy, at the edge of a setup: worth next to nothing. */
    private static Verdict poor() {
        List<Contraction> falls = List.of(
                new Contraction(.34, DATE.minusDays(60), 100, DATE.minusDays(40), 66),
                new Contraction(.10, DATE.minusDays(30), 95, DATE.minusDays(20), 85.5));
        return new Verdict(
                SetupState.SETUP,
                List.of(),
                new Base(DATE, 60, falls, 2, 100, 65, 90, 120),
                null,
                null,
                false,
                95 * .94,
                SEVEN);
    }

    private TickerAnalysis add(String ticker, Verdict verdict, double performance) {
        return add(ticker, verdict, performance, 96, 1_000, 2e9);
    }

    private TickerAnalysis add(
            String ticker, Verdict verdict, double performance, double close, long volume, double tradedValue) {
        TickerAnalysis analysis = new TickerAnalysis(
                ticker, null, false, close, volume, tradedValue, performance, verdict, verdict, null, Cleaning.NONE);
        analyses.add(analysis);
        return analysis;
    }

    private void addUnavailable(String ticker, Reason reason) {
        analyses.add(new TickerAnalysis(ticker, reason, false, 0, 0, 0, 0, null, null, null, Cleaning.NONE));
    }

    private ScanResult rank(ScanRequest.Builder request) {
        return Ranking.of(
                request.asOf(DATE).build(), DATE, new InstrumentMaster(DATE.plusDays(3), instruments), analyses);
    }

    private static Map<String, List<Reason>> reasons(ScanResult result) {
        Map<String, List<Reason>> reasons = new TreeMap<>();
        result.outcomes().forEach(outcome -> reasons.put(outcome.ticker(), outcome.reasons()));
        return reasons;
    }

    private static List<String> tickers(ScanResult result) {
        return result.signals().stream().map(Signal::ticker).toList();
    }

    @Test
    void endsEachTickerInTheFirstReasonThatHolds() {
        list("000010", "KOSPI", InstrumentClass.ETF, 1);
        list("000020", "KOSDAQ", COMMON, 1);
        list("000030", "KOSPI", COMMON, 1);
        list("000040", "KOSPI", COMMON, 1);
        list("000050", "KOSPI", COMMON, 10);
        list("000060", "KOSPI", COMMON, 5_000);
        list("000070", "KOSPI", COMMON, 6_000);
        list("000080", "KOSPI", COMMON, 6_001);
        list("000090", "KOSPI", COMMON, 6_002);
        list("000100", "KOSPI", COMMON, 6_003);
        list("000110", "KOSPI", COMMON, 6_004);
        list("000120", "KOSPI", COMMON, 6_005);
        addUnavailable("000020", Reason.HALTED);
        addUnavailable("000040", Reason.ILLIQUID);
        add("000050", none(SIX), .10, 96, 1, 1);
        add("000060", none(SIX), .11, 96, 1, 1);
        add("000070", none(SIX), .12, 96, 1, 1);
        add("000080", none(SIX), .13);
        add("000090", none(SEVEN), .14);
        add("000100", poor(), .01);
        add("000110", setup(SEVEN), .90);
        add("000120", setup(SEVEN), .80);
        add("999999", setup(SEVEN), .99);

        ScanResult result = rank(ScanRequest.builder()
                .market(Market.KOSPI)
                .minMarketCap(96_000L)
                .maxTickers(6)
                .topN(1));

        assertThat(tickers(result)).containsExactly("000110");
        assertThat(result.outcomes()).extracting(Outcome::ticker).isSorted();
        assertThat(reasons(result))
                .isEqualTo(new TreeMap<>(Map.ofEntries(
                        Map.entry("000010", List.of(Reason.CLASS)),
                        Map.entry("999999", List.of(Reason.CLASS)),
                        Map.entry("000020", List.of(Reason.MARKET)),
                        Map.entry("000030", List.of(Reason.NO_BAR)),
                        Map.entry("000040", List.of(Reason.ILLIQUID)),
                        Map.entry("000050", List.of(Reason.BELOW_MARKET_CAP)),
                        Map.entry("000060", List.of(Reason.MAX_TICKERS)),
                        Map.entry("000070", List.of(Reason.BELOW_MIN_TRADED_VALUE)),
                        Map.entry("000080", List.of(Reason.TREND)),
                        Map.entry("000090", List.of(Reason.TOO_SHORT, Reason.NO_DRY_UP)),
                        Map.entry("000100", List.of(Reason.LOW_SCORE)),
                        Map.entry("000120", List.of(Reason.NOT_IN_TOP_N)))));
        assertThat(result.totals(SignalType.BULLISH))
                .containsEntry(Reason.CLASS, 2)
                .containsEntry(Reason.TOO_SHORT, 1)
                .hasSize(11);
        // 999999 is in no list and so in no universe; 000020 and 000040 cannot be ranked.
        assertThat(result.universe()).isEqualTo(8);
        assertThat(result.scanned()).isEqualTo(6);
        assertThat(result.validSignals()).isEqualTo(2);
        assertThat(result.usesLaterShares()).isTrue();
    }

    @Test
    void wantsSevenOfEightAndCountsTheStrengthAmongThem() {
        list("000010", "KOSPI", COMMON, 1);
        list("000020", "KOSPI", COMMON, 1);
        list("000030", "KOSPI", COMMON, 1);
        add("000010", setup(SIX), .9);
        add("000020", setup(SIX), .1);
        add("000030", setup(SEVEN), .0);

        ScanResult result = rank(ScanRequest.builder());

        // 99 makes seven of six, 50 does not; seven are enough without strength.
        assertThat(tickers(result)).containsExactly("000010", "000030");
        assertThat(result.signals().get(0).conditions().count()).isEqualTo(7);
        assertThat(result.signals().get(0).scores().relativeStrength()).isEqualTo(99);
        assertThat(reasons(result)).containsEntry("000020", List.of(Reason.TREND));
    }

    @Test
    void turnsTheStrengthRoundForBearishSignals() {
        list("000010", "KOSPI", COMMON, 1);
        list("000020", "KOSPI", COMMON, 1);
        add("000010", setup(SEVEN), .9);
        add("000020", setup(SEVEN), .1);

        ScanResult result = rank(ScanRequest.builder().signalTypes(List.of(SignalType.BEARISH)));

        // Of pivot 1/97, which is no price: the target is none.
        assertThat(result.signals()).isEmpty();
        assertThat(reasons(result))
                .isEqualTo(Map.of("000010", List.of(Reason.NO_TARGET), "000020", List.of(Reason.NO_TARGET)));
    }

    @Test
    void sortsByMarketCapitalizationAndNotByPrice() {
        list("000010", "KOSPI", COMMON, 100);
        list("000020", "KOSPI", COMMON, 1_000);
        list("000030", "KOSPI", COMMON, 10);
        add("000010", setup(SEVEN), .1, 500, 7, 2e9);
        add("000020", setup(SEVEN), .2, 96, 8, 2e9);
        add("000030", setup(SEVEN), .3, 900, 9, 2e9);

        assertThat(tickers(rank(ScanRequest.builder().sortBy(SortBy.MARKET_CAP))))
                .containsExactly("000020", "000010", "000030");
        assertThat(tickers(rank(ScanRequest.builder().sortBy(SortBy.MARKET_CAP).sortOrder(SortOrder.ASC))))
                .containsExactly("000030", "000010", "000020");
        assertThat(tickers(rank(ScanRequest.builder().sortBy(SortBy.VOLUME))))
                .containsExactly("000030", "000020", "000010");
        assertThat(tickers(rank(ScanRequest.builder().sortBy(SortBy.SCORE))))
                .containsExactly("000030", "000020", "000010");
        assertThat(rank(ScanRequest.builder()).signals().stream().map(Signal::rank))
                .containsExactly(1, 2, 3);
        // The cut is by market capitalization too, whatever the order is.
        assertThat(tickers(rank(ScanRequest.builder().maxTickers(2).sortBy(SortBy.VOLUME))))
                .containsExactly("000020", "000010");
    }

    @Test
    void ordersEqualOnesByScoreThenTickerHoweverTheyCome() {
        for (String ticker : List.of("000040", "000010", "000030", "000020")) {
            list(ticker, "KOSPI", COMMON, 100);
        }
        add("000040", setup(SEVEN), .9, 96, 5, 2e9);
        add("000010", setup(SEVEN), .1, 96, 5, 2e9);
        add("000030", setup(SEVEN), .1, 96, 5, 2e9);
        add("000020", setup(SEVEN), .1, 96, 5, 2e9);

        Random random = new Random(3);
        for (int i = 0; i < 10; i++) {
            Collections.shuffle(analyses, random);
            Collections.shuffle(instruments, random);
            assertThat(tickers(rank(ScanRequest.builder()
                            .sortBy(SortBy.VOLUME)
                            .sortOrder(SortOrder.ASC)
                            .topN(3))))
                    .containsExactly("000040", "000010", "000020");
        }
    }

    @Test
    void cutsTheSmallestByTickerWhereCapitalizationsAreEqual() {
        for (String ticker : List.of("000030", "000010", "000020")) {
            list(ticker, "KOSPI", COMMON, 100);
            add(ticker, setup(SEVEN), .5);
        }

        assertThat(reasons(rank(ScanRequest.builder().maxTickers(2))))
                .isEqualTo(Map.of("000030", List.of(Reason.MAX_TICKERS)));
    }

    @Test
    void ranksNoStrengthOfOtherClasses() {
        list("000010", "KOSPI", COMMON, 100);
        list("000015", "KOSPI", InstrumentClass.PREFERRED, 100);
        list("000020", "KOSPI", InstrumentClass.PREFERRED, 100);
        add("000010", setup(SEVEN), .1);
        add("000015", setup(SEVEN), .9);
        add("000020", setup(SIX), .9);

        ScanResult result = rank(ScanRequest.builder().classes(List.of(COMMON, InstrumentClass.PREFERRED)));

        assertThat(result.universe()).isOne();
        Signal preferred = result.signals().stream()
                .filter(signal -> signal.ticker().equals("000015"))
                .findFirst()
                .orElseThrow();
        assertThat(preferred.scores().relativeStrength()).isNull();
        assertThat(preferred.conditions().holds(8)).isFalse();
        assertThat(preferred.flags()).containsExactly(Flag.NO_SMART_MONEY, Flag.NO_RELATIVE_STRENGTH);
        assertThat(reasons(result)).containsEntry("000020", List.of(Reason.TREND));
    }

    @Test
    void asksNoTrendOfARecentListingAndLooksAtItUpwardsOnly() {
        list("000010", "KOSDAQ", COMMON, 100);
        Verdict verdict = Chart.setup().verdict();
        analyses.add(new TickerAnalysis(
                "000010", null, true, 96, 1_000, 2e9, 0, verdict, null, null, new Cleaning(0, 1, 2, 0, 3)));

        ScanResult result = rank(ScanRequest.builder().signalTypes(List.of(SignalType.values())));

        Signal signal = result.signals().get(0);
        assertThat(signal.type()).isEqualTo(SignalType.BULLISH);
        assertThat(signal.conditions()).isNull();
        assertThat(signal.flags()).containsExactly(Flag.IPO_BASE, Flag.NO_SMART_MONEY, Flag.NO_RELATIVE_STRENGTH);
        assertThat(signal.grade()).isEqualTo(Grade.B);
        assertThat(result.outcomes())
                .containsExactly(new Outcome(SignalType.BEARISH, "000010", List.of(Reason.INSUFFICIENT_HISTORY)));
        assertThat(result.universe()).isZero();
        assertThat(result.cleaning()).isEqualTo(new Cleaning(0, 1, 2, 0, 3));
    }

    @Test
    void asksNothingOfTheTradedValueWhereItIsOff() {
        list("000010", "KOSPI", COMMON, 100);
        add("000010", setup(SEVEN), .1, 96, 1, 999_999_999);

        assertThat(reasons(rank(ScanRequest.builder())))
                .isEqualTo(Map.of("000010", List.of(Reason.BELOW_MIN_TRADED_VALUE)));
        assertThat(tickers(rank(ScanRequest.builder().minAverageTradedValue(0))))
                .containsExactly("000010");
        assertThat(tickers(rank(ScanRequest.builder().minAverageTradedValue(999_999_999))))
                .containsExactly("000010");
    }
}
