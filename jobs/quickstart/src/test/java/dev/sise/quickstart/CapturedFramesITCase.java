package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.runtime.Topics;
import dev.sise.testkit.Leaks;
import dev.sise.testkit.SharedData;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Frames of the real broker, and some of our own, from the exchange's socket to a client's and into Redis. */
class CapturedFramesITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Leaks leaks;
    private static QuickStart system;
    private static HttpClient http;
    private static RedisClient redisClient;
    private static StatefulRedisConnection<String, String> redis;

    @BeforeAll
    static void startSystem() {
        leaks = Leaks.watch();
        system = new QuickStart(new QuickStartSettings(0, 0, 500), Clock.systemUTC(), System.out);
        system.start();
        // From here on the exchange says only what the tests hand it.
        system.exchange().messagesPerSecond(0);
        http = HttpClient.newHttpClient();
        redisClient = RedisClient.create(system.redis().uri());
        redis = redisClient.connect();
    }

    @AfterAll
    static void stopSystem() {
        redis.close();
        redisClient.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        system.close();
        http = null;
        leaks.assertNone();
    }

    /** Each file is replayed alone; every next trade is newer than the one before. */
    @Test
    void deliversTheTradesOfTheRealBrokerConverted() throws Exception {
        try (PriceClient client = new PriceClient(http, system.httpPort()).subscribe(List.of("005930"))) {
            await().atMost(PATIENCE).until(() -> registered().contains("005930"));
            replay(
                    client,
                    "kiwoom/captured/ws-0B.005930.json",
                    new Expected(316_500, -17_500, "-5.24", 20_631_648, "T14:54:28+09:00"));
            replay(
                    client,
                    "kiwoom/captured/ws-0B.005930.midprice.json",
                    new Expected(316_250, -17_750, "-5.31", 20_631_664, "T14:54:28+09:00"));
            replay(
                    client,
                    "kiwoom/official-doc/ws-0B.real.json",
                    new Expected(20_800, -50, "-0.24", 30_379_732, "T16:52:08+09:00"));
            assertThat(client.stepsBack()).isEmpty();
        }
    }

    @Test
    void deliversSeveralRowsOfOneFrameAndShowsAnElwAsSuch() throws Exception {
        try (PriceClient client = new PriceClient(http, system.httpPort()).subscribe(List.of("57JBHH", "0015N0"))) {
            await().atMost(PATIENCE).until(() -> registered().containsAll(List.of("57JBHH", "0015N0")));

            system.exchange()
                    .push("{\"trnm\":\"REAL\",\"data\":["
                            + row("57JBHH", "150000", " 20", "0", "0.00", "1000") + ","
                            + row("0015N0", "150001", "+12050", "+50", "+0.42", "7") + ","
                            + row("57JBHH", "150001", "+25", "+5", "+25.00", "1500") + "]}");

            await().atMost(PATIENCE).until(() -> client.price("57JBHH") == 25 && client.price("0015N0") == 12_050);
            assertThat(client.last("57JBHH").path("data").path("is_elw").booleanValue())
                    .isTrue();
            assertThat(client.last("0015N0").path("data").path("is_elw").booleanValue())
                    .isFalse();
            assertThat(client.last("0015N0")
                            .path("data")
                            .path("change_rate")
                            .decimalValue()
                            .toPlainString())
                    .isEqualTo("0.42");
            assertThat(client.stepsBack()).isEmpty();
        }
    }

    @Test
    void writesWhatItCannotReadToTheTopicRejectedAndGoesOn() throws Exception {
        try (PriceClient client = new PriceClient(http, system.httpPort()).subscribe(List.of("000660"))) {
            await().atMost(PATIENCE).until(() -> registered().contains("000660"));

            // One frame with a good row behind a bad one, and one that is no JSON.
            system.exchange()
                    .push("{\"trnm\":\"REAL\",\"data\":["
                            + row("000660", "151000", "+abc", "0", "0.00", "999999990") + ","
                            + row("000660", "151001", "-2578000", "-72000", "-2.72", "999999991") + "]}");
            system.exchange().sendRaw(QuickStart.APP_KEY, "{\"trnm\":\"REAL\",");

            await().atMost(PATIENCE).until(() -> client.price("000660") == 2_578_000);
            await().atMost(PATIENCE).untilAsserted(() -> {
                List<JsonNode> rejected = rejected();
                assertThat(rejected).anySatisfy(record -> {
                    assertThat(record.path("source").asText()).isEqualTo("tick-ingest");
                    assertThat(record.path("reason").asText()).startsWith("not_a_number");
                    assertThat(record.path("position").asText()).startsWith("kiwoom/simulator/");
                    assertThat(bytes(record)).contains("+abc");
                });
                assertThat(rejected).anySatisfy(record -> {
                    assertThat(record.path("reason").asText()).startsWith("not_json");
                    assertThat(bytes(record)).isEqualTo("{\"trnm\":\"REAL\",");
                });
            });
        }
    }

    private record Expected(long price, long change, String rate, long volume, String time) {}

    private static void replay(PriceClient client, String file, Expected expected) throws Exception {
        system.exchange().replay(SharedData.require(file));

        await().atMost(PATIENCE).until(() -> client.price("005930") == expected.price());
        JsonNode update = client.last("005930");
        assertData(update.path("data"), expected);
        assertThat(update.has("is_polling")).isFalse();
        assertThat(update.path("timestamp").asText()).endsWith("+00:00");
        assertData(JSON.readTree(redis.sync().get("price:005930")), expected);
        assertThat(redis.sync().ttl("price:005930")).isBetween(20L, 30L);
        assertThat(redis.sync().get("seq:{price:005930}"))
                .isEqualTo(update.path("data").path("epoch").asText() + " "
                        + update.path("data").path("seq").asText());
    }

    private static void assertData(JsonNode data, Expected expected) {
        assertThat(data.path("v").intValue()).isEqualTo(1);
        assertThat(data.path("ticker").asText()).isEqualTo("005930");
        assertThat(data.path("price").longValue()).isEqualTo(expected.price());
        assertThat(data.path("change").longValue()).isEqualTo(expected.change());
        assertThat(data.path("change_rate").asText()).isEqualTo(expected.rate());
        assertThat(data.path("volume").longValue()).isEqualTo(expected.volume());
        assertThat(data.path("timestamp").asText())
                .isEqualTo(system.marketClock().today() + expected.time());
        assertThat(data.path("is_realtime").booleanValue()).isTrue();
        assertThat(data.path("hops").fieldNames()).toIterable().containsExactly("exchange", "ingest", "join", "redis");
    }

    private static String row(String item, String time, String price, String change, String rate, String volume) {
        return "{\"type\":\"0B\",\"name\":\"주식체결\",\"item\":\"" + item + "\",\"values\":{\"20\":\"" + time
                + "\",\"10\":\"" + price + "\",\"11\":\"" + change + "\",\"12\":\"" + rate
                + "\",\"15\":\"+1\",\"13\":\""
                + volume + "\"}}";
    }

    private static Set<String> registered() {
        return system.exchange().registered(QuickStart.APP_KEY);
    }

    private static String bytes(JsonNode record) {
        return new String(Base64.getDecoder().decode(record.path("bytes").asText()), StandardCharsets.UTF_8);
    }

    private static List<JsonNode> rejected() throws Exception {
        List<JsonNode> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", system.kafka().bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(Topics.REJECTED.topic(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (var row : consumer.poll(Duration.ofMillis(200))) {
                    records.add(JSON.readTree(row.value()));
                }
            }
        }
        return records;
    }
}
