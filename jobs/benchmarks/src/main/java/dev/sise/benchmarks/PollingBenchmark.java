package dev.sise.benchmarks;

import dev.sise.ingest.TickIngestJob;
import dev.sise.ingest.TickIngestSettings;
import dev.sise.market.DemandRecords;
import dev.sise.market.Feed;
import dev.sise.market.MalformedRecordException;
import dev.sise.market.Tick;
import dev.sise.market.TickJson;
import dev.sise.market.TickKind;
import dev.sise.market.Ticker;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import dev.sise.simulator.KiwoomSimulator;
import dev.sise.simulator.SyntheticMarket;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.TemporaryFolder;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How old polled prices are when every code of the market is demanded. The job tick-ingest serves the whole synthetic market with two app
 * keys, an interval of 1 s and Kiwoom's measured four calls a second; what fits into the sessions is pushed, the rest polled. Once every
 * ticker has a price, the age of each polled one, now less its last successful poll, is looked at every 100 ms.
 */
final class PollingBenchmark implements Benchmarks.Benchmark {
    private static final int SECONDS = Integer.getInteger("bench.seconds", 60);
    private static final double CALLS_PER_SECOND = Integer.getInteger("bench.calls", 4);
    private static final List<String> APP_KEY_IDS = List.of("first", "second");
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration SAMPLE = Duration.ofMillis(100);
    private static final Duration FIRST_PRICES = Duration.ofMinutes(3);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    /** A Friday in the middle of trading. */
    private static final LocalDateTime MARKET_TIME = LocalDateTime.of(2026, 11, 20, 10, 0);

    private static final int MESSAGES_PER_SECOND = 1_000;
    private static final int CODES_A_CALL = 100;

    /** Age in milliseconds, one of {@link #SECONDS} times a few thousand. */
    private long[] ages = new long[1 << 16];

    private int samples;
    private final Map<String, Long> polledAt = new HashMap<>();
    private final Map<String, Feed> feeds = new HashMap<>();

    @Override
    public void run() throws Exception {
        Clock clock = Clock.systemUTC();
        Duration offset = Duration.between(clock.instant(), MARKET_TIME.toInstant(ZoneOffset.ofHours(9)));
        KiwoomSimulator.Builder builder = KiwoomSimulator.builder()
                .market(SyntheticMarket.WHOLE)
                .marketClock(Clock.offset(clock, offset))
                .messagesPerSecond(MESSAGES_PER_SECOND);
        APP_KEY_IDS.forEach(id -> builder.appKey(id + "-app-key", id + "-secret-key"));
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedRedis redis = EmbeddedRedis.start();
                KiwoomSimulator exchange = builder.start();
                TemporaryFolder secrets = TemporaryFolder.create("secrets");
                FlinkCluster flink = FlinkCluster.start(APP_KEY_IDS.size())) {
            for (String id : APP_KEY_IDS) {
                Files.writeString(secrets.path().resolve(id + ".appkey"), id + "-app-key");
                Files.writeString(secrets.path().resolve(id + ".secretkey"), id + "-secret-key");
            }
            Configuration configuration = new Configuration();
            configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrapServers());
            configuration.set(CommonOptions.REDIS_URL, redis.uri());
            configuration.set(CommonOptions.CLOCK_OFFSET, offset);
            configuration.set(CommonOptions.KIWOOM_REST_URL, exchange.restUri().toString());
            configuration.set(
                    TickIngestSettings.WEB_SOCKET_URL, exchange.webSocketUri().toString());
            configuration.set(CommonOptions.KIWOOM_APP_KEY_IDS, APP_KEY_IDS);
            configuration.set(
                    CommonOptions.KIWOOM_SECRETS_DIRECTORY, secrets.path().toString());
            configuration.set(TickIngestSettings.POLL_INTERVAL, INTERVAL);
            configuration.set(CommonOptions.KIWOOM_CALLS_PER_SECOND, CALLS_PER_SECOND);

