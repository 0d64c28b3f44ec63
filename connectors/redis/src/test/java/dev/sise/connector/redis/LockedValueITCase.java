package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.Leaks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LockedValueITCase {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static Leaks leaks;
    private static EmbeddedRedis redis;

    private LockedValue first;
    private LockedValue second;

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
        first = LockedValue.open(RedisAddress.of(redis.uri()), "token:{app}");
        second = LockedValue.open(RedisAddress.of(redis.uri()), "token:{app}");
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void theHolderStoresAndEverybodyReads() {
        assertThat(get(first.read())).isEmpty();
        LockedValue.Lock lock = get(first.lock("first", LONG)).orElseThrow();
        assertThat(get(lock.store("{\"token\":\"x\"}", LONG))).isTrue();
        assertThat(get(lock.unlock())).isTrue();
        assertThat(get(second.read())).hasValue("{\"token\":\"x\"}");
    }

    @Test
    void onlyOneOfManyTakesTheLockAlsoOfOneOwner() {
        List<CompletionStage<Optional<LockedValue.Lock>>> tries = IntStream.range(0, 20)
                .mapToObj(index -> (index % 2 == 0 ? first : second).lock("same owner", LONG))
                .toList();
        assertThat(tries.stream().filter(attempt -> get(attempt).isPresent())).hasSize(1);
    }

    @Test
    void theLockIsFreeAfterUnlock() {
        assertThat(get(get(first.lock("first", LONG)).orElseThrow().unlock())).isTrue();
        assertThat(get(second.lock("second", LONG))).isPresent();
    }

    @Test
    void aLeaseThatPassedToAnotherIsNeitherUsedNorEndedByItsFormerHolder() {
        LockedValue.Lock former =
                get(first.lock("first", Duration.ofMillis(50))).orElseThrow();
        LockedValue.Lock present = Awaitility.await()
                .until(() -> get(second.lock("second", LONG)), Optional::isPresent)
                .orElseThrow();
        assertThat(get(present.store("by second", LONG))).isTrue();

        assertThat(get(former.store("by first", LONG))).isFalse();
        assertThat(get(former.unlock())).isFalse();
        assertThat(get(first.read())).hasValue("by second");
        assertThat(get(first.lock("first", LONG))).isEmpty();
    }

    @Test
    void theValueEndsWithItsTtl() {
        LockedValue.Lock lock = get(first.lock("first", LONG)).orElseThrow();
        get(lock.store("soon gone", Duration.ofMillis(100)));
        Awaitility.await().until(() -> get(first.read()).isEmpty());
    }

    @Test
    void failsWhileRedisIsAwayAndWorksAfterwards() {
        get(first.read());
        redis.stop();
        assertThatThrownBy(() -> get(first.read())).hasCauseInstanceOf(RedisUnavailableException.class);
        assertThatThrownBy(() -> get(first.read())).hasCauseInstanceOf(RedisUnavailableException.class);
        redis.restart();
        assertThat(get(first.read())).isEmpty();
    }

    @Test
    void refusesALeaseOfNothing() {
        assertThatThrownBy(() -> first.lock("first", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A lease is 1 ms or more, got PT0S");
    }

    private static <R> R get(CompletionStage<R> stage) {
        // No future.orTimeout: its thread stays for ever.
        Awaitility.await().until(() -> stage.toCompletableFuture().isDone());
        return stage.toCompletableFuture().join();
    }
}
