package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.gateway.ApiClient.Answer;
import dev.sise.market.DemandRecords;
import dev.sise.market.ElwFigures;
import dev.sise.market.ExpectedPrice;
import dev.sise.market.Feed;
import dev.sise.market.KrxCalendar;
import dev.sise.market.ListedInstrument;
import dev.sise.market.MarketStatus;
import dev.sise.market.PriceJson;
import dev.sise.market.PriceUpdate;
import dev.sise.market.Tick;
import dev.sise.market.Ticker;
import dev.sise.runtime.Topics;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.EmbeddedRedis;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published board, charts and stocks over REST, and what a board sets in motion: the topic signals and standing demand. */
class SignalsITCase {
    private static final Instant NOW = Instant.parse("2026-07-01T05:54:28.9Z");
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);
    private static final String SIGNALS = "/api/kr/signals";
    private static final String STOCKS = "/api/kr/stocks";
    private static final ApiClient API = new ApiClient();

    private static EmbeddedKafka kafka;
    private static EmbeddedPostgres postgres;
    private static EmbeddedRedis redis;
    private static ScanTables tables;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        // A slow machine takes longer than the ten seconds that nobody set.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        kafka = EmbeddedKafka.start();
        postgres = EmbeddedPostgres.start();
        redis = EmbeddedRedis.start();
        tables = new ScanTables(postgres, "signals");
        tables.stock("000660", "SK하이닉스", "KOSPI", "common");
        tables.stock("005930", "삼성전자", "KOSPI", "common");
        tables.stock("005935", "삼성전자우", "KOSPI", "preferred");
        tables.stock("035720", "카카오%", "KOSDAQ", "common");
        tables.stock("0015N0", "아로마티카", "KOSDAQ", "common");
        tables.stock("57JBHH", "ELW", "ELW", "elw");
        tables.execute("UPDATE stocks SET listing_status = 'N', listing_date = '2001-02-03' WHERE ticker = '035720'");
        tables.bars("005930", LocalDate.of(2024, 1, 2), LocalDate.of(2026, 7, 1));
        tables.bars("000660", LocalDate.of(2026, 6, 1), DAY);
        tables.execute("UPDATE daily_prices SET open = 0, high = 0, low = 0, volume = 0, traded_value = 0"
                + " WHERE ticker = '000660' AND date = '2026-06-29'");
        publish("nightly-old", DAY.minusDays(1), "000660 bullish 1 C KOSPI");
        publish("nightly-replaced", DAY, "000660 bullish 1 C KOSPI");
        publish(
                "nightly-first",
                DAY,
                "035720 bearish 1 B KOSDAQ",
                "005930 bullish 2 B KOSPI",
                "0015N0 bullish 1 A KOSDAQ",
                "005930 bearish 2 D KOSPI");
        gateway = start("board", Optional.of(tables.settings()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        redis.close();
        postgres.close();
        kafka.close();
    }

    @Test
    void theNewestBoardIsShownUnlessAnotherDayIsAskedFor() {
        Answer board = API.get(gateway, SIGNALS);

        assertThat(board.status()).isEqualTo(200);
        assertThat(board.text("/scan_id") + " " + board.text("/date")).isEqualTo("nightly-first 2026-06-30");
        assertThat(board.text("/totals/scanned")).isEqualTo("2");
        assertThat(tickers(board)).containsExactly("0015N0", "005930", "035720", "005930");
        assertThat(board.text("/results/0/conditions_met/1")).isEqualTo("C2");
        assertThat(tickers(API.get(gateway, SIGNALS + "?date=2026-06-29"))).containsExactly("000660");
        Answer none = API.get(gateway, SIGNALS + "?date=2026-06-28");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.text("/detail"))
                .isEqualTo("no scan of 2026-06-28 was published, the newest is that of 2026-06-30");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "market=KOSDAQ | 0015N0 035720",
                "market=ALL&grade=A,B | 0015N0 005930 035720",
                "grade=D | 005930",
                "grade=C | ''",
                "signal_type=bullish | 0015N0 005930",
                "signal_type=bearish,bullish&market=KOSPI&limit=1 | 005930"
            })
    void theBoardIsNarrowed(String query, String expected) {
        assertThat(String.join(" ", tickers(API.get(gateway, SIGNALS + "?" + query))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/kr/signals?market=NYSE | market | NYSE",
                "/api/kr/signals?grade=A,E | grade | E",
                "/api/kr/signals?signal_type=both | signal_type | both",
                "/api/kr/signals?date=30.06.2026 | date | 30.06.2026",
                "/api/kr/signals?date=%2B99999-01-01 | date | +99999-01-01",
                "/api/kr/signals?limit=5001 | limit | 5001",
                "/api/kr/signals/12345 | ticker | 12345",
                "/api/kr/signals/005930_NX | ticker | 005930_NX",
                "/api/kr/signals/005930?date=x | date | x",
                "/api/kr/stocks?market=NYSE | market | NYSE",
                "/api/kr/stocks?class=share | class | share",
                "/api/kr/stocks?limit=1001 | limit | 1001",
                "/api/kr/stocks?delisted=maybe | delisted | maybe",
                "/api/kr/stocks/KOSPI1X | ticker | KOSPI1X",
                "/api/kr/stocks/005930/bars?from=x | from | x",
                "/api/kr/stocks/005930/bars?from=2026-07-01&to=2026-06-30 | from | 2026-07-01",
                "/api/kr/stocks/005930/bars?limit=0 | limit | 0"
            })
    void aWrongValueIsNamed(String path, String field, String value) {
        Answer answer = API.get(gateway, path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/field") + " " + answer.text("/value")).isEqualTo(field + " " + value);
    }

    @Test
    void aChartHasTheSignalsAndTheBarsFromBeforeTheBaseToTheDayOfTheBoard() {
        Answer chart = API.get(gateway, SIGNALS + "/A005930");

        assertThat(chart.text("/name")).isEqualTo("삼성전자");
        JsonNode signal = chart.body().at("/signals/0");
        assertThat(signal.path("signal_type").asText()).isEqualTo("bullish");
        assertThat(signal.path("pivot").asDouble()).isEqualTo(70_900.5);
        assertThat(signal.path("stop_price").asLong()).isEqualTo(66_000);
        assertThat(signal.path("base_start").asText()).isEqualTo("2026-04-01");
        assertThat(signal.path("breakout_date").asText()).isEqualTo("2026-06-29");
        assertThat(signal.at("/contractions/0/low_date").asText()).isEqualTo("2026-04-20");
        assertThat(chart.body().path("signals")).hasSize(2);
        JsonNode bars = chart.body().path("bars");
        assertThat(bars.get(40).path("date").asText()).isEqualTo("2026-04-01");
        assertThat(bars.get(bars.size() - 1).path("date").asText()).isEqualTo("2026-06-30");
        assertThat(chart.body().path("reasons")).isEmpty();
    }

    @Test
    void aTickerThatIsNoSignalComesWithItsReasons() {
        Answer chart = API.get(gateway, SIGNALS + "/000660");

        assertThat(chart.body().path("signals")).isEmpty();
        assertThat(chart.body().path("reasons").toString())
                .isEqualTo("{\"bullish\":[\"NO_DRY_UP\",\"NOT_NEAR_PIVOT\"],\"bearish\":[]}");
        assertThat(chart.body().path("bars")).hasSize(22);
        assertThat(API.get(gateway, SIGNALS + "/57JBHH").body().path("reasons").toString())
                .isEqualTo("{\"bullish\":[\"CLASS\"],\"bearish\":[\"CLASS\"]}");
        assertThat(API.get(gateway, SIGNALS + "/000660?date=2026-06-29").text("/scan_id"))
                .isEqualTo("nightly-old");
        assertThat(API.get(gateway, SIGNALS + "/999990").status()).isEqualTo(404);
    }

    @Test
    void stocksComeByTickerPageByPage() {
        Answer first = API.get(gateway, STOCKS + "?limit=2");
        Answer second = API.get(gateway, STOCKS + "?limit=2&after=" + first.text("/next"));
        Answer third = API.get(gateway, STOCKS + "?limit=2&after=" + second.text("/next"));

        assertThat(stocks(first)).containsExactly("000660", "0015N0");
        assertThat(stocks(second)).containsExactly("005930", "005935");
        assertThat(stocks(third)).containsExactly("57JBHH");
        assertThat(third.body().path("next").isNull()).isTrue();
        assertThat(stocks(API.get(gateway, STOCKS + "?market=KOSDAQ&delisted=true")))
                .containsExactly("0015N0", "035720");
        assertThat(stocks(API.get(gateway, STOCKS + "?class=preferred,elw"))).containsExactly("005935", "57JBHH");
        assertThat(stocks(API.get(gateway, STOCKS + "?q=%EC%82%BC%EC%84%B1"))).containsExactly("005930", "005935");
        assertThat(stocks(API.get(gateway, STOCKS + "?q=sk"))).containsExactly("000660");
        assertThat(stocks(API.get(gateway, STOCKS + "?q=57jb"))).containsExactly("57JBHH");
        assertThat(stocks(API.get(gateway, STOCKS + "?q=%25&delisted=true"))).containsExactly("035720");
        Answer one = API.get(gateway, STOCKS + "/035720");
        assertThat(one.text("/listing_date") + " " + one.text("/listed")).isEqualTo("2001-02-03 false");
        assertThat(API.get(gateway, STOCKS + "/999990").status()).isEqualTo(404);
    }

    @Test
    void barsAreTheNewestOfTheDaysAskedForAndHaltsAreMarked() {
        JsonNode bars =
                API.get(gateway, STOCKS + "/000660/bars?from=2026-06-29").body().path("bars");

        assertThat(bars.toString())
                .isEqualTo("[{\"date\":\"2026-06-29\",\"open\":0,\"high\":0,\"low\":0,\"close\":1050,\"volume\":0,"
                        + "\"traded_value\":0,\"halted\":true},"
                        + "{\"date\":\"2026-06-30\",\"open\":1000,\"high\":1100,\"low\":900,\"close\":1050,"
                        + "\"volume\":5000,\"traded_value\":null,\"halted\":false}]");
        assertThat(API.get(gateway, STOCKS + "/005930/bars").body().path("bars"))
                .hasSize(250);
        assertThat(API.get(gateway, STOCKS + "/005930/bars?to=2026-06-30&limit=1")
                        .text("/bars/0/date"))
                .isEqualTo("2026-06-30");
        assertThat(API.get(gateway, STOCKS + "/0015N0/bars").body().path("bars"))
                .isEmpty();
        assertThat(API.get(gateway, STOCKS + "/999990/bars").status()).isEqualTo(404);
    }

    @Test
    void aBoardIsPushedAndItsBullishTickersAreDemandedByWhoeverReadsTheTopic() throws Exception {
        ScanTables own = new ScanTables(postgres, "pushed");
        try (KafkaConsumer<String, byte[]> standing = standing();
                Gateway pushing = start("pushing", Optional.of(own.settings()))) {
            GatewayClient early = new GatewayClient(API.http(), pushing.port()).subscribe("signals");
            assertThat(early.next("subscribed").path("topics").toString()).isEqualTo("[\"signals\"]");
            assertThat(API.get(pushing, SIGNALS).text("/detail")).contains("there is none of any day");
            publish(
                    own,
                    "pushed-first",
                    DAY.minusDays(1),
                    "005930 bullish 2 B KOSPI",
                    "000660 bullish 1 A KOSPI",
                    "035720 bearish 1 B KOSDAQ");

            JsonNode board = early.next("signals");
            assertThat(board.path("scan_id").asText() + " " + board.path("date").asText())
                    .isEqualTo("pushed-first 2026-06-29");
            assertThat(board.path("results"))
                    .extracting(signal -> signal.path("ticker").asText() + " "
                            + signal.path("signal_type").asText())
                    .containsExactly("000660 bullish", "005930 bullish", "035720 bearish");
            assertThat(board.at("/results/0/stop_price").asLong()).isEqualTo(66_000);
            GatewayClient late = new GatewayClient(API.http(), pushing.port()).subscribe("signals");
            assertThat(late.skipTo("signals")).isEqualTo(board);
            List<DemandRecords.Message> written = new ArrayList<>();
            DemandRecords.Scan first = new DemandRecords.Scan(
                    "pushed-first", DAY.minusDays(1), List.of(Ticker.of("000660"), Ticker.of("005930")));
            await().until(() -> read(standing, written).contains(first));

            // A scan that is published for an older day changes nothing; one that replaces the newest does.
            publish(own, "pushed-older", DAY.minusDays(5), "0015N0 bullish 1 A KOSDAQ");
            for (int look = 0; look < 2; look++) {
                // The second one begins when the first is over, with all that came of it.
                own.whileNobodyReads(() -> await().until(() -> own.column("SELECT pid FROM pg_stat_activity"
                                        + " WHERE datname = 'pushed' AND wait_event_type = 'Lock'"
                                        + " AND query LIKE 'SELECT id, as_of FROM scan_runs WHERE published%'")
                                .size()
                        == 1));
            }
            assertThat(API.get(pushing, SIGNALS).text("/scan_id")).isEqualTo("pushed-first");
            // Nothing was pushed: the next frame of each is the answer to this.
            for (GatewayClient client : List.of(early, late)) {
                client.send("{'type':'ping'}").next("pong");
            }
            assertThat(read(standing, written))
                    .doesNotContain(
                            new DemandRecords.Scan("pushed-older", DAY.minusDays(5), List.of(Ticker.of("0015N0"))));
            publish(own, "pushed-again", DAY.minusDays(1), "0015N0 bullish 1 A KOSDAQ");
            assertThat(early.next("signals").path("scan_id").asText()).isEqualTo("pushed-again");
            assertThat(late.next("signals").path("scan_id").asText()).isEqualTo("pushed-again");
            DemandRecords.Scan again =
                    new DemandRecords.Scan("pushed-again", DAY.minusDays(1), List.of(Ticker.of("0015N0")));
            await().until(() -> read(standing, written).contains(again));
            early.send("{'type':'unsubscribe','topic':'signals'}").next("unsubscribed");
            assertThat(API.text(pushing, "/metrics")).contains("sise_demanded_tickers 0.0");

            // A gateway that starts writes the record once more: the topic may have lost it.
            try (Gateway second = start("second", Optional.of(own.settings()))) {
                await().until(() ->
                        read(standing, written).stream().filter(again::equals).count() >= 2);
                GatewayClient there = new GatewayClient(API.http(), second.port()).subscribe("signals");
                assertThat(there.skipTo("signals").path("scan_id").asText()).isEqualTo("pushed-again");
                there.close();
            }
            assertThat(written.lastIndexOf(first)).isLessThan(written.indexOf(again));
            early.close();
            late.close();
        }
    }

    @Test
    void everyMemberOfEveryFrameThatTheWebSocketIsDescribedToSendIsSent() throws Exception {
        ElwFigures figures = new ElwFigures(
                BigDecimal.valueOf(60_000),
                LocalDate.of(2026, 9, 10),
                new BigDecimal("0.01"),
                new BigDecimal("605.12"),
                new BigDecimal("41.8"));
        int day = (int) DAY.toEpochDay();
        PriceUpdate polled = new PriceUpdate(
                Tick.poll("57JBHH", Feed.POLL, day, 55_268, 610, -15, -240, 1_200, 1, figures),
                null,
                figures,
                new ExpectedPrice(day, 55_268, 615, -10, -160, 300),
                NOW.toEpochMilli(),
                0,
                Feed.POLL,
                true,
                MarketStatus.AUCTION,
                1,
                2,
                3,
                true);
        try (Prices prices = new Prices(redis.uri());
                InstrumentTopic instruments = new InstrumentTopic(kafka.bootstrapServers())) {
            instruments.write("035720", 37_000, ListedInstrument.Status.LISTED);
            await().until(() -> gateway.metrics().instruments() == 1);
            GatewayClient client = new GatewayClient(API.http(), gateway.port());

            // A price, a close, none, and a topic that there is not; nobody reports on the source.
            client.send(
                            "{'type':'subscribe','topics':['signals','price:57JBHH','price:035720','price:999990','market']}")
                    .send("{'type':'unsubscribe','topics':['price:005930','market']}")
                    .send("{'type':'ping'}")
                    .send("hello");

            String data = new String(new PriceJson().write(polled, 4), StandardCharsets.UTF_8);
            await().until(() -> prices.announce("57JBHH", data) == 1);
            await().untilAsserted(
                            () -> assertThat(client.members()).isEqualTo(GatewayClient.DESCRIPTION.sentMembers()));
            client.close();
        }
    }

    @Test
    void afterAnOutageOfKafkaABoardIsDemandedOnlyAsTheDatabaseHasItThen() throws Exception {
        // Of databases of their own, so that one gateway can be kept from seeing what the other one has.
        ScanTables newer = new ScanTables(postgres, "newer");
        ScanTables older = new ScanTables(postgres, "older");
        publish(newer, "outage-newer", DAY, "005930 bullish 1 A KOSPI");
        publish(older, "outage-older", DAY.minusDays(1), "000660 bullish 1 A KOSPI");
        kafka.stop();
        boolean[] back = {false};
        try (Gateway ahead = start("ahead", Optional.of(newer.settings()));
                Gateway behind = start("behind", Optional.of(older.settings()))) {
            for (Gateway each : List.of(ahead, behind)) {
                GatewayClient client = new GatewayClient(API.http(), each.port()).subscribe("signals");
                // It was told to Kafka too, which did not take it.
                client.skipTo("signals");
                client.close();
            }
            older.whileNobodyReads(() -> {
                kafka.restart();
                back[0] = true;
                // Heartbeats, and between any two of them whatever else there is to write.
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> behind.metrics().demandRecordsWritten() >= 5);
                try (KafkaConsumer<String, byte[]> standing = standing()) {
                    List<DemandRecords.Message> written = new ArrayList<>();
                    DemandRecords.Scan told = new DemandRecords.Scan("outage-newer", DAY, List.of(Ticker.of("005930")));
                    await().until(() -> read(standing, written).contains(told) && isReadToTheEnd(standing));
                    assertThat(written)
                            .doesNotContain(new DemandRecords.Scan(
                                    "outage-older", DAY.minusDays(1), List.of(Ticker.of("000660"))));
                }
            });
        } finally {
            if (!back[0]) {
                // For the tests that come after.
                kafka.restart();
            }
        }
    }

    private static void publish(String id, LocalDate asOf, String... signals) throws Exception {
        publish(tables, id, asOf, signals);
    }

    private static void publish(ScanTables there, String id, LocalDate asOf, String... signals) throws Exception {
        String[] statements = new String[signals.length];
        for (int i = 0; i < signals.length; i++) {
            statements[i] = ScanTables.signal(id, signals[i]);
        }
        there.publish(id, asOf, statements);
    }

    private static List<String> tickers(Answer board) {
        return texts(board.body().path("results"));
    }

    private static List<String> stocks(Answer page) {
        return texts(page.body().path("stocks"));
    }

    private static List<String> texts(JsonNode list) {
        List<String> tickers = new ArrayList<>();
        list.forEach(member -> tickers.add(member.path("ticker").asText()));
        return tickers;
    }

    private static KafkaConsumer<String, byte[]> standing() {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "enable.auto.commit", false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(Topics.STANDING.topic(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return consumer;
    }

    /** All records of the topic so far. */
    private static List<DemandRecords.Message> read(
            KafkaConsumer<String, byte[]> standing, List<DemandRecords.Message> soFar) {
        standing.poll(Duration.ofMillis(100)).forEach(row -> soFar.add(DemandRecords.decode(row.key(), row.value())));
        return soFar;
    }

    private static boolean isReadToTheEnd(KafkaConsumer<String, byte[]> standing) {
        return standing.endOffsets(standing.assignment()).entrySet().stream()
                .allMatch(end -> standing.position(end.getKey()) >= end.getValue());
    }

    private static Gateway start(String id, Optional<ScheduleSettings> database) {
        return Gateway.start(
                new GatewaySettings(
                        "127.0.0.1",
                        0,
                        RedisAddress.of(redis.uri()),
                        kafka.bootstrapServers(),
                        1,
                        Duration.ofSeconds(5),
                        Optional.of(id),
                        Duration.ofMillis(200),
                        Duration.ZERO,
                        KrxCalendar.load(),
                        database),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
