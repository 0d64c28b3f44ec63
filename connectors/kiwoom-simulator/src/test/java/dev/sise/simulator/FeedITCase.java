package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The WebSocket rules of protocol.md section 4, seen by the JDK's client. */
class FeedITCase {

    private static final String ACK = "{\"trnm\":\"REG\",\"return_code\":0,\"return_msg\":\"\"}";
    private static final Clock TEN_O_CLOCK = Clock.fixed(Instant.parse("2026-11-20T01:00:00Z"), KiwoomSimulator.ZONE);

    private KiwoomSimulator simulator;
    private String token;

    @BeforeAll
    static void setPatience() {
        // A slow machine takes longer than the ten seconds that nobody set.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void start() throws Exception {
        simulator = KiwoomSimulator.builder()
                .appKey(RestClient.APP_KEY, RestClient.SECRET_KEY)
                .marketClock(TEN_O_CLOCK)
                .messagesPerSecond(0)
                .start();
        token = new RestClient(simulator.restUri()).token();
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void aWrongTokenIsRefusedInTheTextOfTheSampleAndClosed() throws Exception {
        try (FeedClient client = FeedClient.connect(simulator.webSocketUri())) {
            client.send("{\"trnm\":\"LOGIN\",\"token\":\"nonsense\"}");

            assertThat(client.next())
                    .isEqualTo("{\"trnm\":\"LOGIN\",\"return_code\":805004,\"return_msg\":"
                            + "\"토큰 인증에 실패했습니다 [CODE=8005, MESSAGE=Token이 유효하지 않습니다]\"}");
            assertThat(client.closing()).startsWith("1000");
        }
    }

    @Test
    void aTokenWithBearerBeforeItIsWrong() throws Exception {
        try (FeedClient client = FeedClient.connect(simulator.webSocketUri())) {
            client.send("{\"trnm\":\"LOGIN\",\"token\":\"Bearer " + token + "\"}");

            assertThat(client.next()).contains("805004");
        }
    }

    @Test
    void registeringBeforeLoginEndsWithR10004() throws Exception {
        try (FeedClient client = FeedClient.connect(simulator.webSocketUri())) {
            client.send("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"data\":[{\"item\":[\"005930\"],\"type\":[\"0B\"]}]}");

            assertThat(client.next())
                    .isEqualTo("{\"trnm\":\"SYSTEM\",\"code\":\"R10004\",\"message\":\"접속허용요청이 들어오지 않았습니다\"}");
            assertThat(client.closing()).isEqualTo("1000 Bye");
        }
    }

    @Test
    void noLoginInTimeEndsWithR10004() throws Exception {
        try (KiwoomSimulator impatient = KiwoomSimulator.builder()
                        .loginTimeout(Duration.ofMillis(50))
                        .start();
                FeedClient client = FeedClient.connect(impatient.webSocketUri())) {
            assertThat(client.next()).contains("R10004");
            assertThat(client.closing()).isEqualTo("1000 Bye");
        }
    }

    @Test
    void aSecondLoginWithTheSameKeyKicksTheFirst() throws Exception {
        try (FeedClient first = FeedClient.loggedIn(simulator.webSocketUri(), token);
                FeedClient second = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            assertThat(first.next())
                    .isEqualTo("{\"trnm\":\"SYSTEM\",\"code\":\"R10001\",\"message\":"
                            + "\"동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다\"}");
            assertThat(first.closing()).isEqualTo("1000 Bye");
            assertThat(simulator.sessions()).isEqualTo(1);
            assertThat(second.register("005930")).isEqualTo(ACK);
        }
    }

    @Test
    void aKickLooksLikeALoginFromElsewhere() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            assertThat(simulator.kick(RestClient.APP_KEY)).isTrue();

            assertThat(client.next()).contains("R10001");
            assertThat(client.closing()).isEqualTo("1000 Bye");
            assertThat(simulator.sessions()).isZero();
            assertThat(simulator.kick(RestClient.APP_KEY)).isFalse();
        }
    }

    @Test
    void aDropEndsTheConnectionWithoutACloseFrame() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            assertThat(simulator.drop(RestClient.APP_KEY)).isTrue();

            assertThat(client.closing()).isIn("error", "1006 ");
            assertThat(client.waiting()).isZero();
        }
    }

    @Test
    void withheldAnswersFollowInOrderAndAPingMayComeBeforeThem() throws Exception {
        simulator.holdAnswers(RestClient.APP_KEY);
        try (FeedClient client = FeedClient.connect(simulator.webSocketUri())) {
            client.send("{\"trnm\":\"LOGIN\",\"token\":\"" + token + "\"}");
            client.send("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"data\":[{\"item\":[\"005930\"],\"type\":[\"0B\"]}]}");
            await().until(() -> simulator.registered(RestClient.APP_KEY).equals(Set.of("005930")));
            assertThat(simulator.ping(RestClient.APP_KEY)).isTrue();
            await().until(() -> client.pings() == 1);
            assertThat(client.waiting()).isZero();

            simulator.releaseAnswers(RestClient.APP_KEY);

            assertThat(client.next()).contains("LOGIN");
            assertThat(client.next()).isEqualTo(ACK);
            assertThat(client.register("000660")).isEqualTo(ACK);
        }
    }

    @Test
    void fiveUnansweredPingsEndWithR10002() throws Exception {
        try (KiwoomSimulator quick = quickPings();
                FeedClient client = FeedClient.connect(quick.webSocketUri(), ping -> null)) {
            client.login(new RestClient(quick.restUri()).token());

            assertThat(client.next())
                    .isEqualTo("{\"trnm\":\"SYSTEM\",\"code\":\"R10002\",\"message\":"
                            + "\"사용자 프로그램으로부터 Heartbeat(연결유지) 메시지가 오지않아서 접속을 종료합니다\"}");
            assertThat(client.closing()).isEqualTo("1000 Bye");
            assertThat(client.pings()).isEqualTo(5);
        }
    }

    @Test
    void anEchoOfOtherBytesIsNoEcho() throws Exception {
        try (KiwoomSimulator quick = quickPings();
                FeedClient client = FeedClient.connect(quick.webSocketUri(), ping -> ping.replace(":", ": "))) {
            client.login(new RestClient(quick.restUri()).token());

            assertThat(client.next()).contains("R10002");
        }
    }

    @Test
    void echoedPingsKeepTheSessionAndNoProtocolPingIsSent() throws Exception {
        try (KiwoomSimulator quick = pings(Duration.ofMillis(200));
                FeedClient client =
                        FeedClient.loggedIn(quick.webSocketUri(), new RestClient(quick.restUri()).token())) {
            // One more than may be left unanswered.
            await().until(() -> client.pings() > 6);

            assertThat(client.isOpen()).isTrue();
            assertThat(client.protocolPings()).isZero();
            assertThat(quick.stopPings(RestClient.APP_KEY)).isTrue();
            assertThat(quick.sessions()).isEqualTo(1);
        }
    }

    @Test
    void unknownCodesAndTypesAreAcceptedInSilence() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            assertThat(client.register("NOSUCH", "57JBHH", "005930_NX")).isEqualTo(ACK);
            assertThat(simulator.registered(RestClient.APP_KEY)).containsOnly("NOSUCH", "57JBHH", "005930_NX");
        }
    }

    @Test
    void aHundredAndOneItemsInAMessageAreRefusedWhole() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            assertThat(client.register(codes(0, 101))).contains("\"return_code\":105118");
            assertThat(simulator.registered(RestClient.APP_KEY)).isEmpty();
            assertThat(client.register(codes(0, 100))).isEqualTo(ACK);
        }
    }

    @Test
    void theTwoHundredAndFirstItemIsRefusedWhateverTheNumberOfTypes() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            assertThat(client.register(codes(0, 100))).isEqualTo(ACK);
            assertThat(client.register(codes(100, 199))).isEqualTo(ACK);
            assertThat(client.register(codes(199, 201))).contains("\"return_code\":105115");
            client.send(
                    "{\"trnm\":\"REG\",\"grp_no\":\"2\",\"refresh\":\"1\",\"data\":["
                            + "{\"item\":[\"100000\",\"100001\"],\"type\":[\"0D\",\"0w\"]},{\"item\":[\"\"],\"type\":[\"0s\"]}]}");
            assertThat(client.next("REG")).isEqualTo(ACK);
            assertThat(simulator.registered(RestClient.APP_KEY)).hasSize(200).contains("");
            assertThat(simulator.registrations())
                    .extracting(entry -> entry.items().size() + " " + entry.returnCode() + " "
                            + entry.registered().size())
                    .containsExactly("100 0 100", "99 0 199", "2 105115 199", "3 0 200");
        }
    }

    @Test
    void moreThanFiveRegistrationsASecondAreRefused() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            int accepted = 0;
            String answer = client.register("005930");
            // A slow machine may need more than a second for six; then a later one is the sixth of its second.
            while (answer.equals(ACK) && accepted < 100) {
                accepted++;
                answer = client.register("005930");
            }
            assertThat(accepted).isGreaterThanOrEqualTo(5);
            assertThat(answer).contains("\"return_code\":105110");
            await().untilAsserted(() -> assertThat(client.register("000660")).isEqualTo(ACK));
        }
    }

    @Test
    void refreshZeroForgetsWhatWasRegisteredBefore() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.register("005930", "000660");
            client.send("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"refresh\":\"0\",\"data\":["
                    + "{\"item\":[\"035420\"],\"type\":[\"0B\"]}]}");
            assertThat(client.next("REG")).isEqualTo(ACK);

            assertThat(simulator.registered(RestClient.APP_KEY)).containsOnly("035420");
        }
    }

    @Test
    void removedItemsAreSilent() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.register("005930", "000660");
            client.send("{\"trnm\":\"REMOVE\",\"grp_no\":\"1\",\"data\":[{\"item\":[\"005930\"],\"type\":[\"0B\"]}]}");
            assertThat(client.next("REMOVE")).isEqualTo("{\"trnm\":\"REMOVE\",\"return_code\":0,\"return_msg\":\"\"}");

            assertThat(simulator.registered(RestClient.APP_KEY)).containsOnly("000660");
            assertThat(simulator.push(frame("005930"))).isZero();
            assertThat(simulator.push(frame("000660"))).isEqualTo(1);
        }
    }

    @Test
    void pushedFramesArriveByteForByteAtTheirItemsOnly() throws Exception {
        String odd =
                "{ \"trnm\" : \"REAL\",\n\"data\":[{\"item\":\"005930\",\"type\":\"0B\",\"values\":{\"10\":\" 67300\",\"x\":null}}]}";
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.register("005930");

            assertThat(simulator.push(frame("000660"))).isZero();
            assertThat(simulator.push(odd.replace("0B", "0D"))).isZero();
            assertThat(simulator.push(odd)).isEqualTo(1);
            assertThat(client.next()).isEqualTo(odd);
            assertThat(simulator.framesSent(RestClient.APP_KEY)).isEqualTo(1);
        }
    }

    @Test
    void recordingsAreReplayedInOrderAndVerbatim(@TempDir Path folder) throws Exception {
        Path lines = Files.writeString(
                folder.resolve("lines.json"), frame("005930") + "\n" + frame("000660") + "\n" + frame("035420") + "\n");
        Path array = Files.writeString(folder.resolve("array.json"), "[" + ACK + ",\n " + frame("000660") + " ]");
        Path pretty = Files.writeString(
                folder.resolve("pretty.json"),
                "{\n \"trnm\": \"REAL\",\n \"data\": [\n"
                        + "  {\"type\": \"0B\", \"item\": \"005930\", \"name\": \"주식체결\", \"values\": {}}\n ]\n}\n");
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.register("005930", "000660");

            assertThat(simulator.replay(lines, array, pretty)).isEqualTo(4);
            assertThat(client.next()).isEqualTo(frame("005930"));
            assertThat(client.next()).isEqualTo(frame("000660"));
            assertThat(client.next()).isEqualTo(frame("000660"));
            assertThat(client.next()).isEqualTo(Files.readString(pretty).strip());
        }
    }

    @Test
    void garbageIsSentAsItIs() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            simulator.sendRaw(RestClient.APP_KEY, "{\"trnm\":\"REAL\",\"data\":[{]");

            assertThat(client.next()).isEqualTo("{\"trnm\":\"REAL\",\"data\":[{]");
        }
    }

    @Test
    void expiredTokensRefuseANewLoginAndLeaveTheLiveSession() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token);
                FeedClient later = FeedClient.connect(simulator.webSocketUri())) {
            simulator.expireTokens();
            later.send("{\"trnm\":\"LOGIN\",\"token\":\"" + token + "\"}");

            assertThat(later.next()).contains("805004");
            assertThat(client.register("005930")).isEqualTo(ACK);
        }
    }

    @Test
    void theMarketSendsOnlyRegisteredItemsWithGrowingVolumesUpToTheTruth() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.register("005930", "000660_AL", "57M747");
            simulator.messagesPerSecond(2_000);
            await().until(() -> simulator.framesSent(RestClient.APP_KEY) > 1_000);
            simulator.messagesPerSecond(0);
            long sent = simulator.framesSent(RestClient.APP_KEY);

            Map<String, Long> volumes = new HashMap<>();
            Map<String, Long> prices = new HashMap<>();
            int framesOfSeveralRows = 0;
            for (long count = 0; count < sent; count++) {
                JsonNode rows = Json.readObject(client.next()).orElseThrow().get("data");
                framesOfSeveralRows += rows.size() > 1 ? 1 : 0;
                for (JsonNode row : rows) {
                    JsonNode values = row.get("values");
                    String item = row.get("item").textValue();
                    long volume = Long.parseLong(values.get("13").textValue());
                    assertThat(row.get("type").textValue()).isEqualTo("0B");
                    assertThat(values.get("20").textValue()).isEqualTo("100000");
                    assertThat(volume).isGreaterThan(volumes.getOrDefault(item, 0L));
                    volumes.put(item, volume);
                    prices.put(
                            item,
                            Math.abs(Long.parseLong(values.get("10").textValue().strip())));
                }
            }
            Set<String> items = new HashSet<>(volumes.keySet());
            assertThat(items).containsOnly("005930", "000660_AL", "57M747");
            assertThat(framesOfSeveralRows).isPositive();
            assertThat(simulator.lastTrade("005930").volume()).isEqualTo(volumes.get("005930"));
            assertThat(simulator.lastTrade("005930").price()).isEqualTo(prices.get("005930"));
            assertThat(simulator.lastTrade("000660").volume()).isEqualTo(volumes.get("000660_AL"));
        }
    }

    @Test
    void theRegisteredTypesDecideWhatIsSent() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.send(
                    "{\"trnm\":\"REG\",\"grp_no\":\"1\",\"data\":[{\"item\":[\"57M747\"],\"type\":[\"0m\",\"0u\"]}]}");
            client.next("REG");
            simulator.messagesPerSecond(2_000);
            JsonNode theory = row(client, "0m");
            JsonNode indicators = row(client, "0u");
            simulator.messagesPerSecond(0);

            assertThat(theory.get("item").textValue()).isEqualTo("57M747");
            assertThat(theory.get("values").properties().stream().map(Map.Entry::getKey))
                    .containsExactly("20", "10", "670", "671", "672", "673", "674", "675", "676", "706");
            assertThat(theory.at("/values/671").textValue()).matches("[0-9]{2}\\.[0-9]{2}");
            assertThat(indicators.get("values").properties().stream().map(Map.Entry::getKey))
                    .containsExactly("20", "666", "1211", "667", "668", "669");
        }
    }

    @Test
    void aTickerThatIsNotCarriedIsSilentUntilItIs() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            simulator.carryOnFeed("005930", false);
            assertThat(simulator.isCarriedOnFeed("005930")).isFalse();
            assertThat(client.register("005930")).isEqualTo(ACK);
            long volume = simulator.lastTrade("005930").volume();
            simulator.messagesPerSecond(2_000);
            await().until(() -> simulator.lastTrade("005930").volume() > volume);
            assertThat(simulator.framesSent(RestClient.APP_KEY)).isZero();

            simulator.carryOnFeed("005930", true);
            assertThat(client.next("REAL")).contains("\"item\":\"005930\"");
        }
    }

    @Test
    void anInterruptionIsToldToTheEmptyItemAndExpectedPricesFollow() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.send("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"data\":[{\"item\":[\"\"],\"type\":[\"0s\",\"1h\"]},"
                    + "{\"item\":[\"005930\"],\"type\":[\"0B\",\"0H\"]}]}");
            client.next("REG");

            assertThat(simulator.interrupt("005930")).isTrue();
            assertThat(simulator.interrupt("005930")).isFalse();
            JsonNode begun = row(client, "1h");
            assertThat(begun.get("item").textValue()).isEqualTo("005930");
            assertThat(begun.at("/values/9068").textValue()).isEqualTo("1");
            assertThat(begun.at("/values/1223").textValue()).isEqualTo("100000");
            assertThat(begun.at("/values/1224").textValue()).isEqualTo("100200");
            simulator.messagesPerSecond(2_000);
            JsonNode expected = row(client, "0H");
            assertThat(expected.get("values").properties().stream().map(Map.Entry::getKey))
                    .containsExactly("20", "10", "11", "12", "15", "13", "25");
            simulator.messagesPerSecond(0);

            assertThat(simulator.endInterruption("005930")).isTrue();
            assertThat(row(client, "1h").at("/values/9068").textValue()).isEqualTo("2");
            JsonNode trade = row(client, "0B");
            assertThat(trade.at("/values/13").textValue())
                    .isEqualTo(Long.toString(simulator.lastTrade("005930").volume()));
            assertThat(simulator.endInterruption("005930")).isFalse();
        }
    }

    @Test
    void aStalledSessionIsSilentAndItsFramesAreLost() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.register("005930");
            simulator.stall(RestClient.APP_KEY, Duration.ofMinutes(1));
            client.send("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"data\":[{\"item\":[\"000660\"],\"type\":[\"0B\"]}]}");
            await().until(() -> simulator.registered(RestClient.APP_KEY).contains("000660"));
            simulator.push(frame("005930"));
            simulator.ping(RestClient.APP_KEY);
            simulator.stall(RestClient.APP_KEY, Duration.ofMillis(1));

            assertThat(client.next()).isEqualTo(ACK);
            simulator.push(frame("000660"));
            assertThat(client.next()).isEqualTo(frame("000660"));
            assertThat(client.pings()).isZero();
        }
    }

    @Test
    void framesComeTwiceAndGarbageComesOnRequest() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.register("005930");
            simulator.duplicateFrames(RestClient.APP_KEY, 1);
            simulator.push(frame("005930"));
            simulator.push(frame("005930"));
            simulator.garbage(RestClient.APP_KEY, 5);

            for (int count = 0; count < 3; count++) {
                assertThat(client.next()).isEqualTo(frame("005930"));
            }
            for (int count = 0; count < 5; count++) {
                String garbage = client.next();
                assertThat(RecordedFrames.real(garbage).map(RecordedFrames.Frame::rows))
                        .as(garbage)
                        .matches(rows -> rows.isEmpty() || garbage.contains("\"20\":\"xx\""));
            }
        }
    }

    @Test
    void aRecordersFilesAreReplayedInTheOrderOfTheirNamesWithTheirSpacing(@TempDir Path folder) throws Exception {
        Files.writeString(
                folder.resolve("frames-20261120T010001000.tsv"),
                "1763600401000\tkey-nine\t" + frame("000660") + "\n1763600401200\tkey-nine\t" + frame("005930") + "\n");
        Files.writeString(
                folder.resolve("frames-20261120T010000000.tsv"),
                "1763600400000\tkey-nine\t" + ACK + "\n1763600401000\tkey-nine\t" + frame("005930")
                        + "\n1763600401000\tkey-nine\tnot JSON\n");
        Files.writeString(folder.resolve("notes.txt"), "no recording");
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.register("005930", "000660");
            long start = System.nanoTime();

            assertThat(simulator.replay(folder, 2).get(10, TimeUnit.SECONDS)).isEqualTo(3);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(99));
            assertThat(client.next()).isEqualTo(frame("005930"));
            assertThat(client.next()).isEqualTo(frame("000660"));
            assertThat(client.next()).isEqualTo(frame("005930"));

            Path torn = Files.writeString(folder.resolve("frames-torn.tsv"), "17636004");
            assertThat(catchThrowable(() -> simulator.replay(torn, 1).get(10, TimeUnit.SECONDS)))
                    .hasRootCauseInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("line 1 of recording");
        }
    }

    @Test
    void everyMessageIsInTheLogWithItsNameAndWithoutTheToken() throws Exception {
        try (FeedClient client = FeedClient.loggedIn(simulator.webSocketUri(), token)) {
            client.register("005930");

            assertThat(simulator.log())
                    .extracting(entry -> entry.direction() + " " + entry.name())
                    .endsWith("RECEIVED OPEN", "RECEIVED LOGIN", "SENT LOGIN", "RECEIVED REG", "SENT REG");
            assertThat(simulator.log().toString()).doesNotContain(token);
        }
    }

    @Test
    void anotherPathIsNoFeed() {
        assertThat(catchThrowable(
                        () -> FeedClient.connect(simulator.webSocketUri().resolve("/elsewhere"))))
                .hasMessageContaining("WebSocketHandshakeException");
    }

    @Test
    void closingFreesThePortAndEndsEveryThreadOfIts() throws Exception {
        int port = simulator.restUri().getPort();
        simulator.close();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("vert.x")
                        || thread.getName().startsWith("vertx")));
        try (KiwoomSimulator again = KiwoomSimulator.builder().port(port).start()) {
            assertThat(again.restUri().getPort()).isEqualTo(port);
        }
    }

    /** The first row of the next frame of that type. */
    private static JsonNode row(FeedClient client, String type) throws Exception {
        JsonNode row = Json.readObject(client.next("REAL")).orElseThrow().at("/data/0");
        while (!row.get("type").textValue().equals(type)) {
            row = Json.readObject(client.next("REAL")).orElseThrow().at("/data/0");
        }
        return row;
    }

    private static KiwoomSimulator quickPings() {
        return pings(Duration.ofMillis(30));
    }

    private static KiwoomSimulator pings(Duration interval) {
        return KiwoomSimulator.builder()
                .appKey(RestClient.APP_KEY, RestClient.SECRET_KEY)
                .marketClock(TEN_O_CLOCK)
                .messagesPerSecond(0)
                .pingInterval(interval)
                .start();
    }

    private static String[] codes(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(index -> "" + (100_000 + index))
                .toArray(String[]::new);
    }

    private static String frame(String item) {
        return "{\"data\":[{\"values\":{\"20\":\"101500\",\"10\":\"+71600\",\"13\":\"12345\"},\"type\":\"0B\",\"name\":\"주식체결\",\"item\":\""
                + item + "\"}],\"trnm\":\"REAL\"}";
    }
}
