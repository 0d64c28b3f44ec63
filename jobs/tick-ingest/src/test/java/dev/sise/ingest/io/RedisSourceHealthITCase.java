package dev.sise.ingest.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sise.connector.kiwoom.KeyHealth;
import dev.sise.connector.kiwoom.SessionState;
import dev.sise.connector.redis.LockedValue;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.MarketClock;
import dev.sise.market.SourceHealth;
import dev.sise.market.SourceHealthJson;
import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.Leaks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisSourceHealthITCase {
    private static final Instant NOW = Instant.parse("2026-07-01T05:54:28.512Z");
    private static final List<KeyHealth> KEYS = List.of(
            new KeyHealth(
                    "main",
                    SessionState.LIVE,
                    false,
                    5,
                    6,
                    set("005930", "57JBHH"),
                    set("0015N0"),
                    set("57JBHH"),
                    4,
                    10_000),
            new KeyHealth("spare", SessionState.KICKED, true, 0, 7, set(), set(), set(), 2.5, 10_000));

    private static Leaks leaks;
    private static EmbeddedRedis redis;

    @BeforeAll
    static void startRedis() {
        leaks = Leaks.watch();
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
        leaks.assertNone();
    }

    @Test
    void writesEveryAppKeyAndGoesOnAfterAnOutageThatItThrows() throws IOException {
        try (RedisSourceHealth health = open();
                LockedValue reader = LockedValue.open(RedisAddress.of(redis.uri()), SourceHealth.REDIS_KEY)) {
            health.report(KEYS);

            await().untilAsserted(() -> assertThat(read(reader))
                    .hasValue(new SourceHealth(
                            NOW.toEpochMilli(),
                            List.of(
                                    new SourceHealth.Key(
                                            "main",
                                            SourceHealth.Session.LIVE,
                                            false,
                                            5,
                                            6,
                                            List.of("005930", "57JBHH"),
                                            List.of("0015N0"),
                                            List.of("57JBHH"),
                                            4,
                                            10_000),
                                    new SourceHealth.Key(
                                            "spare",
                                            SourceHealth.Session.KICKED,
                                            true,
                                            0,
                                            7,
                                            List.of(),
                                            List.of(),
                                            List.of(),
                                            2.5,
                                            10_000)))));
            redis.stop();
            // Returns at once: nothing waits for Redis.
            health.report(KEYS);
            await().untilAsserted(() -> assertThat(failureOf(health)).hasValueSatisfying(message -> assertThat(message)
                    .startsWith("source_health could not be written: Redis at redis://127.0.0.1")));
            redis.restart();
            await().until(() -> failureOf(health).isEmpty());
            await().untilAsserted(() -> assertThat(read(reader)).isPresent());
        }
    }

    private static RedisSourceHealth open() {
        return new RedisSourceHealth(RedisAddress.of(redis.uri()), Clock.fixed(NOW, MarketClock.ZONE));
    }

    private static Optional<String> failureOf(RedisSourceHealth health) {
        try {
            health.report(KEYS);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<SourceHealth> read(LockedValue reader) throws Exception {
        Optional<String> json = reader.read().toCompletableFuture().get();
        return json.isEmpty()
                ? Optional.empty()
                : Optional.of(SourceHealthJson.read(json.get().getBytes(StandardCharsets.UTF_8)));
    }

    private static TreeSet<String> set(String... codes) {
        return new TreeSet<>(List.of(codes));
    }
}
