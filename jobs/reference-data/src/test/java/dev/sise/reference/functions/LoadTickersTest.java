package dev.sise.reference.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.reference.functions.HistoryNotReadException.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.operators.StreamFlatMap;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loading of tickers and its conclusion in Flink's operator harness, with an exchange and a table in memory. */
class LoadTickersTest {
    private static final int THROUGH = (int) LocalDate.of(2026, 11, 27).toEpochDay();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-27T12:00:00Z"), ZoneOffset.UTC);
    private static final LoadPlan PLAN = new LoadPlan(THROUGH, 1, 20, CLOCK.millis());

    /** The harness copies a function, so what it meets is shared by all copies. */
    private static final Map<String, HistoryPage<DailyBar>> PAGES = new ConcurrentHashMap<>();

    private static final Map<String, HistoryNotReadException> FAILURES = new ConcurrentHashMap<>();
    private static final Map<String, StoredHistory<DailyBar>> STORED = new ConcurrentHashMap<>();
    private static final List<String> ASKED = new ArrayList<>();
    private static final Set<Integer> REFUSED_APP_KEYS = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void empty() {
        PAGES.clear();
        FAILURES.clear();
        STORED.clear();
        ASKED.clear();
        REFUSED_APP_KEYS.clear();
    }

    @Test
    void handsOnWhatIsToBeWritten() throws Exception {
        PAGES.put("000020", page(bar(THROUGH), bar(THROUGH - 1)));

        List<TickerResult> results = run("000020");

        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.state).isEqualTo(LoadState.LOADED);
            assertThat(result.bars).containsExactly(bar(THROUGH - 1), bar(THROUGH));
            assertThat(result.firstDay).isEqualTo(THROUGH - 1);
            assertThat(result.loadedThrough).isEqualTo(THROUGH);
            assertThat(result.calls).isEqualTo(1);
            assertThat(result.isToBeWritten()).isTrue();
        });
    }

    @Test
    void doesNotAskForWhatWasWrittenSinceTheTickersWereListed() throws Exception {
        STORED.put("000020", new StoredHistory<>(1, THROUGH, new TreeMap<Integer, DailyBar>()));

        assertThat(run("000020")).extracting(result -> result.state).containsExactly(LoadState.DONE_BEFORE);
        assertThat(ASKED).isEmpty();
    }

    @Test
    void goesOnBehindATickerThatIsRefusedAndGivesTheRefusalAnAddress() throws Exception {
        FAILURES.put("000020", new HistoryNotReadException(Failure.TICKER, "no such code [1902]", null));
        PAGES.put("000040", page(bar(THROUGH)));

        List<TickerResult> results = run("000020", "000040");

        assertThat(results).extracting(result -> result.state).containsExactly(LoadState.REFUSED, LoadState.LOADED);
        assertThat(results.get(0).rejected).singleElement().satisfies(rejected -> {
            assertThat(rejected.position).isEqualTo("daily_prices/000020/*");
            assertThat(rejected.reason).isEqualTo("no such code [1902]");
        });
        assertThat(results.get(0).isToBeWritten()).isFalse();
    }

    @Test
    void givesARefusedRowTheAddressOfItsDay() throws Exception {
        PAGES.put(
                "000020",
                new HistoryPage<>(
                        List.of(bar(THROUGH)),
                        List.of(),
                        List.of(
                                new HistoryPage.RefusedDay(THROUGH - 1, RowRefusal.NUMBER, "words", "{raw}"),
                                new HistoryPage.RefusedDay(HistoryPage.NO_DAY, RowRefusal.DATE, "others", "{}")),
                        0,
                        Optional.empty()));

        TickerResult result = run("000020").get(0);

        assertThat(result.rejected)
                .extracting(rejected -> rejected.position + " " + rejected.reason + " "
                        + new String(rejected.bytes, StandardCharsets.UTF_8))
                .containsExactly("daily_prices/000020/2026-11-26 words {raw}", "daily_prices/000020/? others {}");
        assertThat(result.reasons).containsExactly("number", "date");
        assertThat(result.state).isEqualTo(LoadState.LOADED);
    }

    @Test
    void skipsTheRestAfterThreeTickersWithoutAnAnswer() throws Exception {
        for (String ticker : List.of("000010", "000030", "000040", "000050")) {
            FAILURES.put(ticker, new HistoryNotReadException(Failure.MOMENT, "not answered", null));
        }
        PAGES.put("000020", page(bar(THROUGH)));
        PAGES.put("000060", page(bar(THROUGH)));

        assertThat(run("000010", "000020", "000030", "000040", "000050", "000060"))
                .extracting(result -> result.state)
                .containsExactly(
                        LoadState.UNANSWERED,
                        LoadState.LOADED,
                        LoadState.UNANSWERED,
                        LoadState.UNANSWERED,
                        LoadState.UNANSWERED,
                        LoadState.SKIPPED);
        assertThat(ASKED).doesNotContain("000060");
    }

    @Test
    void goesOnBehindNeighboursThatAreAlwaysAnsweredWithErrors() throws Exception {
        for (String ticker : List.of("000010", "000020", "000030", "000040")) {
            FAILURES.put(ticker, new HistoryNotReadException(Failure.ERROR, "unexpected [1999]", null));
        }
        PAGES.put("000050", page(bar(THROUGH)));

        assertThat(run("000010", "000020", "000030", "000040", "000050"))
                .extracting(result -> result.state)
                .containsExactly(
                        LoadState.UNANSWERED,
                        LoadState.UNANSWERED,
                        LoadState.UNANSWERED,
                        LoadState.UNANSWERED,
                        LoadState.LOADED);
    }

    @Test
    void skipsTheRestWhereThirtyInARowAreAnsweredWithErrors() throws Exception {
        String[] tickers = IntStream.range(0, 31).mapToObj("%06d"::formatted).toArray(String[]::new);
        for (String ticker : tickers) {
            FAILURES.put(ticker, new HistoryNotReadException(Failure.ERROR, "unexpected [1999]", null));
        }

        List<TickerResult> results = run(tickers);

        assertThat(results.get(29).state).isEqualTo(LoadState.UNANSWERED);
        assertThat(results.get(30).state).isEqualTo(LoadState.SKIPPED);
    }

    @Test
    void goesOnWithTheNextAppKeyWhereItsOwnIsRefused() throws Exception {
        REFUSED_APP_KEYS.addAll(List.of(0, 1));
        PAGES.put("000010", page(bar(THROUGH)));
        PAGES.put("000020", page(bar(THROUGH)));

        List<TickerResult> results = run(new LoadPlan(THROUGH, 3, 20, CLOCK.millis()), "000010", "000020");

        assertThat(results).extracting(result -> result.state).containsOnly(LoadState.LOADED);
        assertThat(ASKED).containsExactly("000010", "000010", "000010", "000020");
    }

    @Test
    void skipsTheRestWhenEveryAppKeyIsRefused() throws Exception {
        REFUSED_APP_KEYS.addAll(List.of(0, 1));

        assertThat(run(new LoadPlan(THROUGH, 2, 20, CLOCK.millis()), "000010", "000020"))
                .extracting(result -> result.state)
                .containsExactly(LoadState.UNANSWERED, LoadState.SKIPPED);
    }

    @Test
    void skipsTheRestWhenTheAppKeyIsRefused() throws Exception {
        FAILURES.put("000010", new HistoryNotReadException(Failure.APP_KEY, "key refused", null));

        assertThat(run("000010", "000020"))
                .extracting(result -> result.state)
                .containsExactly(LoadState.UNANSWERED, LoadState.SKIPPED);
    }

    @Test
    void concludesWithTotalsWhereFewWereMissed() throws Exception {
        TickerResult loaded = result(LoadState.LOADED);
        loaded.inserted = 3;
        loaded.corrected = 1;
        TickerResult reloaded = result(LoadState.LOADED);
        reloaded.replaces = true;
        reloaded.inserted = 600;
        TickerResult refused = result(LoadState.REFUSED);
        refused.reasons.add("ticker");

        Map<String, Long> totals =
                conclude(loaded, reloaded, refused, result(LoadState.DONE_BEFORE), result(LoadState.DONE_BEFORE));

        assertThat(totals)
                .containsEntry("loaded.daily_prices", 2L)
                .containsEntry("before.daily_prices", 2L)
                .containsEntry("refused.daily_prices", 1L)
                .containsEntry("rows.daily_prices", 604L)
                .containsEntry("corrected.daily_prices", 1L)
                .containsEntry("reloaded.daily_prices", 1L)
                .containsEntry("rejected.ticker", 1L);
    }

    @Test
    void failsWhereTooManyWereMissedOrAnyWasSkipped() {
        assertThatThrownBy(() -> conclude(result(LoadState.LOADED), result(LoadState.INCOMPLETE)))
                .hasRootCauseMessage(
                        "1 of 2 tickers of daily_prices were not loaded (allowed are 20 %). What was loaded"
                                + " stays, and the next run goes on from there.");
        assertThatThrownBy(() -> conclude(
                        result(LoadState.LOADED),
                        result(LoadState.LOADED),
                        result(LoadState.LOADED),
                        result(LoadState.LOADED),
                        result(LoadState.LOADED),
                        result(LoadState.LOADED),
                        result(LoadState.SKIPPED)))
                .hasRootCauseMessage("1 of 7 tickers of daily_prices were not loaded (the broker could not be asked any"
                        + " more). What was loaded stays, and the next run goes on from there.");
    }

    @Test
    void aLoadWithoutAnyTickerFails() {
        assertThatThrownBy(() -> conclude())
                .hasRootCauseMessage(
                        "No ticker is in the table stocks, so nothing was loaded: read the lists first (load.tables stocks).");
    }

    private static TickerResult result(LoadState state) {
        return new TickerResult(LoadTable.DAILY_PRICES, "000020", state);
    }

    private static Map<String, Long> conclude(TickerResult... results) throws Exception {
        OneInputStreamOperatorTestHarness<TickerResult, TickerResult> harness = new OneInputStreamOperatorTestHarness<>(
                new ConcludeLoad(PLAN), TickerResult.typeInformation().createSerializer(new SerializerConfigImpl()));
        try {
            harness.open();
            for (TickerResult result : results) {
                harness.processElement(result, 0);
            }
            harness.endInput();
            Map<String, Long> totals = new TreeMap<>();
            harness.getEnvironment()
                    .getAccumulatorRegistry()
                    .getSnapshot()
                    .deserializeUserAccumulators(LoadTickersTest.class.getClassLoader())
                    .forEach((name, value) -> totals.put(name, (Long) value.getLocalValue()));
            return totals;
        } finally {
            harness.close();
        }
    }

    private static List<TickerResult> run(String... tickers) throws Exception {
        return run(PLAN, tickers);
    }

    private static List<TickerResult> run(LoadPlan plan, String... tickers) throws Exception {
        OneInputStreamOperatorTestHarness<LoadTask, TickerResult> harness = new OneInputStreamOperatorTestHarness<>(
                new StreamFlatMap<>(LoadTickers.ofPrices(plan, 600, new Exchange(), new Table(), CLOCK)));
        try {
            harness.open();
            for (int i = 0; i < tickers.length; i++) {
                harness.processElement(new LoadTask(tickers[i], i, tickers.length, false), 0);
            }
            return harness.extractOutputValues();
        } finally {
            harness.close();
        }
    }

    private static DailyBar bar(int day) {
        return new DailyBar(day, 1, 1, 1, 1, 1, null);
    }

    private static HistoryPage<DailyBar> page(DailyBar... bars) {
        return new HistoryPage<>(List.of(bars), List.of(), List.of(), 0, Optional.empty());
    }

    private static final class Exchange implements HistorySource<DailyBar> {
        private static final long serialVersionUID = 1L;

        private int appKey;

        @Override
        public void open(int own) {
            assertThat(own).isZero();
            appKey = own;
        }

        @Override
        public void borrow(int another) {
            appKey = another;
        }

        @Override
        public HistoryPage<DailyBar> read(String ticker, Optional<String> nextKey) throws HistoryNotReadException {
            ASKED.add(ticker);
            if (REFUSED_APP_KEYS.contains(appKey)) {
                throw new HistoryNotReadException(Failure.APP_KEY, "key refused", null);
            }
            if (FAILURES.containsKey(ticker)) {
                throw FAILURES.get(ticker);
            }
            return PAGES.get(ticker);
        }

        @Override
        public void close() {}
    }

    private static final class Table implements StoredHistories<DailyBar> {
        private static final long serialVersionUID = 1L;

        @Override
        public void open() {}

        @Override
        public StoredHistory<DailyBar> read(String ticker) {
            return STORED.getOrDefault(
                    ticker,
                    new StoredHistory<>(HistoryPage.NO_DAY, HistoryPage.NO_DAY, new TreeMap<Integer, DailyBar>()));
        }

        @Override
        public void close() {}
    }
}
