package dev.sise.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.connector.redis.ConnectionListener;
import dev.sise.connector.redis.LastValueReader;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.ElwFigures;
import dev.sise.market.Feed;
import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentJson;
import dev.sise.market.ListedInstrument;
import dev.sise.market.Tick;
import dev.sise.market.TickJson;
import dev.sise.market.Ticker;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The job as it is submitted, between a real Kafka and a real Redis. */
class PriceBroadcastITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Always demanded, so it is kept in Redis by its heartbeat; a warrant's shape it has not. */
    private static final String LISTED_LATE = "005930";

    private static final String UNKNOWN = "57JBHH";
    private static final String FIRST_TRADED_AFTERWARDS = "500019";
    private static final int DAY = Math.toIntExact(LocalDate.of(2026, 7, 1).toEpochDay());

    private final ObjectMapper json = new ObjectMapper();
    private final TickJson ticks = new TickJson();
    private Leaks leaks;
    private EmbeddedKafka kafka;
    private EmbeddedRedis redis;
    private FlinkCluster flink;
    private TopicAdmin topics;
    private LastValueReader cache;

    @BeforeEach
    void start() {
        leaks = Leaks.watch();
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        flink = FlinkCluster.start(4);
        topics = new TopicAdmin(kafka.bootstrapServers(), 1, Duration.ofSeconds(30), Clock.systemUTC());
        cache = LastValueReader.open(RedisAddress.of(redis.uri()), new ConnectionListener() {
            @Override
            public void connected() {}

            @Override
            public void disconnected() {}
        });
        await().atMost(PATIENCE).until(cache::isConnected);
    }

    @AfterEach
    void stop() {
        cache.close();
        topics.close();
        flink.close();
        redis.close();
        kafka.close();
        leaks.assertNone();
    }

    @Test
    void showsWhatInstrumentsWarrantsAndEmptyRowsTellAlsoAfterATaskManagerDied() throws Exception {
        JobID job = submit();
        take(Tick.poll(
                LISTED_LATE,
                Feed.POLL,
                DAY,
                100,
                20,
                0,
                0,
                1,
                1,
                new ElwFigures(
                        new BigDecimal("214462"), LocalDate.of(2026, 9, 14), new BigDecimal("0.0021"), null, null)));
        take(Tick.expected(LISTED_LATE, DAY, 110, 25, 5, 2_500, 10, 1));
        JsonNode early = awaitPrice(LISTED_LATE, price -> price.has("expected"));
        assertThat(early.path("is_elw").asBoolean()).isFalse();
        assertThat(early.path("is_polling").asBoolean()).isTrue();
        assertThat(early.path("elw").toString())
                .isEqualTo("{\"strike\":214462,\"expiry\":\"2026-09-14\",\"ratio\":0.0021}");
        assertThat(early.path("expected").path("price").asLong()).isEqualTo(25);

        list(LISTED_LATE, ListedInstrument.Status.HALTED);
        JsonNode corrected =
                awaitPrice(LISTED_LATE, price -> price.path("status").asText().equals("halted"));
        assertThat(corrected.path("is_elw").asBoolean()).isTrue();
        assertThat(corrected.path("price").asLong()).isEqualTo(20);

        take(Tick.none(UNKNOWN, Feed.POLL, DAY, 100, 1, "empty row"));
        awaitPrice(UNKNOWN, price -> price.path("no_price").asText().equals("unknown_ticker"));
        list(UNKNOWN, ListedInstrument.Status.LISTED);
        awaitPrice(UNKNOWN, price -> price.path("no_price").asText().equals("not_traded"));

        list(FIRST_TRADED_AFTERWARDS, ListedInstrument.Status.LISTED);
        // In the order of the topic: when this is there, so is that.
        list(UNKNOWN, ListedInstrument.Status.DELISTED);
        take(Tick.trade(UNKNOWN, DAY, 102, 29, 0, 0, 1, 2));
        awaitPrice(UNKNOWN, price -> price.path("status").asText().equals("delisted"));
        flink.miniCluster().triggerCheckpoint(job, CheckpointType.FULL).get(60, TimeUnit.SECONDS);
        flink.miniCluster().terminateTaskManager(0).get(60, TimeUnit.SECONDS);
        flink.miniCluster().startTaskManager();
        // Of this one the restored job has the instrument alone, which it does not read again.
        take(Tick.trade(FIRST_TRADED_AFTERWARDS, DAY, 200, 30, 0, 0, 2, 2));
        JsonNode traded =
                awaitPrice(FIRST_TRADED_AFTERWARDS, price -> price.path("price").asLong() == 30);
        assertThat(traded.path("is_elw").asBoolean()).isTrue();
        take(Tick.trade(LISTED_LATE, DAY, 200, 21, 0, 0, 2, 2));
        // A minute of before the failure, and the running one with a heartbeat.
        await().atMost(PATIENCE)
                .until(() -> intraday(LISTED_LATE), Map.of("day", "20260701", "0001", "20 1", "0003", "21 2")::equals);
        JsonNode restored = awaitPrice(LISTED_LATE, price -> price.path("price").asLong() == 21);
        assertThat(restored.path("status").asText()).isEqualTo("halted");
        assertThat(restored.has("expected")).isFalse();
        assertThat(restored.has("elw")).isTrue();
    }

    private JobID submit() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        configuration.set(CommonOptions.REDIS_URL, redis.uri());
        // An expected price is shown while the market is open.
        Instant noon = LocalDate.ofEpochDay(DAY).atTime(12, 0).toInstant(ZoneOffset.ofHours(9));
        configuration.set(
                CommonOptions.CLOCK_OFFSET, Duration.between(Clock.systemUTC().instant(), noon));
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
        PriceBroadcastJob.define(environment, PriceBroadcastSettings.of(configuration), Clock.systemUTC());
        return environment.executeAsync(PriceBroadcastTopology.NAME).getJobID();
    }

    private void take(Tick tick) {
        topics.append(Topics.TICKS, tick.ticker(), ticks.write(tick));
    }

    private void list(String ticker, ListedInstrument.Status status) {
        ListedInstrument instrument =
                new ListedInstrument(Ticker.of(ticker), InstrumentClass.ELW, "ELW", ticker, 1, null, 1, false, status);
        topics.append(Topics.INSTRUMENTS, ticker, InstrumentJson.write(instrument));
    }

    private JsonNode awaitPrice(String ticker, Predicate<JsonNode> condition) {
        return await().atMost(PATIENCE).until(() -> price(ticker), condition);
    }

    private Map<String, String> intraday(String ticker) throws Exception {
        String key = "intraday:" + ticker;
        Map<String, String> fields = new HashMap<>();
        cache.getHashes(List.of(key))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .getOrDefault(key, Map.of())
                .forEach((field, value) -> fields.put(field, new String(value, StandardCharsets.UTF_8)));
        return fields;
    }

    private JsonNode price(String ticker) throws Exception {
        Optional<byte[]> value =
                cache.get("price:" + ticker).toCompletableFuture().get(10, TimeUnit.SECONDS);
        return value.isPresent() ? json.readTree(value.get()) : json.createObjectNode();
    }
}
