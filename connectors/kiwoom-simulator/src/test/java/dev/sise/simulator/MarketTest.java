package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    void enteredBeforeTheOpenItStandsWhereTheLastSessionEnded() {
        LocalDateTime sunday = FRIDAY_TEN.plusDays(2).withHour(21);
        Market market = market(10, sunday);
        run(market, sunday, 100, state -> {
            throw new AssertionError(state.code() + " traded");
        });

        assertThat(market.states()).allSatisfy(state -> {
            assertThat(state.tradedAt()).isEqualTo(FRIDAY_TEN.toLocalDate().atTime(MarketPhase.CLOSE));
            assertThat(state.volume()).isPositive();
            assertThat(state.previousClose(sunday.toLocalDate())).isEqualTo(state.price());
        });
    }

    @Test
    void anOpeningAuctionTellsExpectedPricesAndEndsWithOneTradeAtTheLastOfThem() {
        LocalDateTime auction = FRIDAY_TEN.toLocalDate().atTime(8, 55);
        Market market = market(100, auction);
        Events events = new Events();
        for (int count = 0; count < 2_000; count++) {
            market.message(auction, events);
        }
        assertThat(events.trades).isEmpty();
        assertThat(events.expected).hasSizeGreaterThan(90);

        market.message(auction.toLocalDate().atTime(9, 0, 1), events);

        assertThat(events.trades).hasSizeGreaterThan(99);
        events.expected.forEach((code, price) -> {
            TickerState state = market.find(code).orElseThrow();
            assertThat(state.open()).isEqualTo(price);
            assertThat(state.openAt()).isEqualTo(auction.toLocalDate().atTime(9, 0));
        });
    }

    @Test
    void theClosingAuctionSetsTheRegularCloseOfEveryInstrument() {
        LocalDateTime auction = FRIDAY_TEN.toLocalDate().atTime(15, 25);
        Market market = market(100, auction);
        Events events = new Events();
        for (int count = 0; count < 5_000; count++) {
            market.message(auction, events);
        }
        assertThat(events.trades).isEmpty();

        market.message(auction.toLocalDate().atTime(15, 31), events);
        market.message(auction.toLocalDate().atTime(15, 32), events);

        assertThat(events.trades).hasSize(100);
        assertThat(market.states()).allSatisfy(state -> {
            assertThat(state.tradedAt()).isEqualTo(auction.toLocalDate().atTime(15, 30));
            assertThat(state.price()).isEqualTo(state.expectedPrice());
            assertThat(state.previousClose(auction.toLocalDate().plusDays(3))).isEqualTo(state.price());
        });
    }

    @Test
    void aPriceTenPercentAwayFromTheLastAuctionIsInterruptedForTwoMinutes() {
        Market market = new Market(InstrumentList.of(1, 1, FRIDAY_TEN.toLocalDate()), 1, FRIDAY_TEN, true);
        TickerState only = market.states().get(0);
        Events events = new Events();
        LocalDateTime jump = FRIDAY_TEN.plusMinutes(1);
        for (int count = 0; count < 1_000 && events.begun.isEmpty(); count++) {
            market.message(jump.plusMinutes(count), events);
        }
        Interruption begun = events.begun.get(0);
        long tenTimesTheMove = Math.abs(begun.trigger() - begun.reference()) * 10;
        assertThat(tenTimesTheMove).isGreaterThanOrEqualTo(begun.reference());
        events.clear();

        market.message(begun.activatedAt().plusSeconds(119), events);
        assertThat(events.trades).isEmpty();
        assertThat(events.expected).containsOnlyKeys(only.code());
        long expected = events.expected.get(only.code());

        market.message(begun.activatedAt().plusSeconds(120), events);
        assertThat(events.ended).containsExactly(begun);
        assertThat(events.trades.get(0)).isEqualTo(expected);
    }

    @Test
    void aHaltedDelistedOrExpiredInstrumentDoesNotTrade() {
        Market market = market(100, FRIDAY_TEN);
        TickerState warrant = market.find("57M747").orElseThrow();
        LocalDateTime afterExpiry =
                warrant.instrument().terms().expiry().plusDays(1).atTime(10, 0);
        while (!MarketPhase.isSession(afterExpiry.toLocalDate())) {
            afterExpiry = afterExpiry.plusDays(1);
        }
        market.find("005930").orElseThrow().halt(true);
        market.find("000660").orElseThrow().delist();

        run(market, afterExpiry, 20_000, state -> assertThat(state.code()).isNotIn("005930", "000660", "57M747"));
        assertThat(market.findListed("57M747", afterExpiry.toLocalDate())).isEmpty();
        assertThat(market.findListed("000660", FRIDAY_TEN.toLocalDate())).isEmpty();
        assertThat(market.findListed("005930", FRIDAY_TEN.toLocalDate())).isPresent();
    }

    @Test
    void warrantsFollowTheirUnderlying() {
        Market market = market(100, FRIDAY_TEN);
        run(market, FRIDAY_TEN, 50_000, state -> {
            if (state.underlying() != null) {
                double worth = state.instrument()
                        .terms()
                        .marketPrice(state.underlying().price(), FRIDAY_TEN.toLocalDate());
                assertThat((double) state.price()).isBetween(worth - 5.5, Math.max(10, worth + 5.5));
            }
        });
    }

    @Test
    void everyTradeOfAStockOrItsWarrantValuesAWarrant() {
        Market market = market(100, FRIDAY_TEN);
        Events events = new Events();
        for (int count = 0; count < 20_000; count++) {
            market.message(FRIDAY_TEN, events);
        }

        assertThat(events.valued)
                .containsAll(market.states().stream()
                        .filter(state -> state.underlying() != null)
                        .map(TickerState::code)
                        .toList());
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
        "2026-11-20T08:49:59, CLOSED",
        "2026-11-20T08:59:59, OPENING_AUCTION",
        "2026-11-20T15:30, CLOSED",
        "2026-11-20T09:00, REGULAR",
        "2026-11-20T15:19:59, REGULAR",
        "2026-11-20T15:20, CLOSING_AUCTION",
        "2026-11-20T16:00, AFTER_MARKET",
        "2026-11-20T19:59:59, AFTER_MARKET",
        "2026-11-20T20:00, CLOSED",
        "2026-11-21T10:00, CLOSED",
        "2026-11-22T10:00, CLOSED"
    })
    void theMarketKeepsItsHours(LocalDateTime time, MarketPhase phase) {
        assertThat(MarketPhase.at(time)).isEqualTo(phase);
    }

    private static Market market(int tickers, LocalDateTime now) {
        return new Market(InstrumentList.of(tickers, 1, FRIDAY_TEN.toLocalDate()), 1, now, false);
    }

    private static List<String> walk(long seed, int messages) {
        Market market = new Market(InstrumentList.of(100, seed, FRIDAY_TEN.toLocalDate()), seed, FRIDAY_TEN, false);
        List<String> walk = new ArrayList<>();
        run(
                market,
                FRIDAY_TEN,
                messages,
                state -> walk.add(
                        TradeRow.write(new RowText(), state, state.code()).toString()));
        return walk;
    }

    private static void run(Market market, LocalDateTime now, int messages, Consumer<TickerState> afterTrade) {
        for (int count = 0; count < messages; count++) {
            market.message(now, new Trades(afterTrade));
        }
    }

    /** Hears of trades alone. */
    record Trades(Consumer<TickerState> afterTrade) implements MarketListener {
        @Override
        public void traded(TickerState state) {
            afterTrade.accept(state);
        }

        @Override
        public void expected(TickerState state) {}

        @Override
        public void valued(TickerState warrant) {}

        @Override
        public void interrupted(TickerState state, Interruption interruption, boolean released) {}
    }

    private static final class Events implements MarketListener {

        final List<Long> trades = new ArrayList<>();
        final Map<String, Long> expected = new HashMap<>();
        final Set<String> valued = new HashSet<>();
        final List<Interruption> begun = new ArrayList<>();
        final List<Interruption> ended = new ArrayList<>();

        void clear() {
            trades.clear();
            expected.clear();
        }

        @Override
        public void traded(TickerState state) {
            trades.add(state.price());
        }

        @Override
        public void expected(TickerState state) {
            expected.put(state.code(), state.expectedPrice());
        }

        @Override
        public void valued(TickerState warrant) {
            valued.add(warrant.code());
        }

        @Override
        public void interrupted(TickerState state, Interruption interruption, boolean released) {
            (released ? ended : begun).add(interruption);
        }
    }
}
