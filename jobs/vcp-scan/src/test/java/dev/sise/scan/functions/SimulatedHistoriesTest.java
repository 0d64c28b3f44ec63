package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.Market;
import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import dev.sise.simulator.DailyBar;
import dev.sise.simulator.DailyFlow;
import dev.sise.simulator.InstrumentKind;
import dev.sise.simulator.SyntheticHistories;
import dev.sise.simulator.SyntheticMarket;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A scan of the simulator's whole market: its made-up histories are to show everything that a scan can say. */
class SimulatedHistoriesTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final long SEED = 1;
    private static final long MILLION = 1_000_000;

    private static InstrumentMaster master;
    private static List<TickerAnalysis> analyses;
    private static ScanResult nightly;

    @BeforeAll
    static void scan() {
        SyntheticHistories histories = SyntheticHistories.before(DAY, SyntheticMarket.WHOLE, SEED);
        List<SyntheticHistories.Listing> listings = histories.listings().stream()
                .filter(listing -> listing.board().startsWith("KOS"))
                .toList();
        master = new InstrumentMaster(
                histories.lastDay(),
                listings.stream()
                        .map(listing -> new Instrument(
                                listing.code(),
                                listing.name(),
                                listing.board(),
                                InstrumentClass.valueOf(listing.kind().name()),
                                listing.listedShares(),
                                listing.listedOn()))
                        .toList());
        // Of other classes no bar is looked at.
        List<PriceHistory> prices = listings.stream()
                .filter(listing -> listing.kind() == InstrumentKind.COMMON)
                .map(listing -> prices(listing.code(), histories.adjustedBars(listing.code())))
                .toList();
        TickerAnalyst analyst =
                new TickerAnalyst(Sessions.of(prices), histories.lastDay(), List.of(SignalType.values()));
        analyses = prices.stream()
                .map(history -> analyst.analyse(
                        history,
                        flows(history.ticker(), histories.flows(history.ticker())),
                        master.of(history.ticker()).listingDate()))
                .toList();
        nightly = Ranking.of(ScanRequest.nightly(histories.lastDay()), histories.lastDay(), master, analyses);
    }

    @ParameterizedTest
    @EnumSource
    void everyStateAndGradeOccursInBothDirections(SignalType type) {
        List<Signal> signals = signals(type);

        assertThat(signals.stream().map(Signal::state))
                .contains(
                        SetupState.SETUP,
                        SetupState.BREAKOUT,
                        SetupState.BREAKOUT_LOWVOL,
                        SetupState.PULLBACK,
                        SetupState.EXTENDED);
        assertThat(signals.stream().map(Signal::grade)).contains(Grade.values());
        assertThat(analyses.stream()
                        .filter(analysis -> analysis.verdict(type) != null)
                        .map(analysis -> analysis.verdict(type).state()))
                .contains(SetupState.values());
    }

    @Test
    void limitsAndRecentListingsOccur() {
        assertThat(signals(SignalType.BULLISH).stream().flatMap(signal -> signal.flags().stream()))
                .contains(Flag.LIMIT_LOCKED, Flag.IPO_BASE);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonThatDataAloneCanGiveOccurs(SignalType type) {
        Set<Reason> expected = EnumSet.allOf(Reason.class);
        expected.removeAll(Set.of(
                // Asked for by the request alone.
                Reason.MARKET,
                Reason.BELOW_MARKET_CAP,
                Reason.MAX_TICKERS,
                Reason.NOT_IN_TOP_N,
                // A stop is at most a tenth away and the target three times that: no price above a few won gives it.
                Reason.NO_TARGET));
        if (type == SignalType.BEARISH) {
            expected.remove(Reason.PIVOT_BELOW_HIGH);
        }

        assertThat(reasons(nightly, type)).containsAll(expected);
    }

    @Test
    void theReasonsThatARequestGivesOccur() {
        ScanRequest request = ScanRequest.builder()
                .asOf(nightly.asOf())
                .market(Market.KOSDAQ)
                .minMarketCap(100_000 * MILLION)
                .maxTickers(500)
                .topN(2)
                .build();

        assertThat(reasons(Ranking.of(request, nightly.asOf(), master, analyses), SignalType.BULLISH))
                .contains(Reason.MARKET, Reason.BELOW_MARKET_CAP, Reason.MAX_TICKERS, Reason.NOT_IN_TOP_N);
    }

    @Test
    void twoToFourInAHundredStocksAreBullishSignals() {
        long stocks = master.instruments().stream()
                .filter(instrument -> instrument.instrumentClass() == InstrumentClass.COMMON)
                .count();

        assertThat((double) signals(SignalType.BULLISH).size() / stocks).isBetween(.02, .04);
    }

    @Test
    void flowsSpreadAsRealOnesDoAndNoneExceedsTheValue() {
        assertThat(nightly.cleaning().rejectedFlows()).isZero();
        // Of real stocks it is -10.4, 2.7 and 20.1 percent of foreigners over five days.
        assertThat(percentile(5, SmartMoney::foreign5)).isBetween(-.15, -.08);
        assertThat(percentile(50, SmartMoney::foreign5)).isBetween(0.0, .04);
        assertThat(percentile(95, SmartMoney::foreign5)).isBetween(.12, .22);
        assertThat(percentile(5, SmartMoney::institution20)).isBetween(-.10, -.04);
        assertThat(percentile(95, SmartMoney::institution20)).isBetween(.04, .14);
    }

    private static double percentile(int percent, ToDoubleFunction<SmartMoney> figure) {
        double[] figures = analyses.stream()
                .filter(analysis -> analysis.smartMoney() != null)
                .map(TickerAnalysis::smartMoney)
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return figures[figures.length * percent / 100];
    }

    private static List<Signal> signals(SignalType type) {
        return nightly.signals().stream()
                .filter(signal -> signal.type() == type)
                .toList();
    }

    private static Set<Reason> reasons(ScanResult result, SignalType type) {
        return result.outcomes().stream()
                .filter(outcome -> outcome.type() == type)
                .flatMap(outcome -> outcome.reasons().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));
    }

    private static PriceHistory prices(String ticker, List<DailyBar> bars) {
        return new PriceHistory(
                ticker,
                bars.stream().mapToInt(bar -> (int) bar.day().toEpochDay()).toArray(),
                prices(bars, DailyBar::open),
                prices(bars, DailyBar::high),
                prices(bars, DailyBar::low),
                prices(bars, DailyBar::close),
                bars.stream().mapToLong(DailyBar::volume).toArray(),
                bars.stream().mapToLong(DailyBar::value).toArray());
    }

    private static double[] prices(List<DailyBar> bars, ToLongFunction<DailyBar> price) {
        return bars.stream().mapToDouble(price::applyAsLong).toArray();
    }

    private static FlowHistory flows(String ticker, List<DailyFlow> flows) {
        return new FlowHistory(
                ticker,
                flows.stream().mapToInt(flow -> (int) flow.day().toEpochDay()).toArray(),
                flows.stream().mapToLong(flow -> flow.foreign() * MILLION).toArray(),
                flows.stream().mapToLong(flow -> flow.institution() * MILLION).toArray(),
                new long[flows.size()]);
    }
}
