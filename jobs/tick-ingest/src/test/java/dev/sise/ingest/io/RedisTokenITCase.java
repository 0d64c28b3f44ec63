package dev.sise.ingest.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sise.connector.kiwoom.KiwoomToken;
import dev.sise.connector.kiwoom.TokenStore;
import dev.sise.connector.kiwoom.TokenStore.Ownership;
import dev.sise.connector.redis.LockedValue;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.testkit.EmbeddedRedis;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisTokenITCase {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final KiwoomToken TOKEN = new KiwoomToken("the-secret-token", Instant.parse("2026-07-02T05:00:00Z"));

    private static EmbeddedRedis redis;

    private TokenStore first;
    private TokenStore second;

    @BeforeAll
    static void startRedis() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("redis-locked-value")));
    }

    @BeforeEach
    void open() {
        redis.restart();
        first = RedisToken.store(RedisAddress.of(redis.uri()));
        second = RedisToken.store(RedisAddress.of(redis.uri()));
    }

    @AfterEach
    void close() throws IOException {
        first.close();
        second.close();
    }

    @Test
    void aTokenStoredByOneProcessIsLoadedByAnother() throws IOException {
        assertThat(second.load("main")).isEmpty();
        try (Ownership ownership = first.tryOwn("main", LONG).orElseThrow()) {
            assertThat(ownership.store(TOKEN)).isTrue();
        }

        assertThat(second.load("main")).hasValue(TOKEN);
        assertThat(second.load("other")).isEmpty();
    }

    @Test
    void aTokenIsKeptInTheFormThatOtherVersionsRead() throws IOException {
        try (Ownership ownership = first.tryOwn("main", LONG).orElseThrow();
                LockedValue stored = LockedValue.open(RedisAddress.of(redis.uri()), "token:{main}")) {
            assertThat(ownership.store(TOKEN)).isTrue();

            assertThat(stored.read().toCompletableFuture().join())
                    .hasValue("{\"v\":1,\"token\":\"the-secret-token\",\"expires_at\":\"2026-07-02T05:00:00Z\"}");
        }
    }

    @Test
    void oneOwnsAnAppKeyAtATimeAndAnotherAppKeyIsFree() throws IOException {
        Ownership ownership = first.tryOwn("main", LONG).orElseThrow();

        assertThat(second.tryOwn("main", LONG)).isEmpty();
        assertThat(first.tryOwn("main", LONG)).isEmpty();
        assertThat(second.tryOwn("other", LONG)).isPresent();
        ownership.close();
        ownership.close();
        assertThat(second.tryOwn("main", LONG)).isPresent();
    }

    @Test
    void whoLostTheOwnershipStoresNothing() throws IOException {
        Ownership lost = first.tryOwn("main", Duration.ofMillis(50)).orElseThrow();
        Ownership present = await().until(() -> second.tryOwn("main", LONG), Optional::isPresent)
                .orElseThrow();

        assertThat(lost.store(TOKEN)).isFalse();
        lost.close();

        assertThat(second.load("main")).isEmpty();
        assertThat(present.store(TOKEN)).isTrue();
    }

    @Test
    void aValueThatCannotBeReadIsNoTokenAndIsReplaced() throws IOException {
        for (String unreadable : new String[] {
            "not JSON",
            "[]",
            "{\"v\":1}",
            "{\"token\":\"x\",\"expires_at\":\"soon\"}",
            "{\"token\":\" \",\"expires_at\":\"2026-07-02T05:00:00Z\"}"
        }) {
            write(unreadable);
            assertThat(first.load("main")).as(unreadable).isEmpty();
        }

        try (Ownership ownership = first.tryOwn("main", LONG).orElseThrow()) {
            assertThat(ownership.store(TOKEN)).isTrue();
        }
        assertThat(second.load("main")).hasValue(TOKEN);
    }

    @Test
    void nothingItPrintsHasTheToken() throws IOException {
        Ownership ownership = first.tryOwn("main", LONG).orElseThrow();
        ownership.store(TOKEN);

        assertThat(first.load("main").orElseThrow().toString())
                .doesNotContain(TOKEN.value())
                .contains("***");
        assertThat(first.toString() + ownership).doesNotContain(TOKEN.value());
    }

    @Test
    void saysThatRedisIsAwayWithoutTheTokenAndWorksAfterwards() throws IOException {
        Ownership ownership = first.tryOwn("main", LONG).orElseThrow();

        redis.stop();

        assertThatThrownBy(() -> ownership.store(TOKEN))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Redis")
                .hasStackTraceContaining("TokenStore")
                .satisfies(thrown -> {
                    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString()).doesNotContain(TOKEN.value());
                    }
                });
        redis.restart();
        assertThat(first.load("main")).isEmpty();
    }

    /** As another process may have left it. */
    private static void write(String value) {
        try (LockedValue stored = LockedValue.open(RedisAddress.of(redis.uri()), "token:{main}")) {
            LockedValue.Lock lock =
                    stored.lock("test", LONG).toCompletableFuture().join().orElseThrow();
            assertThat(lock.store(value, LONG).toCompletableFuture().join()).isTrue();
            lock.unlock().toCompletableFuture().join();
        }
    }
}
