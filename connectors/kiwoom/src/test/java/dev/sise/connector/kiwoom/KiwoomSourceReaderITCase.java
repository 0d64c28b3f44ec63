package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sise.simulator.KiwoomSimulator;
import dev.sise.simulator.RestCallEntry;
import dev.sise.simulator.RestOutage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader polls, probes, seeds and marks, against one simulator for all tests; each has an app key of its own. */
@Timeout(60)
class KiwoomSourceReaderITCase {
    private static final int TESTS = 48;
    private static KiwoomSimulator simulator;
    private static int nextKey;

    /** In the order of being opened; the last is closed first. */
    private final List<ReaderHarness> open = new ArrayList<>();

    private String key;
    private List<String> tickers;

    @BeforeAll
    static void startSimulator() {
        var builder = KiwoomSimulator.builder()
                .marketClock(ReaderHarness.MARKET_CLOCK)
                .messagesPerSecond(0)
                .callsPerSecond(200)
                .tickers(200)
                .pingInterval(Duration.ofSeconds(1));
        for (int i = 0; i < TESTS; i++) {
            builder.appKey(ReaderHarness.appKey("key-" + i), ReaderHarness.SECRET_KEY);
        }
        simulator = builder.start();
    }

    @AfterAll
    static void stopSimulator() {
        simulator.close();
        ThreadLeaks.awaitNone();
    }

    @BeforeEach
    void chooseKey() {
        key = "key-" + nextKey++;
        tickers = simulator.tickers();
    }

    @AfterEach
    void close() throws IOException {
        simulator.messagesPerSecond(0);
        simulator.rateLimitStorm(Duration.ZERO);
        simulator.restOutage(Duration.ZERO, RestOutage.CUT);
        simulator.slowAnswers(Duration.ZERO, Duration.ZERO);
        for (ReaderHarness reader : open) {
            reader.close();
        }
        // Test instances may outlive their tests, and what they hold would keep HTTP clients alive.
        open.clear();
        await("the reader's threads end").until(() -> ThreadLeaks.ownThreads().isEmpty());
        await("the sockets are freed").until(() -> simulator.sessions() == 0);
    }

    @Test
    void pollsNewItemsAtOnceAndThenEvenlySpread() throws Exception {
        ReaderHarness reader = reader(polling(1_000, 60_000), 200);
        Set<String> items = items(0, 250);

        reader.polls(items);

        soon().until(() -> named(reader).containsAll(items));
        // All of them before their turn came.
        assertThat(reader.count("purpose", "first", "items")).isEqualTo(250);
        // Three calls a second of 84 codes each, where one after the other takes a few milliseconds.
        soon().until(() -> calls().size() >= 3 + 6 && isEvenlySpread(lastOf(calls(), 5)));
        assertThat(calls().subList(4, calls().size())).allMatch(call -> call.codes() == 84);
        assertThat(reader.emitted(KiwoomEvent.Quote.class)).noneMatch(KiwoomEvent.Quote::bySession);
        assertThat(reader.report().polled()).isEqualTo(250);
        assertThat(reader.report().intervalMs()).isEqualTo(1_000);
        assertThat(reader.report().callsPerSecond()).isEqualTo(200);
        assertThat((double) reader.gauge("budgetUsed")).isBetween(0.0, 0.1);

        reader.polls(List.of());
        soon().until(() -> reader.report().polled() == 0);
        int made = calls().size();
        await().during(Duration.ofMillis(1_200)).until(() -> calls().size() <= made + 1);
    }

    /** A slow machine may be late now and then, and catches up; that what is together once is together always is a fault. */
    private static boolean isEvenlySpread(List<RestCallEntry> calls) {
        return IntStream.range(1, calls.size())
                .mapToObj(i ->
                        Duration.between(calls.get(i - 1).at(), calls.get(i).at()))
                .allMatch(distance -> distance.compareTo(Duration.ofMillis(150)) > 0
                        && distance.compareTo(Duration.ofMillis(700)) < 0);
    }

    private static <T> List<T> lastOf(List<T> all, int count) {
        return all.subList(all.size() - count, all.size());
    }

