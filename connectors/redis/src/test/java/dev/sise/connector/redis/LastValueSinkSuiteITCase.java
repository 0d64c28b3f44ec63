package dev.sise.connector.redis;

import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.Leaks;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.external.ExternalSystemDataReader;
import org.apache.flink.connector.testframe.external.sink.DataStreamSinkV2ExternalContext;
import org.apache.flink.connector.testframe.external.sink.TestingSinkSettings;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SinkTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Flink's own suite: basic job, restart from a savepoint, scaling, standard metrics. Every record has a key of its own, for the suite wants each back. */
class LastValueSinkSuiteITCase extends SinkTestSuiteBase<String> {
    private static EmbeddedRedis redis;
    private static Leaks leaks;
    private static RedisClient client;

    @TestEnv
    final MiniClusterTestEnvironment environment = new MiniClusterTestEnvironment();

    @TestSemantics
    final CheckpointingMode[] semantics = {CheckpointingMode.AT_LEAST_ONCE};

    @TestContext
    final ExternalContextFactory<Context> context = name -> new Context();

    @BeforeAll
    static void startRedis() {
        leaks = Leaks.watch();
        redis = EmbeddedRedis.start();
        client = RedisClient.create(redis.uri());
    }

    @AfterAll
    static void stopRedis() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        redis.close();
        // The suite ends its cluster after this.
        leaks.assertNoneNamed("redis-sink");
    }

    private static final class Context implements DataStreamSinkV2ExternalContext<String> {
        private Context() {
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                connection.sync().flushall();
            }
        }

        @Override
        public Sink<String> createSink(TestingSinkSettings settings) {
            return LastValueSink.<String>builder()
                    .address(RedisAddress.of(redis.uri()))
                    .serializer(new TextSerializer())
                    .keyPrefix("text:")
                    .build();
        }

        @Override
        public ExternalSystemDataReader<String> createSinkDataReader(TestingSinkSettings settings) {
            return new Reader();
        }

        @Override
        public List<String> generateTestData(TestingSinkSettings settings, long seed) {
            Random random = new Random(seed);
            return IntStream.range(0, 500)
                    .mapToObj(index -> index + "-" + random.nextInt(1_000_000))
                    .toList();
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }

        @Override
        public List<URL> getConnectorJarPaths() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    /** Finds what is in Redis and was not found before. */
    private static final class Reader implements ExternalSystemDataReader<String> {
        private final StatefulRedisConnection<String, String> connection = client.connect();
        private final Set<String> found = new HashSet<>();

        @Override
        public List<String> poll(Duration timeout) {
            List<String> values = new ArrayList<>();
            ScanCursor cursor = ScanCursor.INITIAL;
            while (!cursor.isFinished()) {
                KeyScanCursor<String> page = connection.sync().scan(cursor, ScanArgs.Builder.matches("text:*"));
                for (String key : page.getKeys()) {
                    if (found.add(key)) {
                        values.add(connection.sync().get(key));
                    }
                }
                cursor = page;
            }
            return values;
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    private static final class TextSerializer implements LastValueSerializer<String> {
        @Override
        public String key(String value) {
            return value;
        }

        @Override
        public long epoch(String value) {
            return 1;
        }

        @Override
        public long seq(String value) {
            return 1;
        }

        @Override
        public Duration ttl(String value) {
            return Duration.ofHours(1);
        }

        @Override
        public boolean publish(String value) {
            return false;
        }

        @Override
        public byte[] value(String value, long writeTimeMillis) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
    }
}