            List<Ticker> tickers = exchange.tickers().stream().map(Ticker::of).toList();
            try (TopicAdmin admin = new TopicAdmin(kafka.bootstrapServers(), 1, Duration.ofSeconds(30), clock)) {
                admin.createMissing();
                TickLoad.writeDemand(kafka.bootstrapServers(), tickers);
                StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                        flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
                TickIngestJob.define(environment, TickIngestSettings.of(configuration), clock);
                environment.executeAsync("tick-ingest");
                try (KafkaConsumer<byte[], byte[]> ticks = consumer(kafka.bootstrapServers())) {
                    measure(ticks, admin, tickers.size(), clock);
                }
            }
        }
    }

    private void measure(KafkaConsumer<byte[], byte[]> ticks, TopicAdmin admin, int codes, Clock clock)
            throws Exception {
        TickJson json = new TickJson();
        long start = System.nanoTime();
        long nextHeartbeat = start;
        long nextSample = 0;
        long end = Long.MAX_VALUE;
        boolean sampling = false;
        while (System.nanoTime() - start < end) {
            long now = System.nanoTime();
            if (now - nextHeartbeat >= 0) {
                admin.append(Topics.SUBSCRIPTIONS, DemandRecords.heartbeatKey("bench"), DemandRecords.heartbeat(1));
                nextHeartbeat = now + HEARTBEAT.toNanos();
            }
            for (ConsumerRecord<byte[], byte[]> row : ticks.poll(Duration.ofMillis(20))) {
                take(json, row.value());
            }
            if (!sampling && feeds.size() == codes) {
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(Locale.ROOT, "codes=%d%nfirst_prices_s=%.1f%n", codes, seconds);
                // What was a first poll is polled once more before it counts.
                nextSample = System.nanoTime() + 2 * floor(codes).toNanos();
                end = nextSample - start + Duration.ofSeconds(SECONDS).toNanos();
                sampling = true;
            } else if (!sampling && System.nanoTime() - start > FIRST_PRICES.toNanos()) {
                throw new IllegalStateException("Only " + feeds.size() + " of " + codes + " tickers had a price within "
                        + FIRST_PRICES + ": the figure would be worth nothing");
            }
            if (sampling && System.nanoTime() - nextSample >= 0) {
                nextSample += SAMPLE.toNanos();
                sample(clock.millis());
            }
        }
        print();
    }

    private void take(TickJson json, byte[] value) throws MalformedRecordException {
        Tick tick = json.read(value);
        if (tick.kind() == TickKind.TRADE || tick.kind() == TickKind.POLL) {
            feeds.put(tick.ticker(), tick.feed());
            if (tick.kind() == TickKind.POLL) {
                polledAt.put(tick.ticker(), tick.ingest());
            }
        }
    }

    private void sample(long now) {
        for (Map.Entry<String, Feed> entry : feeds.entrySet()) {
            if (entry.getValue() == Feed.POLL) {
                if (samples == ages.length) {
                    ages = Arrays.copyOf(ages, 2 * ages.length);
                }
                ages[samples++] = now - polledAt.get(entry.getKey());
            }
        }
    }

    private void print() {
        long polled = feeds.values().stream().filter(feed -> feed == Feed.POLL).count();
        Arrays.sort(ages, 0, samples);
        double p99 = ages[(int) (samples * 0.99)] / 1e3;
        double floor = floor(polled).toMillis() / 1e3;
        System.out.printf(Locale.ROOT, "polled=%d%n", polled);
        System.out.printf(Locale.ROOT, "calls_per_s=%.0f (%s)%n", CALLS_PER_SECOND, keys());
        System.out.printf(Locale.ROOT, "floor_s=%.2f%n", floor);
        System.out.printf(Locale.ROOT, "age_p50_s=%.2f%n", ages[samples / 2] / 1e3);
        System.out.printf(Locale.ROOT, "age_p99_s=%.2f%n", p99);
        System.out.printf(Locale.ROOT, "age_ratio=%.2f%n", p99 / floor);
    }

    /** The interval, or what the calls allow when that is longer. */
    private static Duration floor(long codes) {
        double calls = codes / (double) CODES_A_CALL;
        Duration least = Duration.ofMillis(Math.round(1_000 * calls / (CALLS_PER_SECOND * APP_KEY_IDS.size())));
        return least.compareTo(INTERVAL) > 0 ? least : INTERVAL;
    }

    private static String keys() {
        return APP_KEY_IDS.size() + " app keys, each so many";
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<PartitionInfo> partitions = consumer.partitionsFor(Topics.TICKS.topic());
        consumer.assign(partitions.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toList()));
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }
}
