package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.Leaks;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpiringValueITCase {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static Leaks leaks;
    private static EmbeddedRedis redis;

    private ExpiringValue value;
    private LockedValue reader;

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

    @BeforeEach
    void open() {
        redis.restart();
        value = ExpiringValue.open(RedisAddress.of(redis.uri()), "alive");
        reader = LockedValue.open(RedisAddress.of(redis.uri()), "alive");
    }

    @AfterEach
    void close() {
        value.close();
        reader.close();
    }

    @Test
    void everyWriteReplacesTheTextAndItsTtl() {
        get(value.write("{\"at\":1}", Duration.ofMillis(100)));
        get(value.write("{\"at\":2}", LONG));
        Awaitility.await().during(Duration.ofMillis(300)).untilAsserted(() -> assertThat(get(reader.read()))
                .hasValue("{\"at\":2}"));
    }

    @Test
    void theTextEndsWhenNobodyWritesItAgain() {
        get(value.write("{}", Duration.ofMillis(100)));
        Awaitility.await().until(() -> get(reader.read()).isEmpty());
    }

    @Test
    void failsWhileRedisIsAwayAndWorksAfterwards() {
        get(value.write("before", LONG));
        redis.stop();
        assertThatThrownBy(() -> get(value.write("meanwhile", LONG)))
                .hasCauseInstanceOf(RedisUnavailableException.class);
        redis.restart();
        get(value.write("after", LONG));
        assertThat(get(reader.read())).hasValue("after");
    }

    @Test
    void aPasswordDoesNotKeepItFromAServerThatAsksForNone() {
        String withPassword = redis.uri().replace("redis://", "redis://:s3cret@");
        try (ExpiringValue writer = ExpiringValue.open(RedisAddress.of(withPassword), "alive")) {
            get(writer.write("told", LONG));
        }
        assertThat(get(reader.read())).hasValue("told");
    }

    @Test
    void refusesATtlOfNothing() {
        assertThatThrownBy(() -> value.write("text", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A TTL is 1 ms or more, got PT0S");
    }

    private static <R> R get(CompletionStage<R> stage) {
        // No future.orTimeout: its thread stays for ever.
        Awaitility.await().until(() -> stage.toCompletableFuture().isDone());
        return stage.toCompletableFuture().join();
    }
}
