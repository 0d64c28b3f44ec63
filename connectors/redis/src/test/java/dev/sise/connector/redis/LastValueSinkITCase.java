package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.testkit.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastValueSinkITCase {
    private WriterTask<Quote> task(Duration interval) {
        return new WriterTask<>(WriterTask.settings(redis.uri(), interval), serializer);
    }

    private static final Duration SELDOM = Duration.ofSeconds(10);

    private static EmbeddedRedis redis;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> connection;
    private static RedisCommands<String, String> commands;

    private final QuoteSerializer serializer = new QuoteSerializer();

    @BeforeAll
    static void startRedis() {
        redis = EmbeddedRedis.start();
        client = RedisClient.create(redis.uri());
        connection = client.connect();
        commands = connection.sync();
    }

    @AfterAll
    static void stopRedis() {
        connection.close();
        client.shutdown();
        redis.close();
    }

    @BeforeEach
    void emptyRedis() {
        commands.flushall();
        commands.scriptFlush();
    }

    @Test
    void writesTheValueItsVersionAndTheirTtls() throws Exception {
        try (WriterTask<Quote> task = task(SELDOM)) {
            task.write(Quote.of("005930", 7, 12, "70100"));
            task.write(Quote.of("000660", 7, 13, "184000").publishedToo());
            task.flush();

            assertThat(commands.get("price:005930")).isEqualTo("70100");
            assertThat(commands.get("seq:{price:005930}")).isEqualTo("7 12");
            assertThat(commands.pttl("price:005930")).isBetween(9_001L, 10_000L);
            assertThat(commands.ttl("price:000660")).isBetween(29L, 30L);
            assertThat(commands.ttl("seq:{price:005930}")).isBetween(36 * 3600L - 2, 36 * 3600L);
            assertThat(task.counter("written")).isEqualTo(2);
            assertThat(task.counter("published")).isEqualTo(1);
            assertThat(task.gauge("pending")).isEqualTo(0);
        }
    }
}
