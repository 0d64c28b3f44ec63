package dev.sise.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sise.connector.redis.LockedValue;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.DemandRecords;
import dev.sise.market.Feed;
import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentJson;
import dev.sise.market.ListedInstrument;
import dev.sise.market.MalformedRecordException;
import dev.sise.market.SourceHealth;
import dev.sise.market.SourceHealthJson;
import dev.sise.market.Tick;
import dev.sise.market.TickJson;
import dev.sise.market.TickKind;
import dev.sise.market.Ticker;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import dev.sise.simulator.KiwoomSimulator;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job against a simulated Kiwoom with real Kafka and Redis, on a market clock that stands on a Wednesday at ten. */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TickIngestJobITCase {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String APP_KEY = "simulated-app-key";
    private static final String GATEWAY = "gate";
    private static final LocalDateTime MARKET_TIME = LocalDateTime.parse("2026-11-18T10:00:00");
    private static final int DAY = Math.toIntExact(MARKET_TIME.toLocalDate().toEpochDay());
    private static final String DEFAULT = "005930";

    private static Leaks leaks;
    private static EmbeddedKafka kafka;
    private static EmbeddedRedis redis;
    private static KiwoomSimulator kiwoom;
    private static FlinkCluster flink;
    private static TopicAdmin topics;
    private static LockedValue health;
    private static KafkaConsumer<byte[], byte[]> consumer;
    private static JobClient job;
    /** The gateway's sign of life; without it what it asks for is withdrawn after 15 s. */
    private static ScheduledExecutorService heartbeats;

    private static final List<Tick> TICKS = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path secrets) throws Exception {
        leaks = Leaks.watch();
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        Duration offset =
                Duration.between(ZonedDateTime.now(Clock.systemUTC()), MARKET_TIME.atZone(KiwoomSimulator.ZONE));
        kiwoom = KiwoomSimulator.builder()
                .appKey(APP_KEY, "simulated-secret-key")
                .marketClock(Clock.offset(Clock.systemUTC(), offset))
                .messagesPerSecond(200)
                .callsPerSecond(200)
                .start();
        Files.writeString(secrets.resolve("main.appkey"), APP_KEY);
        Files.writeString(secrets.resolve("main.secretkey"), "simulated-secret-key");
        topics = new TopicAdmin(kafka.bootstrapServers(), 1, LONG, Clock.systemUTC());
        topics.createMissing();
        health = LockedValue.open(RedisAddress.of(redis.uri()), SourceHealth.REDIS_KEY);
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.TICKS.topic()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);

        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        configuration.set(CommonOptions.REDIS_URL, redis.uri());
        configuration.set(CommonOptions.KIWOOM_REST_URL, kiwoom.restUri().toString());
        configuration.set(
                TickIngestSettings.WEB_SOCKET_URL, kiwoom.webSocketUri().toString());
        configuration.set(CommonOptions.KIWOOM_SECRETS_DIRECTORY, secrets.toString());
        configuration.set(TickIngestSettings.POLL_INTERVAL, Duration.ofSeconds(1));
        configuration.set(CommonOptions.KIWOOM_CALLS_PER_SECOND, 200.0);
        configuration.set(CommonOptions.CLOCK_OFFSET, offset);
        heartbeats = Executors.newSingleThreadScheduledExecutor();
        heartbeats.scheduleWithFixedDelay(TickIngestJobITCase::beat, 0, 3, TimeUnit.SECONDS);
        flink = FlinkCluster.start(2);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
        TickIngestJob.define(environment, TickIngestSettings.of(configuration), Clock.systemUTC());
        job = environment.executeAsync(TickIngestTopology.NAME);
    }

    @AfterAll
    static void stop() throws Exception {
        heartbeats.shutdown();
        assertThat(heartbeats.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        if (job != null) {
            job.cancel().get(30, TimeUnit.SECONDS);
            within().until(() -> job.getJobStatus().get() == JobStatus.CANCELED);
        }
        flink.close();
        consumer.close();
        health.close();
        topics.close();
        within().until(() -> kiwoom.sessions() == 0);
        kiwoom.close();
        redis.close();
        kafka.close();
        for (String owner : List.of("kiwoom-", "redis-", "subscription-demand", "kafka-")) {
            leaks.assertNoneNamed(owner);
        }
    }

    @Test
    @Order(1)
    void pollsADefaultTickerAtOnceAndThenServesItByItsSession() {
        awaitTick(tick -> isOf(tick, DEFAULT) && tick.kind() == TickKind.POLL);
        assertThat(ticksOf(DEFAULT).get(0))
                .as("before it has a slot")
                .satisfies(tick -> assertThat(tick.feed()).isEqualTo(Feed.POLL))
                .satisfies(tick -> assertThat(tick.day()).isLessThanOrEqualTo(DAY));

        awaitTick(tick -> isOf(tick, DEFAULT) && tick.kind() == TickKind.TRADE);
        assertThat(ticksOf(DEFAULT))
                .filteredOn(tick -> tick.kind() == TickKind.TRADE)
                .extracting(Tick::feed, Tick::day)
                .containsOnly(tuple(Feed.SESSION, DAY));
    }

    @Test
    @Order(2)
    void pollsAWarrantThatTheFeedDoesNotCarryAgainAndAgainWithItsTerms() {
        String warrant = kiwoom.tickers().stream()
                .filter(code -> InstrumentClass.ofShape(Ticker.of(code)).isElw())
                .findFirst()
                .orElseThrow();
        kiwoom.carryOnFeed(warrant, false);

        subscribe(warrant);

        within().pollInSameThread()
                .until(() -> readTicks().stream()
                                .filter(tick -> isOf(tick, warrant) && tick.kind() == TickKind.POLL)
                                .count()
                        >= 5);
        within().until(() -> kiwoom.registered(APP_KEY).contains(warrant));
        int before = TICKS.size();
        awaitTick(tick -> TICKS.indexOf(tick) >= before && isOf(tick, warrant));
        assertThat(ticksOf(warrant)).allSatisfy(tick -> {
            assertThat(tick.kind()).isEqualTo(TickKind.POLL);
            assertThat(tick.feed()).isEqualTo(Feed.POLL);
            assertThat(tick.elw().strike()).isPositive();
            assertThat(tick.elw().expiry()).isAfter(LocalDate.of(2026, 11, 17));
        });
    }

    @Test
    @Order(3)
    void pollsWhatTheListNamesOtcAndNeverRegistersIt() {
        String otc = stockThatIsNoDefault();
        list(otc, InstrumentClass.OTC);

        subscribe(otc);

        within().until(() -> onlyKey().polled().contains(otc));
        assertThat(onlyKey().registered()).contains(DEFAULT).doesNotContain(otc);
        awaitTick(tick -> isOf(tick, otc) && tick.kind() == TickKind.POLL);
        assertThat(ticksOf(otc)).extracting(Tick::feed).containsOnly(Feed.POLL);
        assertThat(kiwoom.registered(APP_KEY)).doesNotContain(otc);
    }

    @Test
    @Order(4)
    void answersAFetchOfAnUnknownCodeWithNone() {
        Ticker unknown = Ticker.of("999990");

        topics.append(Topics.SUBSCRIPTIONS, DemandRecords.fetchKey(GATEWAY, unknown), null);

        awaitTick(tick -> isOf(tick, unknown.code()));
        assertThat(ticksOf(unknown.code()))
                .extracting(Tick::kind, Tick::feed, Tick::reason)
                .containsExactly(tuple(TickKind.NONE, Feed.POLL, "unknown_ticker"));
    }

    @Test
    @Order(5)
    void tellsInRedisHowItsAppKeyIs() throws Exception {
        within().untilAsserted(() -> assertThat(onlyKey())
                .satisfies(key -> assertThat(key.id()).isEqualTo("main"))
                .satisfies(key -> assertThat(key.session()).isEqualTo(SourceHealth.Session.LIVE))
                .satisfies(key -> assertThat(key.registered()).contains(DEFAULT))
                .satisfies(key -> assertThat(key.lastFrame()).isPositive())
                .satisfies(key -> assertThat(key.lastRest()).isPositive())
                .satisfies(key -> assertThat(key.quota()).isPositive())
                .satisfies(key -> assertThat(key.intervalMs()).isEqualTo(1_000)));
        long at = health().at();
        within().until(() -> health().at() > at);
    }

    /** The last one: for five minutes after it nothing is pushed any more. */
    @Test
    @Order(6)
    void pollsEverythingWhenAnotherLoginKicksTheSession() {
        assertThat(kiwoom.kick(APP_KEY)).isTrue();

        within().until(() -> onlyKey().session() == SourceHealth.Session.KICKED);
        // A poll a second: with a session that still pushed there would be trades between them.
        within().pollInSameThread().until(() -> {
            readTicks();
            List<Tick> ticks = ticksOf(DEFAULT);
            return ticks.subList(ticks.size() - 3, ticks.size()).stream()
                    .allMatch(tick -> tick.kind() == TickKind.POLL && tick.feed() == Feed.POLL);
        });
        assertThat(kiwoom.sessions()).isZero();
    }

    private static String stockThatIsNoDefault() {
        return kiwoom.tickers().stream()
                .filter(code -> code.endsWith("0"))
                .filter(code -> !onlyKey().registered().contains(code))
                .filter(code -> InstrumentClass.ofShape(Ticker.of(code)) == InstrumentClass.UNKNOWN)
                .findFirst()
                .orElseThrow();
    }

    private static void list(String code, InstrumentClass instrumentClass) {
        ListedInstrument instrument = new ListedInstrument(
                Ticker.of(code), instrumentClass, "K-OTC", "장외", 0, null, 0, false, ListedInstrument.Status.LISTED);
        topics.append(Topics.INSTRUMENTS, code, InstrumentJson.write(instrument));
    }

    private static void beat() {
        topics.append(Topics.SUBSCRIPTIONS, DemandRecords.heartbeatKey(GATEWAY), DemandRecords.heartbeat(1));
    }

    private static void subscribe(String code) {
        topics.append(
                Topics.SUBSCRIPTIONS,
                DemandRecords.subscriptionKey(GATEWAY, Ticker.of(code)),
                DemandRecords.subscription(1, 1));
    }

    private static ConditionFactory within() {
        return await().atMost(LONG).pollInterval(Duration.ofMillis(100));
    }

    private static void awaitTick(Predicate<Tick> wanted) {
        within().pollInSameThread().until(() -> readTicks().stream().anyMatch(wanted));
    }

    /** All ticks so far, in the order they were read. */
    private static List<Tick> readTicks() {
        TickJson json = new TickJson();
        for (ConsumerRecord<byte[], byte[]> row : consumer.poll(Duration.ofMillis(50))) {
            try {
                TICKS.add(json.read(row.value()));
            } catch (MalformedRecordException e) {
                throw new AssertionError(
                        "a tick could not be read: " + new String(row.value(), StandardCharsets.UTF_8), e);
            }
        }
        return TICKS;
    }

    private static List<Tick> ticksOf(String code) {
        return TICKS.stream().filter(tick -> isOf(tick, code)).toList();
    }

    private static boolean isOf(Tick tick, String code) {
        return tick.ticker().equals(code);
    }

    private static SourceHealth.Key onlyKey() {
        List<SourceHealth.Key> keys = health().keys();
        assertThat(keys).hasSize(1);
        return keys.get(0);
    }

    private static SourceHealth health() {
        String json = within().until(() -> health.read().toCompletableFuture().get(), value -> value.isPresent())
                .orElseThrow();
        try {
            return SourceHealthJson.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedRecordException e) {
            throw new AssertionError("source_health could not be read: " + json, e);
        }
    }
}
