package dev.sise.benchmarks;

import dev.sise.broadcast.PriceBroadcastSettings;
import dev.sise.broadcast.PriceBroadcastTopology;
import dev.sise.broadcast.functions.JoinInput;
import dev.sise.broadcast.functions.MinuteClose;
import dev.sise.broadcast.functions.ParseTicks;
import dev.sise.broadcast.io.RedisIntraday;
import dev.sise.broadcast.io.RedisPrices;
import dev.sise.market.DemandRecords;
import dev.sise.market.KrxCalendar;
import dev.sise.market.PriceUpdate;
import dev.sise.market.Ticker;
import dev.sise.runtime.KafkaRow;
import dev.sise.runtime.StreamingEnvironment;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.FlinkCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How much of Kafka's own rate the whole path of price-broadcast keeps. In each round the same ticks are read by four jobs: raw (bytes to a
 * sink that drops them), parse, keyed join (with demand for every ticker), and the whole pipeline (the job's own topology with checkpoints
 * every 5 s and the Redis sink at 100 ms). Rounds alternate, medians are printed, and {@code ratio} is pipeline / raw of the same run.
 */
final class PipelineBenchmark implements Benchmarks.Benchmark {
    private static final int TICKS = Integer.getInteger("bench.ticks", 4_000_000);
    private static final int TICKERS = Integer.getInteger("bench.tickers", 2_700);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    /** A streaming job runs for weeks: what the compiler has not reached yet is no part of its rate. */
    private static final int WARM_UP_ROUNDS = 3;

    private static final int PARALLELISM = 2;

    @Override
    public void run() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedRedis redis = EmbeddedRedis.start();
                FlinkCluster flink = FlinkCluster.start(PARALLELISM)) {
            List<Ticker> tickers = TickLoad.tickers(TICKERS);
            long epoch;
            long mark;
            try (TopicAdmin admin =
                    new TopicAdmin(kafka.bootstrapServers(), 1, Duration.ofSeconds(30), Clock.systemUTC())) {
                admin.createMissing();
                epoch = admin.epoch();
                TickLoad.writeDemand(kafka.bootstrapServers(), tickers);
                mark = admin.append(Topics.SUBSCRIPTIONS, DemandRecords.CLOCK_KEY, DemandRecords.clock());
            }
            TickLoad.writeTicks(kafka.bootstrapServers(), tickers, TICKS);
            System.out.printf(
                    Locale.ROOT,
                    "load=%d ticks of %d tickers (Zipf), parallelism %d, %d rounds after %d to warm up%n",
                    TICKS,
                    TICKERS,
                    PARALLELISM,
                    ROUNDS,
                    WARM_UP_ROUNDS);

            Jobs jobs = new Jobs(kafka.bootstrapServers(), redis.uri(), flink, epoch, mark);
            Map<String, List<Double>> rates = new LinkedHashMap<>();
            for (int round = 1 - WARM_UP_ROUNDS; round <= ROUNDS; round++) {
                for (Stage stage : Stage.values()) {
                    double rate = jobs.measure(stage);
                    if (round > 0) {
                        rates.computeIfAbsent(stage.figure, figure -> new ArrayList<>())
                                .add(rate);
                        System.out.printf(Locale.ROOT, "round %d: %s=%.0f%n", round, stage.figure, rate);
                    }
                }
            }
            rates.forEach((figure, all) -> System.out.printf(Locale.ROOT, "%s=%.0f%n", figure, median(all)));
            System.out.printf(
                    Locale.ROOT,
                    "ratio=%.2f%n",
                    median(rates.get(Stage.PIPELINE.figure)) / median(rates.get(Stage.RAW.figure)));
        }
    }

    private enum Stage {
        RAW("raw_per_s"),
        PARSE("parse_per_s"),
        JOIN("join_per_s"),
        PIPELINE("pipeline_per_s");

        private final String figure;

        Stage(String figure) {
            this.figure = figure;
        }
    }

    private record Jobs(String bootstrapServers, String redisUrl, FlinkCluster flink, long epoch, long mark) {

        double measure(Stage stage) throws Exception {
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                    flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
            PriceBroadcastSettings settings = new PriceBroadcastSettings(
                    bootstrapServers,
                    1,
                    Duration.ofSeconds(30),
                    redisUrl,
                    Duration.ofMillis(100),
                    Duration.ofSeconds(5),
                    PARALLELISM,
                    Duration.ZERO,
                    KrxCalendar.load());
            StreamingEnvironment.configure(environment, settings.checkpointInterval(), PARALLELISM);
            switch (stage) {
                case RAW ->
                    environment
                            .fromSource(
                                    bounded(
                                            Stopwatch.starting(KafkaRecordDeserializationSchema.valueOnly(
                                                    ByteArrayDeserializer.class)),
                                            Topics.TICKS),
                                    WatermarkStrategy.noWatermarks(),
                                    "raw")
                            .sinkTo(Stopwatch.discard());
                case PARSE ->
                    environment
                            .fromSource(ticks(), WatermarkStrategy.noWatermarks(), "ticks")
                            .process(new ParseTicks())
                            .sinkTo(Stopwatch.<JoinInput>discard());
                case JOIN -> define(environment, settings, Stopwatch.discard(), new DiscardingSink<>());
                case PIPELINE ->
                    define(
                            environment,
                            settings,
                            Stopwatch.stopping(RedisPrices.sink(settings)),
                            RedisIntraday.sink(settings));
            }
            Stopwatch.reset();
            environment.execute(stage.name());
            if (Stopwatch.written() < TICKS) {
                throw new IllegalStateException(stage + " handed on " + Stopwatch.written() + " records of " + TICKS
                        + ": the figure would be worth nothing");
            }
            return TICKS / Stopwatch.seconds();
        }

        private void define(
                StreamExecutionEnvironment environment,
                PriceBroadcastSettings settings,
                Sink<PriceUpdate> prices,
                Sink<MinuteClose> minutes) {
            PriceBroadcastTopology.define(
                    environment,
                    settings,
                    new PriceBroadcastTopology.Sources(
                            ticks(),
                            bounded(KafkaRow.schema(), Topics.SUBSCRIPTIONS),
                            bounded(KafkaRow.schema(), Topics.INSTRUMENTS),
                            epoch,
                            mark,
                            Clock.systemUTC()),
                    new PriceBroadcastTopology.Sinks(prices, minutes, new DiscardingSink<>()));
        }

        private KafkaSource<KafkaRow> ticks() {
            return bounded(Stopwatch.starting(KafkaRow.schema()), Topics.TICKS);
        }

        private <T> KafkaSource<T> bounded(KafkaRecordDeserializationSchema<T> schema, Topics topic) {
            return KafkaSource.<T>builder()
                    .setBootstrapServers(bootstrapServers)
                    .setTopics(topic.topic())
                    .setStartingOffsets(OffsetsInitializer.earliest())
                    .setBounded(OffsetsInitializer.latest())
                    .setProperty("commit.offsets.on.checkpoint", "false")
                    .setDeserializer(schema)
                    .build();
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
