package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sise.simulator.KiwoomSimulator;
import dev.sise.simulator.LogEntry;
import dev.sise.testkit.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KiwoomSessionITCase {
    private static final Duration PING = Duration.ofMillis(400);

    private KiwoomSimulator simulator;
    private SessionHarness harness;

    @BeforeAll
    static void setPatience() {
        // A slow machine takes longer than the ten seconds that nobody set.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void start() {
        simulator = KiwoomSimulator.builder()
                .appKey(SessionHarness.APP_KEY, SessionHarness.SECRET_KEY)
                .messagesPerSecond(0)
                .pingInterval(PING)
                .start();
        harness = new SessionHarness(simulator, SessionHarness.FAST);
        harness.session.start();
    }

    @AfterEach
    void stop() throws Exception {
        harness.stop();
        simulator.close();
    }

    @AfterAll
    static void leavesNothingBehind() {
        ThreadLeaks.awaitNone();
    }

    @Test
    void registersInMessagesOfAtMostAHundredItemsWithAPauseBetweenThem() {
        Set<String> items = items(0, 199);

        harness.session.desire(items);

        awaitRegistered(items);
        List<LogEntry> requests = received("REG");
        assertThat(requests).hasSize(2);
        assertThat(Duration.between(requests.get(0).at(), requests.get(1).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(240));
        assertThat(harness.session.registeredCount()).isEqualTo(199);
        assertThat(harness.metrics.acknowledgementFailures.getCount()).isZero();
    }

    @Test
    void makesRoomBeforeItRegistersOthers() {
        harness.session.desire(items(0, 199));
        awaitRegistered(items(0, 199));

        harness.session.desire(items(50, 249));

        awaitRegistered(items(50, 249));
        assertThat(harness.metrics.acknowledgementFailures.getCount()).isZero();
    }

    @Test
    void convergesAfterSubscribeUnsubscribeSubscribeWithinOnePause() {
        harness.session.desire(Set.of("005930", "000660"));
        harness.session.desire(Set.of("000660"));
        harness.session.desire(Set.of("005930", "000660"));
        harness.session.desire(Set.of());
        harness.session.desire(Set.of("005930"));

        awaitRegistered(Set.of("005930"));
        await().during(Duration.ofMillis(600)).until(() -> registered().equals(Set.of("005930")));
        assertThat(simulator.push(trade("005930", "5"))).isEqualTo(1);
        await().until(() -> harness.buffer.size() == 1);
    }

    @Test
    void asksNothingMoreWhenAWishComesBackBeforeTheAnswer() {
        awaitIdle();
        simulator.holdAnswers(SessionHarness.APP_KEY);
        harness.session.desire(Set.of("005930"));
        await().until(() -> received("REG").size() == 1);
        harness.session.desire(Set.of());
        harness.session.desire(Set.of("005930"));
        assertThat(simulator.ping(SessionHarness.APP_KEY)).isTrue();
        await().during(Duration.ofMillis(600)).until(() -> requestedItems().size() == 1);

        simulator.releaseAnswers(SessionHarness.APP_KEY);

        awaitRegistered(Set.of("005930"));
        await().during(Duration.ofMillis(600)).until(() -> requestedItems().equals(List.of("REG 005930")));
        assertThat(harness.metrics.acknowledgementFailures.getCount()).isZero();
    }

    @Test
    void undoesWhatWasAnsweredTooLateToBeWanted() {
        awaitIdle();
        simulator.holdAnswers(SessionHarness.APP_KEY);
        harness.session.desire(Set.of("005930"));
        await().until(() -> received("REG").size() == 1);
        harness.session.desire(Set.of("000660"));
        harness.session.desire(Set.of());
        harness.session.desire(Set.of("000660"));
        await().during(Duration.ofMillis(600)).until(() -> requestedItems().size() == 1);

        simulator.releaseAnswers(SessionHarness.APP_KEY);

        awaitRegistered(Set.of("000660"));
        await().during(Duration.ofMillis(600))
                .until(() -> requestedItems().equals(List.of("REG 005930", "REMOVE 005930", "REG 000660")));
        assertThat(harness.metrics.reconnects.getCount()).isZero();
    }

    @Test
    void reconnectsWhenARequestIsNotAnswered() throws Exception {
        restart(patience(Duration.ofSeconds(5), Duration.ofMillis(1_500)), KiwoomSourceReader.BUFFER_CAPACITY);
        awaitIdle();
        simulator.holdAnswers(SessionHarness.APP_KEY);
        harness.session.desire(Set.of("005930"));

        await().until(() -> harness.metrics.acknowledgementFailures.getCount() == 1);
        simulator.releaseAnswers(SessionHarness.APP_KEY);

        awaitRegistered(Set.of("005930"));
        assertThat(harness.metrics.reconnects.getCount()).isEqualTo(1);
    }

    @Test
    void reconnectsWhenLoginIsNotAnswered() throws Exception {
        simulator.holdAnswers(SessionHarness.APP_KEY);
        restart(patience(Duration.ofMillis(500), Duration.ofSeconds(5)), KiwoomSourceReader.BUFFER_CAPACITY);
        harness.session.desire(Set.of("005930"));

        await().until(() -> harness.metrics.reconnects.getCount() >= 2);
        simulator.releaseAnswers(SessionHarness.APP_KEY);

        awaitRegistered(Set.of("005930"));
    }

    @Test
    void echoesEveryPingAsItCame() {
        await().until(() -> harness.session.state() == SessionState.LIVE);
        String odd = "{ \"trnm\" : \"PING\",\"stamp\":\"주식 \\u0031\" }";
        assertThat(simulator.sendRaw(SessionHarness.APP_KEY, odd)).isTrue();
        assertThat(simulator.sendRaw(SessionHarness.APP_KEY, "PING")).isTrue();

        await().until(() -> receivedTexts().containsAll(List.of(odd, "PING")));
        // Long enough to be closed by the server for five PINGs without an echo.
        await().until(() -> harness.metrics.pings.getCount() > 8);
        assertThat(harness.session.state()).isEqualTo(SessionState.LIVE);
        assertThat(harness.metrics.reconnects.getCount()).isZero();
    }

    @Test
    void echoesPingsInTheirOrder() {
        await().until(() -> harness.session.state() == SessionState.LIVE);
        List<String> pings = IntStream.range(0, 200)
                .mapToObj(i -> "{\"trnm\":\"PING\",\"order\":" + i + "}")
                .toList();

        pings.forEach(ping -> simulator.sendRaw(SessionHarness.APP_KEY, ping));

        await().until(() -> receivedTexts().containsAll(pings));
        assertThat(receivedTexts()).filteredOn(pings::contains).containsExactlyElementsOf(pings);
    }

    @Test
    void decodesTheRecordedFrames() {
        harness.session.desire(Set.of("005930"));
        awaitRegistered(Set.of("005930"));

        simulator.replay(
                SharedData.require("kiwoom/captured/ws-0B.005930.json"),
                SharedData.require("kiwoom/captured/ws-0B.005930.midprice.json"),
                SharedData.require("kiwoom/official-doc/ws-0B.real.json"));

        await().until(() -> harness.buffer.size() == 3);
        assertThat(harness.drain())
                .map(KiwoomEvent.Trade.class::cast)
                .map(trade -> List.of(
                        trade.item(),
                        trade.time(),
                        trade.price(),
                        trade.change(),
                        trade.changeRate(),
                        trade.cumulativeVolume(),
                        trade.volume()))
                .containsExactly(
                        List.of("005930", 145_428, 316_500L, -17_500L, -524, 20_631_648L, 2L),
                        List.of("005930", 145_428, 316_250L, -17_750L, -531, 20_631_664L, -16L),
                        List.of("005930", 165_208, 20_800L, -50L, -24, 30_379_732L, 82L));
    }

    @Test
    void rejectsABrokenFrameAndGoesOn() {
        harness.session.desire(Set.of("005930"));
        awaitRegistered(Set.of("005930"));

        simulator.sendRaw(SessionHarness.APP_KEY, "{\"trnm\":\"REAL\",\"data\":[");
        simulator.sendRaw(SessionHarness.APP_KEY, "{\"trnm\":\"CNSRREQ\"}");
        simulator.push(trade("005930", "7"));

        await().until(() -> harness.buffer.size() == 3);
        List<KiwoomEvent> events = harness.drain();
        assertThat(events.subList(0, 2))
                .map(event -> ((KiwoomEvent.Rejected) event).reason())
                .containsExactly(RejectReason.NOT_JSON, RejectReason.UNKNOWN_MESSAGE);
        assertThat(new String(((KiwoomEvent.Rejected) events.get(0)).raw(), StandardCharsets.UTF_8))
                .isEqualTo("{\"trnm\":\"REAL\",\"data\":[");
        assertThat(events.get(1).position().frame())
                .isGreaterThan(events.get(0).position().frame());
        assertThat(events.get(2)).isInstanceOf(KiwoomEvent.Trade.class);
        assertThat(harness.session.state()).isEqualTo(SessionState.LIVE);
    }

    @Test
    void staysAwayAfterAKickAndComesBackLater() {
        harness.session.desire(Set.of("005930"));
        awaitRegistered(Set.of("005930"));

        Instant kicked = Instant.now();

        assertThat(simulator.kick(SessionHarness.APP_KEY)).isTrue();

        await().until(() -> harness.session.state() == SessionState.KICKED);
        assertThat(harness.metrics.kicked.getCount()).isEqualTo(1);
        assertThat(harness.session.registeredCount()).isZero();
        awaitRegistered(Set.of("005930"));
        // The ordinary pause is at most a second.
        assertThat(Duration.between(kicked, received("LOGIN").get(1).at()))
                .isGreaterThanOrEqualTo(SessionHarness.FAST.afterKick());
        assertThat(harness.metrics.kicked.getCount()).isEqualTo(1);
    }

    @Test
    void reconnectsAfterThePauseWhenTheConnectionIsCut() {
        harness.session.desire(items(0, 150));
        awaitRegistered(items(0, 150));
        Instant cut = Instant.now();

        assertThat(simulator.drop(SessionHarness.APP_KEY)).isTrue();

        await().until(() -> harness.metrics.reconnects.getCount() == 1);
        awaitRegistered(items(0, 150));
        assertThat(Duration.between(cut, received("LOGIN").get(1).at()))
                .isGreaterThanOrEqualTo(SessionHarness.FAST.reconnectAtLeast());
    }

    @Test
    void logsInWithANewTokenWhenTheOldOneIsRefused() {
        await().until(() -> harness.session.state() == SessionState.LIVE);
        simulator.expireTokens();
        simulator.drop(SessionHarness.APP_KEY);

        await().until(() -> simulator.sessions() == 0);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> simulator.sessions() == 1 && harness.session.state() == SessionState.LIVE);
        assertThat(simulator.restCalls()).containsEntry("au10001", 2);
        assertThat(harness.metrics.loginFailures.getCount()).isPositive();
    }

    @Test
    void asksForNothingWhileTheBufferIsFullAndLosesNothing() throws Exception {
        restart(SessionHarness.FAST, 100);
        harness.session.desire(Set.of("005930"));
        awaitRegistered(Set.of("005930"));
        // They would wait behind the data, and the server would close.
        assertThat(simulator.stopPings(SessionHarness.APP_KEY)).isTrue();

        for (int i = 1; i <= 1_000; i++) {
            simulator.push(trade("005930", Integer.toString(i)));
        }

        await().until(() -> harness.buffer.isFull());
        // And the one that had been asked for before.
        await().during(Duration.ofMillis(300)).until(() -> harness.buffer.size() == 101);
        List<Long> volumes = new ArrayList<>();
        await().until(() -> {
            harness.drain().forEach(event -> volumes.add(((KiwoomEvent.Trade) event).cumulativeVolume()));
            return volumes.size() == 1_000;
        });
        assertThat(volumes)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 1_000).mapToObj(Long::valueOf).toList());
    }

    @Test
    void keepsASessionWhoseAnswersItCouldNotReadInTime() throws Exception {
        restart(patience(Duration.ofSeconds(5), Duration.ofSeconds(1)), 100);
        harness.session.desire(Set.of("005930"));
        awaitRegistered(Set.of("005930"));
        assertThat(simulator.stopPings(SessionHarness.APP_KEY)).isTrue();
        simulator.holdAnswers(SessionHarness.APP_KEY);
        harness.session.desire(Set.of("005930", "000660"));
        await().until(() -> received("REG").size() == 2);
        for (int i = 1; i <= 1_000; i++) {
            simulator.push(trade("005930", Integer.toString(i)));
        }
        await().until(() -> harness.buffer.isFull());
        // The answer now stands behind 900 frames nobody reads.
        simulator.releaseAnswers(SessionHarness.APP_KEY);
        harness.session.desire(Set.of("005930", "000660", "035420"));

        // Longer than it waits for an answer.
        await().during(Duration.ofSeconds(2))
                .until(() -> harness.session.state() == SessionState.LIVE
                        && received("REG").size() == 2);
        AtomicInteger drained = new AtomicInteger();
        await().until(() -> drained.addAndGet(harness.drain().size()) == 1_000);
        awaitRegistered(Set.of("005930", "000660", "035420"));
        assertThat(harness.metrics.reconnects.getCount()).isZero();
        assertThat(harness.metrics.acknowledgementFailures.getCount()).isZero();
    }

    @Test
    void givesUpAConnectionSoonThatIsSilentAfterItWasNotRead() throws Exception {
        KiwoomTimings fast = SessionHarness.FAST;
        restart(
                new KiwoomTimings(
                        fast.connect(),
                        fast.betweenRequests(),
                        fast.acknowledgement(),
                        fast.idle(),
                        Duration.ofSeconds(2),
                        fast.reconnectAtLeast(),
                        fast.reconnectAtMost(),
                        fast.afterKick(),
                        fast.poll(),
                        fast.probe()),
                100);
        harness.session.desire(Set.of("005930"));
        awaitRegistered(Set.of("005930"));
        assertThat(simulator.stopPings(SessionHarness.APP_KEY)).isTrue();
        // Read all the time it may be silent for five minutes.
        await().during(Duration.ofMillis(2_500)).until(() -> harness.session.state() == SessionState.LIVE);
        for (int i = 1; i <= 300; i++) {
            simulator.push(trade("005930", Integer.toString(i)));
        }
        await().until(() -> harness.buffer.isFull());

        AtomicInteger drained = new AtomicInteger();
        await().until(() -> drained.addAndGet(harness.drain().size()) == 300);

        await().until(() -> harness.metrics.reconnects.getCount() == 1);
        assertThat(harness.heard.told).contains("resumed", "lost");
        awaitRegistered(Set.of("005930"));
    }

    @Test
    void registersTheMarketWideTypesFirstAndTellsWhatTheServerAcknowledged() {
        harness.session.desire(Set.of("005930"));
        awaitRegistered(Set.of("005930"));
        assertThat(simulator.registered(SessionHarness.APP_KEY)).containsExactlyInAnyOrder("", "005930");
        assertThat(receivedTexts())
                .filteredOn(text -> text.contains("REG"))
                .first()
                .asString()
                .contains("{\"item\":[\"\"],\"type\":[\"0s\",\"1h\"]}");
        assertThat(receivedTexts()).anyMatch(text -> text.contains("{\"item\":[\"005930\"],\"type\":[\"0B\",\"0H\"]}"));

        simulator.push(trade("005930", "5"));
        await().until(() -> harness.heard.told.contains("traded 005930"));
        harness.session.desire(Set.of());
        await().until(() -> harness.heard.told.contains("unregistered [005930]"));
        simulator.drop(SessionHarness.APP_KEY);
        await().until(() -> harness.heard.told.contains("lost"));
    }

    @Test
    void doesNotConnectBeforeTheBufferHasSpace() throws Exception {
        harness.stop();
        harness = new SessionHarness(simulator, SessionHarness.FAST, 100);
        for (int i = 0; i < 100; i++) {
            harness.buffer.add(new KiwoomEvent.Rejected(
                    RejectReason.BINARY, "full", new byte[0], 0, new FramePosition("other", 0, 0, 0)));
        }
        int tokensBefore = tokenCalls();
        harness.session.start();
        harness.session.desire(Set.of("005930"));

        await().during(Duration.ofSeconds(1))
                .until(() -> tokenCalls() == tokensBefore && harness.session.state() == SessionState.WAITING);
        assertThat(harness.drain()).hasSize(100);
        awaitRegistered(Set.of("005930"));
    }

    @Test
    void convergesAlthoughTheServerRefusesRequestsThatComeTooFast() throws Exception {
        restart(timings(Duration.ofMillis(1), Duration.ofSeconds(300)), KiwoomSourceReader.BUFFER_CAPACITY);
        await().until(() -> harness.session.state() == SessionState.LIVE);
        for (int i = 0; i < 30; i++) {
            int now = i;
            harness.session.desire(items(i, i + 5));
            await().until(() -> harness.session.registeredCount() > 0 || now == 0);
        }

        awaitRegistered(items(29, 34));
        assertThat(harness.metrics.acknowledgementFailures.getCount()).isPositive();
        assertThat(harness.metrics.reconnects.getCount()).isZero();
    }

    @Test
    void reconnectsWhenAnAnswerBelongsToNoRequest() {
        harness.session.desire(Set.of("005930"));
        awaitRegistered(Set.of("005930"));

        simulator.sendRaw(SessionHarness.APP_KEY, "{\"trnm\":\"REG\",\"return_code\":0,\"return_msg\":\"\"}");

        await().until(() -> harness.metrics.reconnects.getCount() == 1);
        awaitRegistered(Set.of("005930"));
        assertThat(harness.metrics.acknowledgementFailures.getCount()).isEqualTo(1);
    }

    @Test
    void takesSilenceForADeadConnectionAndAPingForALivingOne() throws Exception {
        restart(timings(Duration.ofMillis(250), Duration.ofSeconds(2)), KiwoomSourceReader.BUFFER_CAPACITY);
        await().until(() -> harness.metrics.pings.getCount() > 6);
        assertThat(harness.metrics.reconnects.getCount()).isZero();

        assertThat(simulator.stopPings(SessionHarness.APP_KEY)).isTrue();

        await().until(() -> harness.metrics.reconnects.getCount() == 1 && simulator.sessions() == 1);
    }

    @Test
    void joinsAMessageThatComesInParts() {
        harness.session.desire(Set.of("005930"));
        awaitRegistered(Set.of("005930"));
        String[] rows = IntStream.rangeClosed(1, 2_000)
                .mapToObj(i -> Frames.trade("005930", "100000", "+1000", "+10", "+1.01", Integer.toString(i), "+1"))
                .toArray(String[]::new);
        String tooLong = "x".repeat(FrameDecoder.MAX_FRAME_CHARS + 100_000);

        simulator.push(Frames.real(rows));
        simulator.sendRaw(SessionHarness.APP_KEY, tooLong);
        simulator.push(trade("005930", "2001"));

        await().until(() -> harness.buffer.size() == 2_002);
        List<KiwoomEvent> events = harness.drain();
        assertThat(((KiwoomEvent.Trade) events.get(1_999)).cumulativeVolume()).isEqualTo(2_000);
        assertThat(((KiwoomEvent.Rejected) events.get(2_000)).reason()).isEqualTo(RejectReason.TOO_LONG);
        assertThat(((KiwoomEvent.Trade) events.get(2_001)).cumulativeVolume()).isEqualTo(2_001);
        assertThat(harness.metrics.reconnects.getCount()).isZero();
    }

    @Test
    void keepsTryingWhileTheServerIsAway() {
        await().until(() -> harness.session.state() == SessionState.LIVE);
        int port = simulator.restUri().getPort();
        harness.session.desire(Set.of("005930"));
        simulator.close();
        await().until(() -> harness.session.state() != SessionState.LIVE);

        simulator = KiwoomSimulator.builder()
                .port(port)
                .appKey(SessionHarness.APP_KEY, SessionHarness.SECRET_KEY)
                .messagesPerSecond(0)
                .start();

        // The new server knows none of the old one's tokens, and a token is replaced at most every five seconds.
        awaitRegistered(Set.of("005930"));
    }

    @Test
    void endsAnAttemptWhoseTokenStoreHangs() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        restart(patience(Duration.ofMillis(800), SessionHarness.FAST.acknowledgement()), new FaultyTokenStore() {
            @Override
            void beforeLoad() throws IOException {
                if (loads.incrementAndGet() == 1) {
                    try {
                        never.await();
                    } catch (InterruptedException interrupted) {
                        throw new IOException("interrupted", interrupted);
                    }
                }
            }
        });

        await().until(() -> harness.session.state() == SessionState.LIVE);
        assertThat(loads).hasValueGreaterThan(1);
        assertThat(harness.metrics.loginFailures.getCount()).isEqualTo(1);
    }

    @Test
    void goesOnAfterAnExceptionOfTheTokenStoreAndOfACaller() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        restart(SessionHarness.FAST, new FaultyTokenStore() {
            @Override
            void beforeLoad() {
                if (loads.incrementAndGet() == 1) {
                    throw new IllegalStateException("on purpose");
                }
            }
        });
        harness.session.desire(items(0, 200));

        await().until(() -> harness.session.state() == SessionState.LIVE);
        harness.session.desire(Set.of("005930"));
        awaitRegistered(Set.of("005930"));
    }

    @Test
    void staysAwayLongerWhereAPersonHasToAct() throws Exception {
        harness.stop();
        harness = new SessionHarness(
                simulator,
                SessionHarness.FAST,
                KiwoomSourceReader.BUFFER_CAPACITY,
                new InMemoryTokenStore(),
                "wrong-secret");
        Instant started = Instant.now();

        harness.session.start();

        await().until(harness.session::isRefused);
        await().until(() -> harness.metrics.loginFailures.getCount() >= 2);
        // Three seconds; the ordinary pause is at most one.
        assertThat(Duration.between(started, Instant.now())).isGreaterThanOrEqualTo(SessionHarness.FAST.afterKick());
        assertThat(harness.session.isRefused()).isTrue();
    }

    @Test
    void staysAwayLongerWhenLoginIsRefusedForGood() {
        await().until(() -> harness.session.state() == SessionState.LIVE);
        Instant refused = Instant.now();

        simulator.sendRaw(
                SessionHarness.APP_KEY,
                "{\"trnm\":\"LOGIN\",\"return_code\":805004,\"return_msg\":\"[CODE=8010, MESSAGE=IP]\"}");

        await().until(harness.session::isRefused);
        await().until(() -> harness.session.state() == SessionState.LIVE);
        assertThat(Duration.between(refused, received("LOGIN").get(1).at()))
                .isGreaterThanOrEqualTo(SessionHarness.FAST.afterKick());
        assertThat(harness.session.isRefused()).isFalse();
    }

    private int tokenCalls() {
        return simulator.restCalls().getOrDefault("au10001", 0);
    }

    private void restart(KiwoomTimings timings, TokenStore tokens) throws Exception {
        harness.stop();
        harness = new SessionHarness(simulator, timings, KiwoomSourceReader.BUFFER_CAPACITY, tokens);
        harness.session.start();
    }

    private void restart(KiwoomTimings timings, int bufferCapacity) throws Exception {
        harness.stop();
        harness = new SessionHarness(simulator, timings, bufferCapacity);
        harness.session.start();
    }

    private static KiwoomTimings patience(Duration connect, Duration acknowledgement) {
        KiwoomTimings fast = SessionHarness.FAST;
        return new KiwoomTimings(
                connect,
                fast.betweenRequests(),
                acknowledgement,
                fast.idle(),
                fast.resumed(),
                fast.reconnectAtLeast(),
                fast.reconnectAtMost(),
                fast.afterKick(),
                fast.poll(),
                fast.probe());
    }

    private static KiwoomTimings timings(Duration betweenRequests, Duration idle) {
        KiwoomTimings fast = SessionHarness.FAST;
        return new KiwoomTimings(
                fast.connect(),
                betweenRequests,
                fast.acknowledgement(),
                idle,
                fast.resumed(),
                fast.reconnectAtLeast(),
                fast.reconnectAtMost(),
                fast.afterKick(),
                fast.poll(),
                fast.probe());
    }

    private void awaitRegistered(Set<String> items) {
        await().atMost(Duration.ofSeconds(15)).until(() -> registered().equals(items));
        await().until(() -> harness.session.registeredCount() == items.size());
    }

    private Set<String> registered() {
        return itemsOf(simulator, SessionHarness.APP_KEY);
    }

    /** Without the item of the market-wide types. */
    static Set<String> itemsOf(KiwoomSimulator simulator, String appKey) {
        Set<String> items = new TreeSet<>(simulator.registered(appKey));
        items.remove(Registration.MARKET_WIDE);
        return items;
    }

    /** The session is there and waits for wishes. */
    private void awaitIdle() {
        await().until(() ->
                harness.session.state() == SessionState.LIVE && harness.heard.told.contains("registered []"));
    }

    /** Messages with this name, of REG only those that name an item. */
    private List<LogEntry> received(String name) {
        return simulator.log().stream()
                .filter(entry -> entry.direction() == LogEntry.Direction.RECEIVED
                        && entry.name().equals(name)
                        && !(name.equals("REG") && !entry.text().contains("\"0B\"")))
                .toList();
    }

    /** REG and REMOVE messages, each of one item, in their order. */
    private List<String> requestedItems() {
        return simulator.log().stream()
                .filter(entry -> entry.direction() == LogEntry.Direction.RECEIVED
                        && (entry.name().equals("REG") || entry.name().equals("REMOVE"))
                        && entry.text().contains("\"0B\""))
                .map(entry -> entry.name() + " " + entry.text().replaceAll(".*\"item\":\\[\"(\\d{6})\"\\].*", "$1"))
                .toList();
    }

    private List<String> receivedTexts() {
        return simulator.log().stream()
                .filter(entry -> entry.direction() == LogEntry.Direction.RECEIVED)
                .map(LogEntry::text)
                .toList();
    }

    static Set<String> items(int from, int to) {
        return Stream.iterate(from, i -> i < to, i -> i + 1)
                .map("%06d"::formatted)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static String trade(String item, String cumulativeVolume) {
        return Frames.real(Frames.trade(item, "100000", "+1000", "+10", "+1.01", cumulativeVolume, "+1"));
    }
}