    @Test
    void confirmsAPriceThatDoesNotMove() throws Exception {
        ReaderHarness reader = reader(polling(200, 60_000), 200);

        reader.polls(tickers.subList(0, 1));

        soon().until(() -> reader.quotes(quote -> true) >= 3);
        assertThat(reader.emitted(KiwoomEvent.Quote.class)
                        .map(KiwoomEvent.Quote::price)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void pollsAnItemThatTheFeedDoesNotCarryUntilItDoes() throws Exception {
        String item = tickers.get(0);
        simulator.carryOnFeed(item, false);
        simulator.messagesPerSecond(1_000);
        ReaderHarness reader = reader(polling(300, 400), 200);
        reader.session(List.of(item));

        soon().until(() -> reader.quotes(quote -> !quote.bySession()) >= 1);
        soon().until(() -> reader.report().silent().equals(List.of(item)));
        assertThat(reader.emitted(KiwoomEvent.Trade.class)).isEmpty();
        assertThat(reader.quotes(KiwoomEvent.Quote::bySession)).isZero();
        assertThat(reader.report().polled()).isEqualTo(1);

        simulator.carryOnFeed(item, true);

        soon().until(() -> reader.emitted(KiwoomEvent.Trade.class).count() >= 1);
        soon().until(() -> reader.report().silent().isEmpty() && reader.report().polled() == 0);
        // From now on it is only probed, and that says so.
        int before = reader.events.size();
        soon().until(() -> reader.quotes(KiwoomEvent.Quote::bySession) >= 2);
        assertThat(reader.events.subList(before, reader.events.size()))
                .filteredOn(KiwoomEvent.Quote.class::isInstance)
                .allMatch(event -> ((KiwoomEvent.Quote) event).bySession());
        assertThat(reader.emitted(KiwoomEvent.Trade.class).map(KiwoomEvent.Trade::cumulativeVolume))
                .isSorted();
    }

    @Test
    void seedsAndMarksTheGapAfterAReconnectAndNotAfterTheFirstConnect() throws Exception {
        ReaderHarness reader = reader(polling(60_000, 60_000), 200);
        List<String> items = tickers.subList(0, 120);
        reader.session(items);
        soon().until(() -> reader.report().registered() == 120);
        simulator.push(KiwoomSessionITCase.trade(items.get(0), "5"));
        soon().until(() -> reader.emitted(KiwoomEvent.Trade.class).count() == 1);
        soon().until(() -> reader.count("purpose", "seed", "items") == 120);
        assertThat(reader.emitted(KiwoomEvent.Gap.class)).isEmpty();
        long whole = reader.report().lastFrameAt();
        reader.events.clear();

        simulator.drop(ReaderHarness.appKey(key));

        soon().until(() -> reader.emitted(KiwoomEvent.Gap.class).count() == 120);
        soon().until(() -> reader.quotes(KiwoomEvent.Quote::bySession) == 1);
        soon().until(() -> reader.count("purpose", "seed", "items") == 240);
        assertThat(reader.emitted(KiwoomEvent.Gap.class))
                .allMatch(gap -> gap.since() >= whole && gap.since() <= gap.receivedAt())
                .extracting(KiwoomEvent.Gap::item)
                .containsExactlyInAnyOrderElementsOf(items);
        // The one that was carried; the others still wait for their first trade.
        int gap = reader.events.indexOf(
                reader.emitted(KiwoomEvent.Gap.class).findFirst().orElseThrow());
        KiwoomEvent seed = reader.emitted(KiwoomEvent.Quote.class)
                .filter(KiwoomEvent.Quote::bySession)
                .findFirst()
                .orElseThrow();
        assertThat(reader.events.indexOf(seed)).isGreaterThan(gap);
        assertThat(reader.count("gaps")).isEqualTo(120);
    }

    @Test
    void seedsAndMarksTheGapOfWhatAnotherReaderServedAndPollsWhatItFoundSilent() throws Exception {
        ReaderHarness reader = reader(polling(300, 60_000), 200);
        List<String> items = tickers.subList(0, 3);
        long served = Instant.now().minusSeconds(60).toEpochMilli();

        reader.session(items, List.of(items.get(1)), Map.of(items.get(0), served, items.get(1), served));

        soon().until(() -> reader.report().registered() == 3);
        soon().until(() -> reader.emitted(KiwoomEvent.Gap.class).count() == 2);
        assertThat(reader.emitted(KiwoomEvent.Gap.class))
                .extracting(KiwoomEvent.Gap::item, KiwoomEvent.Gap::since)
                .containsExactlyInAnyOrder(tuple(items.get(0), served), tuple(items.get(1), served));
        assertThat(reader.count("purpose", "seed", "items")).isEqualTo(3);
        soon().until(() -> reader.report().silent().equals(List.of(items.get(1))));
        items.forEach(item -> simulator.push(KiwoomSessionITCase.trade(item, "5")));
        soon().until(() -> reader.drain().report().silent().isEmpty());
        assertThat(reader.count("gaps")).isEqualTo(2);
    }

    @Test
    void pollsEverythingOfAKickedSessionAndSaysSo() throws Exception {
        ReaderHarness reader = reader(polling(500, 60_000), 200);
        Set<String> items = new TreeSet<>(tickers.subList(0, 50));
        reader.session(items);
        soon().until(() -> reader.report().registered() == 50);
        items.forEach(item -> simulator.push(KiwoomSessionITCase.trade(item, "5")));
        soon().until(() -> reader.drain().report().polled() == 0);
        assertThat(reader.gauge("kicked")).isEqualTo(0);

        simulator.kick(ReaderHarness.appKey(key));

        soon().until(() -> reader.report().state() == SessionState.KICKED);
        reader.drain().events.clear();
        soon().until(() -> named(reader).equals(items));
        assertThat(reader.emitted(KiwoomEvent.Quote.class)).noneMatch(KiwoomEvent.Quote::bySession);
        assertThat(reader.gauge("kicked")).isEqualTo(1);
        assertThat(reader.count("kicked")).isEqualTo(1);
        assertThat(reader.report().polled()).isEqualTo(50);
        soon().until(() ->
                reader.report().state() == SessionState.LIVE && reader.report().registered() == 50);
        soon().until(() -> reader.drain().report().polled() == 0);
        assertThat(reader.emitted(KiwoomEvent.Gap.class)).hasSize(50);
    }

    /** Without a common store each new token voids that of the other process as well. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doesNotKickBackWhenAnotherProcessUsesItsAppKey(boolean sharesTokens) throws Exception {
        TokenStore tokens = new InMemoryTokenStore();
        ReaderHarness ours = reader(polling(500, 60_000), tokens);
        ours.session(tickers.subList(0, 5));
        soon().until(() -> ours.report().registered() == 5);

        Instant begin = Instant.now();
        ReaderHarness theirs = reader(polling(500, 60_000), sharesTokens ? tokens : new InMemoryTokenStore());
        theirs.session(tickers.subList(0, 5));

        soon().until(() -> theirs.report().registered() == 5);
        soon().until(() -> ours.report().state() == SessionState.KICKED);
        ours.drain().events.clear();
        soon().until(() -> named(ours).size() == 5);
        // One attempt in each pause after a kick; two that kicked each other at once would make dozens.
        soon().until(() -> Duration.between(begin, Instant.now()).compareTo(Duration.ofSeconds(7)) > 0);
        assertThat(ours.count("connects") + theirs.count("connects")).isLessThanOrEqualTo(4 + pauses(begin));
        // Ours was voided by theirs and replaced after five seconds; theirs, voided by that, is not replaced before
        // ten.
        if (sharesTokens) {
            assertThat(tokensIssued()).isEqualTo(1);
            assertThat(ours.gauge("voidedTokens")).isEqualTo(0L);
        } else {
            assertThat(tokensIssued()).isGreaterThanOrEqualTo(3).isLessThanOrEqualTo(2 + pauses(begin));
            assertThat((long) ours.gauge("voidedTokens")).isPositive();
        }
    }

    /** How many pauses of five seconds, the shortest one, may have begun since: more on a slow machine. */
    private static long pauses(Instant begin) {
        return Duration.between(begin, Instant.now()).toSeconds() / 5;
    }

    @Test
    void servesEveryCodeAfterARateLimitStormWithFetchesAhead() throws Exception {
        ReaderHarness reader = reader(polling(500, 60_000), 200);
        Set<String> items = new TreeSet<>(tickers);
        reader.polls(items);
        soon().until(() -> named(reader).equals(items));

        simulator.rateLimitStorm(Duration.ofSeconds(2));
        soon().until(() -> reader.count("answer", "slow_down", "calls") >= 1);
        reader.fetch("000001");
        reader.drain().events.clear();

        soon().until(() -> reader.emitted(KiwoomEvent.NoQuote.class).count() == 1
                && named(reader).containsAll(items));
        assertThat(reader.count("answer", "slow_down", "calls")).isLessThan(10);
        assertThat(reader.emitted(KiwoomEvent.Rejected.class)).isEmpty();
    }

    @Test
    void learnsTheRateThatARefusalNames() throws Exception {
        try (KiwoomSimulator strict = KiwoomSimulator.builder()
                .appKey(ReaderHarness.appKey(key), ReaderHarness.SECRET_KEY)
                .marketClock(ReaderHarness.MARKET_CLOCK)
                .messagesPerSecond(0)
                .callsPerSecond(5)
                .start()) {
            ReaderHarness reader = new ReaderHarness(strict, key, polling(1_000, 60_000), 50);
            open.add(reader);

            reader.polls(items(0, 2_000));

            // Four fifths of what is allowed.
            soon().until(() -> reader.drain().report().callsPerSecond() == 4);
            soon().until(() -> reader.report().intervalMs() == 5_000);
            soon().until(() -> named(reader).size() == 2_000);
            reader.close();
            open.remove(reader);
        }
    }

    @Test
    void waitsOutAnOutageWhileTheFeedGoesOn() throws Exception {
        ReaderHarness reader = reader(polling(300, 60_000), 200);
        String carried = tickers.get(0);
        Set<String> polled = new TreeSet<>(tickers.subList(1, 60));
        reader.session(List.of(carried));
        reader.polls(polled);
        soon().until(() -> reader.report().registered() == 1 && named(reader).containsAll(polled));
        int before = calls().size();

        simulator.restOutage(Duration.ofMinutes(5), RestOutage.CUT);
        soon().until(() -> reader.count("answer", "retry", "calls") >= 2);
        reader.fetch("000001");
        simulator.push(KiwoomSessionITCase.trade(carried, "5"));

        soon().until(() -> reader.emitted(KiwoomEvent.Trade.class).count() == 1);
        int during = calls().size();
        assertThat(reader.emitted(KiwoomEvent.NoQuote.class)).isEmpty();
        simulator.restOutage(Duration.ZERO, RestOutage.CUT);
        reader.events.clear();
        soon().until(() -> named(reader).containsAll(polled)
                && reader.emitted(KiwoomEvent.NoQuote.class).count() == 1);
        // A pause that doubles, not a call for every interval.
        assertThat(during - before).isLessThan(10);
        assertThat(reader.count("answer", "retry", "calls")).isLessThan(8);
    }

    @Test
    void goesOnWithANewTokenWhenTheOldOneExpires() throws Exception {
        ReaderHarness reader = reader(polling(300, 60_000), 200);
        reader.polls(tickers.subList(0, 5));
        soon().until(() -> named(reader).size() == 5);

        simulator.expireTokens();
        reader.drain().events.clear();

        soon().until(() -> named(reader).size() == 5);
    }

    @Test
    void answersAFetchOnceAndTellsAnUnknownCodeFromAKnownOne() throws Exception {
        ReaderHarness reader = reader(polling(60_000, 60_000), 200);

        reader.fetch("000001", tickers.get(0));

        soon().until(() -> reader.drain().events.size() == 2);
        assertThat(reader.emitted(KiwoomEvent.NoQuote.class))
                .extracting(KiwoomEvent.NoQuote::item, KiwoomEvent.NoQuote::known, KiwoomEvent.NoQuote::bySession)
                .containsExactly(tuple("000001", false, false));
        assertThat(reader.emitted(KiwoomEvent.Quote.class))
                .extracting(KiwoomEvent.Quote::item)
                .containsExactly(tickers.get(0));
        await().during(Duration.ofSeconds(1)).until(() -> calls().size() == 1);
        assertThat(reader.report().polled()).isZero();
    }

    @Test
    void asksOnceForAQuietItemOfTheSessionAndThenWaitsForItsMarket() throws Exception {
        ReaderHarness reader = reader(polling(200, 200), 200);
        List<String> items = tickers.subList(0, 3);

        reader.session(items, items);

        soon().until(() -> reader.report().registered() == 3 && named(reader).size() == 3);
        await().during(Duration.ofSeconds(1)).until(() -> calls().size() == 1);
        reader.session(items, List.of());
        soon().until(() -> calls().size() >= 3);
    }

    @Test
    void keepsItsRateWhenAnswersAreSlow() throws Exception {
        ReaderHarness reader = reader(polling(1_000, 60_000), 20);
        simulator.slowAnswers(Duration.ofMillis(1_500), Duration.ofSeconds(30));

        reader.polls(items(0, 500));

        soon().until(() -> named(reader).size() == 500);
        int before = calls().size();
        Instant from = Instant.now();
        soon().until(() -> calls().size() >= before + 20);
        // Five calls a second of a second and a half each: four seconds, and thirty one after the other.
        assertThat(Duration.between(from, Instant.now())).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void stopsPollingWhileNobodyTakesWhatItBrings() throws Exception {
        ReaderHarness reader = reader(polling(50, 60_000), 200);

        reader.polls(items(0, 1_000));

        soon().until(() -> calls().size() > KiwoomSourceReader.BUFFER_CAPACITY / 100);
        int[] last = {0};
        soon().during(Duration.ofMillis(700)).until(() -> {
            int made = calls().size();
            boolean stands = made == last[0];
            last[0] = made;
            return stands;
        });
        assertThat(last[0]).isLessThan(KiwoomSourceReader.BUFFER_CAPACITY / 100 + 40);

        soon().until(() -> reader.drain().events.size() >= 20_000);
    }

    @Test
    void closesAtOnceWithACallUnderWay() throws Exception {
        ReaderHarness reader = reader(polling(1_000, 60_000), 200);
        soon().until(() -> reader.report().state() == SessionState.LIVE);
        simulator.slowAnswers(Duration.ofSeconds(8), Duration.ofSeconds(8));
        reader.fetch(tickers.get(0));
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("kiwoom-calls")));
        Instant closing = Instant.now();

        reader.close();

        assertThat(Duration.between(closing, Instant.now())).isLessThan(Duration.ofSeconds(6));
    }

    private ReaderHarness reader(KiwoomTimings timings, double callsPerSecond) throws IOException {
        ReaderHarness reader = new ReaderHarness(simulator, key, timings, callsPerSecond);
        open.add(reader);
        return reader;
    }

    private ReaderHarness reader(KiwoomTimings timings, TokenStore tokens) throws IOException {
        ReaderHarness reader = new ReaderHarness(simulator, key, timings, 200, tokens);
        open.add(reader);
        return reader;
    }

    private static KiwoomTimings polling(int pollMillis, int probeMillis) {
        return SessionHarness.FAST.withPolling(Duration.ofMillis(pollMillis), Duration.ofMillis(probeMillis));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    private long tokensIssued() {
        return simulator.restCallLog().stream()
                .filter(call -> call.appKey().equals(ReaderHarness.appKey(key))
                        && call.apiId().equals("au10001"))
                .count();
    }

    /** Calls of this test's app key. */
    private List<RestCallEntry> calls() {
        return simulator.restCallLog().stream()
                .filter(call -> call.appKey().equals(ReaderHarness.appKey(key))
                        && call.apiId().equals("ka10095"))
                .toList();
    }

    /** The items of which a row was emitted. */
    private static Set<String> named(ReaderHarness reader) {
        return Stream.concat(
                        reader.emitted(KiwoomEvent.Quote.class).map(KiwoomEvent.Quote::item),
                        new ArrayList<>(reader.events)
                                .stream()
                                        .filter(KiwoomEvent.NoQuote.class::isInstance)
                                        .map(event -> ((KiwoomEvent.NoQuote) event).item()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Set<String> items(int from, int to) {
        return KiwoomSessionITCase.items(from, to);
    }
}
