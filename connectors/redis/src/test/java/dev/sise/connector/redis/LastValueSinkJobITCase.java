package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A keyed job at parallelism 2 on a MiniCluster. */
class LastValueSinkJobITCase {
    private static final int KEYS = 50;

    @Test
    void aJobOutlivesARestartOfRedisAndEndsWithTheLastValueOfEachKey() throws Exception {
        Leaks leaks = Leaks.watch();
        long records = 20_000;
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                FlinkCluster cluster = FlinkCluster.start(2)) {
            JobClient job = submit(cluster, redis, records);
            RedisClient client = RedisClient.create(redis.uri());
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                RedisCommands<String, String> commands = connection.sync();
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> commands.get("price:key0") != null);
                redis.stop();
                redis.restart();
                assertThat(job.getJobExecutionResult().get(120, TimeUnit.SECONDS))
                        .isNotNull();
                assertThat(job.getJobStatus().get(10, TimeUnit.SECONDS)).isEqualTo(JobStatus.FINISHED);
                for (int key = 0; key < KEYS; key++) {
                    long last = records - KEYS + key;
                    assertThat(commands.get("price:key" + key)).isEqualTo("price " + last);
                    assertThat(commands.get("seq:{price:key" + key + "}")).isEqualTo("1 " + last);
                }
            } finally {
                client.shutdown();
            }
        }
        leaks.assertNoneNamed("redis-sink");
    }

    private static JobClient submit(FlinkCluster cluster, EmbeddedRedis redis, long records) throws Exception {
        Configuration configuration = cluster.clientConfiguration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
        // An outage must not cost a restart: there is none to be had.
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                cluster.restAddress().getHost(), cluster.restAddress().getPort(), configuration);
        environment.setParallelism(2);
        DataGeneratorSource<Quote> quotes = new DataGeneratorSource<>(
                index -> new Quote("key" + index % KEYS, 1, index, "price " + index, index % 2 == 0),
                records,
                RateLimiterStrategy.perSecond(5_000),
                TypeInformation.of(Quote.class));
        environment
                .fromSource(quotes, WatermarkStrategy.noWatermarks(), "quotes")
                .uid("quotes")
                .keyBy(Quote::name)
                .sinkTo(LastValueSink.<Quote>builder()
                        .address(RedisAddress.of(redis.uri()))
                        .serializer(new QuoteSerializer())
                        .keyPrefix("price:")
                        .flushInterval(Duration.ofMillis(50))
                        .build())
                .uid("redis");
        return environment.executeAsync("last values");
    }
}
