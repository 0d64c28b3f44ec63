package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketTest {

    private static final LocalDateTime FRIDAY_TEN = LocalDateTime.of(2026, 11, 20, 10, 0);

    @Test
    void theSameSeedWalksTheSameWay() {
        assertThat(walk(42, 5_000)).isEqualTo(walk(42, 5_000));
        assertThat(walk(42, 5_000)).isNotEqualTo(walk(43, 5_000));
    }

    @Test
    void volumesGrowAndPricesStayWithinTheLimitsOfTheDay() {
        Market market = market(100, FRIDAY_TEN);
        Map<String, Long> volumes = new HashMap<>();
        run(market, FRIDAY_TEN, 200_000, state -> {
            assertThat(state.volume()).isGreaterThan(volumes.getOrDefault(state.code(), 0L));
            volumes.put(state.code(), state.volume());
            if (state.price() < state.limits().lower()
                    || state.price() > state.limits().upper()) {
                throw new AssertionError(state.code() + " left its limits with " + state.price());
            }
        });
    }

    @Test
    void pricesAreOnTheGridButForAFewInTheMiddleOfIt() {
        Map<Boolean, Integer> onGrid = new HashMap<>();
        run(market(100, FRIDAY_TEN), FRIDAY_TEN, 50_000, state -> {
            InstrumentKind kind = state.instrument().kind();
            long floor = TickTable.floor(kind, state.price());
            boolean exact = floor == state.price();
            onGrid.merge(exact, 1, Integer::sum);
            if (!exact) {
                assertThat(2 * (state.price() - floor)).isEqualTo(TickTable.tickAt(kind, floor));
            }
        });

        assertThat(onGrid.get(false)).isPositive().isLessThan(onGrid.get(true) / 50);
    }

    @Test
    void theFirstInstrumentIsFarBusierThanTheLast() {
        Map<String, Integer> trades = new HashMap<>();
        run(market(100, FRIDAY_TEN), FRIDAY_TEN, 50_000, state -> trades.merge(state.code(), 1, Integer::sum));
        List<Instrument> instruments = InstrumentList.of(100, 1, FRIDAY_TEN.toLocalDate());

        assertThat(trades.get(instruments.get(0).code()))
                .isGreaterThan(20 * trades.get(instruments.get(99).code()));
        assertThat(trades).hasSize(100);
    }

    @Test
    void aDayEnteredInItsMiddleHasAnOpenAHighALowAndAVolume() {
        assertThat(market(100, FRIDAY_TEN).states()).allSatisfy(state -> {
            assertThat(state.openAt()).isEqualTo(FRIDAY_TEN.withHour(9));
            assertThat(state.tradedAt()).isAfter(state.openAt()).isBeforeOrEqualTo(FRIDAY_TEN);
            assertThat(state.low()).isLessThanOrEqualTo(state.open());
            assertThat(state.high()).isGreaterThanOrEqualTo(state.open());
            assertThat(state.volume()).isEqualTo(state.auctionVolume() + state.buyVolume() + state.sellVolume());
        });
    }

    @Test
    void nothingHasTradedBeforeNine() {
        Market market = market(10, FRIDAY_TEN.withHour(8));
        run(market, FRIDAY_TEN.withHour(8), 100, state -> {
            throw new AssertionError(state.code() + " traded");
        });

        assertThat(market.states()).allSatisfy(state -> {
            assertThat(state.tradedAt()).isNull();
            assertThat(state.volume()).isZero();
            assertThat(state.price()).isEqualTo(state.basePrice());
        });
    }

    @Test
    void onlyStocksTradeInTheAfterMarketAndTheRegularCloseBecomesTheNextBase() {
        LocalDateTime evening = FRIDAY_TEN.withHour(16);
        Market market = market(100, FRIDAY_TEN);
        Map<String, Long> closes = market.states().stream()
                .collect(Collectors.toMap(
                        TickerState::code,
                        state -> TickTable.floor(state.instrument().kind(), state.price())));
        List<InstrumentKind> kinds = new ArrayList<>();
        run(market, evening, 5_000, state -> {
            kinds.add(state.instrument().kind());
            assertThat(state.phase().sessionCode()).isEqualTo("3");
        });
        assertThat(kinds).containsOnly(InstrumentKind.COMMON, InstrumentKind.PREFERRED, InstrumentKind.SPAC);

        LocalDateTime monday = FRIDAY_TEN.plusDays(3);
        run(market, monday, 20_000, state -> {
            assertThat(state.basePrice()).isEqualTo(closes.get(state.code()));
            assertThat(state.tradedAt().toLocalDate()).isEqualTo(monday.toLocalDate());
        });
    }

    @Test
    void aNewDayStartsWithNoVolume() {
        Market market = market(1, FRIDAY_TEN);
        TickerState only = market.states().get(0);
        run(market, FRIDAY_TEN, 10_000, state -> {});
        long fridayVolume = only.volume();
        List<Long> monday = new ArrayList<>();
        run(market, FRIDAY_TEN.plusDays(3), 1, state -> monday.add(state.volume()));

        assertThat(monday.get(0)).isLessThan(fridayVolume).isEqualTo(only.auctionVolume());
        assertThat(only.previousVolume()).isEqualTo(fridayVolume);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T08:59:59, CLOSED", "2026-11-20T09:00, REGULAR", "2026-11-20T15:19:59, REGULAR",
        "2026-11-20T15:20, CLOSED", "2026-11-20T16:00, AFTER_MARKET", "2026-11-20T19:59:59, AFTER_MARKET",
        "2026-11-20T20:00, CLOSED", "2026-11-21T10:00, CLOSED", "2026-11-22T10:00, CLOSED"
    })
    void theMarketKeepsItsHours(LocalDateTime time, MarketPhase phase) {
        assertThat(MarketPhase.at(time)).isEqualTo(phase);
    }

    private static Market market(int tickers, LocalDateTime now) {
        return new Market(InstrumentList.of(tickers, 1, FRIDAY_TEN.toLocalDate()), 1, now);
    }

    private static List<String> walk(long seed, int messages) {
        Market market = new Market(InstrumentList.of(100, seed, FRIDAY_TEN.toLocalDate()), seed, FRIDAY_TEN);
        List<String> walk = new ArrayList<>();
        run(market, FRIDAY_TEN, messages, state -> walk.add(TradeRow.write(state, state.code())));
        return walk;
    }

    private static void run(Market market, LocalDateTime now, int messages, Consumer<TickerState> afterTrade) {
        for (int count = 0; count < messages; count++) {
            market.message(now, afterTrade);
        }
    }
}
