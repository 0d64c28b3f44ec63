package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.Leaks;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ValueCacheITCase {
    private static final String SAMSUNG = "{\"ticker\": \"005930\", \"price\": 71000, \"name\": \"삼성전자\"}";
    private static final String HYNIX = "{\"ticker\": \"000660\", \"price\": 182500}";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MANY = 5_000;

    private static Leaks leaks;
    private static EmbeddedRedis redis;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> connection;
    private static RedisCommands<String, String> commands;
    private static SeedPriceCache seed;

    private ValueCache cache;

    @BeforeAll
    static void startRedis() {
        leaks = Leaks.watch();
        redis = EmbeddedRedis.start();
        client = RedisClient.create(redis.uri());
        connection = client.connect();
        commands = connection.sync();
        seed = new SeedPriceCache(commands);
    }

    @AfterAll
    static void stopRedis() {
        connection.close();
        client.shutdown();
        redis.close();
        leaks.assertNone();
    }

    @BeforeEach
    void open() {
        commands.flushall();
        cache = ValueCache.open(RedisAddress.of(redis.uri()), "price:");
    }

    @AfterEach
    void close() {
        cache.close();
        leaks.assertNoneNamed("redis-value-cache");
    }

    @Test
    void findsWhatTheOldCacheStored() {
        seed.setPrice("005930", SAMSUNG);
        seed.setPrice("000660", HYNIX, 60);

        assertThat(get(cache.get("005930"))).hasValue(SAMSUNG);
        assertThat(get(cache.get("035420"))).isEmpty();
        assertThat(get(cache.getMany(List.of("005930", "035420", "000660", "005930"))))
                .isEqualTo(Map.of("005930", SAMSUNG, "000660", HYNIX))
                .isEqualTo(seed.getPricesBatch(List.of("005930", "035420", "000660")));
        assertThat(get(cache.getAll()))
                .isEqualTo(Map.of("005930", SAMSUNG, "000660", HYNIX))
                .isEqualTo(seed.getAllCachedPrices());
        assertThat(get(cache.getMany(List.of()))).isEmpty();
    }

    @Test
    void storesWhatTheOldCacheFinds() {
        get(cache.set("005930", SAMSUNG));
        get(cache.set("000660", HYNIX, LONG));

        assertThat(seed.getPrice("005930")).isEqualTo(SAMSUNG);
        assertThat(seed.getPricesBatch(List.of("005930", "000660")))
                .isEqualTo(Map.of("005930", SAMSUNG, "000660", HYNIX));
        assertThat(commands.pttl("price:005930")).isCloseTo(10_000, within(2_000L));
        assertThat(commands.pttl("price:000660")).isCloseTo(60_000, within(2_000L));
        assertThat(commands.keys("*")).containsExactlyInAnyOrder("price:005930", "price:000660");
    }

    @Test
    void aValueEndsWithItsTtlAndANewOneHasItsOwn() {
        get(cache.set("005930", SAMSUNG, Duration.ofMillis(100)));
        Awaitility.await().until(() -> get(cache.get("005930")).isEmpty());
        assertThat(get(cache.getAll())).isEmpty();

        get(cache.set("005930", SAMSUNG, Duration.ofMillis(100)));
        get(cache.set("005930", HYNIX, LONG));
        Awaitility.await().during(Duration.ofMillis(300)).untilAsserted(() -> assertThat(get(cache.get("005930")))
                .hasValue(HYNIX));
    }

    @Test
    void invalidatesAsTheOldCacheDoesAndLeavesTheKeysOfOthers() {
        seed.setPrice("005930", SAMSUNG);
        seed.setPrice("000660", HYNIX);
        List.of("prices:005930", "intraday:005930", "xprice:005930", "price").forEach(key -> commands.set(key, "x"));

        assertThat(get(cache.invalidate("005930"))).isTrue();
        assertThat(get(cache.invalidate("005930"))).isFalse();
        assertThat(seed.getPrice("005930")).isNull();
        assertThat(seed.getPrice("000660")).isEqualTo(HYNIX);

        seed.setPrice("005930", SAMSUNG);
        assertThat(get(cache.invalidateAll())).isEqualTo(2);
        assertThat(get(cache.invalidateAll())).isZero();
        assertThat(commands.keys("*"))
                .containsExactlyInAnyOrder("prices:005930", "intraday:005930", "xprice:005930", "price");
    }

    @Test
    void thousandsOfKeysAmongTenThousandOthersAreReadAndRemovedWithoutTheCommandKeys() {
        IntStream.range(0, 2 * MANY).forEach(i -> commands.set("other:" + i, "x"));
        Map<String, String> prices = IntStream.range(0, MANY)
                .mapToObj("%06d"::formatted)
                .collect(Collectors.toMap(ticker -> ticker, "{\"ticker\":\"%s\"}"::formatted));
        prices.forEach((ticker, json) -> commands.set("price:" + ticker, json));
        commands.configResetstat();

        assertThat(get(cache.getMany(prices.keySet()))).isEqualTo(prices);
        assertThat(get(cache.getAll())).isEqualTo(prices);
        assertThat(get(cache.invalidate(ticker -> ticker.endsWith("7")))).isEqualTo(MANY / 10);
        assertThat(get(cache.getAll())).hasSize(MANY - MANY / 10).doesNotContainKey("000007");
        assertThat(get(cache.invalidateAll())).isEqualTo(MANY - MANY / 10);
        assertThat(commands.dbsize()).isEqualTo(2 * MANY);
        assertThat(commands.info("commandstats"))
                .contains("cmdstat_scan", "cmdstat_unlink", "cmdstat_mget")
                .doesNotContain("cmdstat_keys", "cmdstat_del", "cmdstat_get:", "cmdstat_flush");
    }

    @Test
    void anInvalidationSparesWhatHasASubscriberIfAsked() {
        seed.setPrice("005930", SAMSUNG);
        seed.setPrice("000660", HYNIX);
        seed.setPrice("57JBJH", "{}");
        try (StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub()) {
            subscriber.sync().subscribe("price:005930", "price:035420", "000660");

            assertThat(get(cache.watched(List.of("005930", "000660", "035420"))))
                    .containsExactlyInAnyOrder("005930", "035420");
            assertThat(get(cache.watched(List.of()))).isEmpty();
            assertThat(get(cache.invalidateUnwatched(ticker -> !ticker.equals("57JBJH"))))
                    .isEqualTo(1);
            assertThat(commands.keys("*")).containsExactlyInAnyOrder("price:005930", "price:57JBJH");

            subscriber.sync().unsubscribe("price:005930");
            assertThat(get(cache.invalidateUnwatched(ticker -> true))).isEqualTo(2);
        }
    }

    @Test
    void afterAnInvalidationNothingOlderComesBack() {
        assertThat(write(5, "newest")).isEqualTo(LuaScript.WRITTEN);
        assertThat(get(cache.invalidateAll())).isEqualTo(1);

        assertThat(write(4, "older")).isEqualTo(LuaScript.REFUSED_OLDER);
        assertThat(get(cache.get("005930"))).isEmpty();
        assertThat(write(5, "newest")).isEqualTo(LuaScript.WRITTEN);
        assertThat(get(cache.get("005930"))).hasValue("newest");

        get(cache.set("005930", "by hand"));
        assertThat(write(4, "older")).isEqualTo(LuaScript.REFUSED_OLDER);
        assertThat(get(cache.get("005930"))).hasValue("by hand");
    }

    @Test
    void aPrefixIsNoPattern() {
        commands.set("a*b:1", "mine");
        commands.set("axb:2", "of another");
        assertThat(KeyScan.literally("a*b?[c]\\")).isEqualTo("a\\*b\\?\\[c\\]\\\\");
        try (ValueCache starred = ValueCache.open(RedisAddress.of(redis.uri()), "a*b:")) {
            assertThat(get(starred.getAll())).isEqualTo(Map.of("1", "mine"));
        }
    }

    @Test
    void failsWhileRedisIsAwayAndWorksAfterwards() {
        get(cache.set("005930", SAMSUNG, LONG));
        redis.stop();
        try {
            assertThatThrownBy(() -> get(cache.get("005930"))).hasCauseInstanceOf(RedisUnavailableException.class);
            assertThatThrownBy(() -> get(cache.getMany(List.of("005930"))))
                    .hasCauseInstanceOf(RedisUnavailableException.class);
            assertThatThrownBy(() -> get(cache.invalidateAll())).hasCauseInstanceOf(RedisUnavailableException.class);
        } finally {
            redis.restart();
        }
        get(cache.set("005930", SAMSUNG, LONG));
        assertThat(get(cache.getAll())).isEqualTo(Map.of("005930", SAMSUNG));
    }

    @Test
    void aPredicateThatThrowsFailsTheInvalidation() {
        seed.setPrice("005930", SAMSUNG);
        assertThatThrownBy(() -> get(cache.invalidate(ticker -> {
                    throw new IllegalStateException("cannot tell of " + ticker);
                })))
                .hasStackTraceContaining("cannot tell of 005930");
        assertThat(seed.getPrice("005930")).isEqualTo(SAMSUNG);
    }

    @Test
    void refusesATtlOfNothingAndAnEmptyPrefix() {
        assertThatThrownBy(() -> cache.set("005930", SAMSUNG, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A TTL is 1 ms or more, got PT0S");
        assertThatThrownBy(() -> ValueCache.open(RedisAddress.of(redis.uri()), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A prefix has one character or more, got none");
    }

    /** As the sink does, under epoch 1. */
    private static long write(long seq, String value) {
        return commands.eval(
                LastValueFormat.SCRIPT.source(),
                ScriptOutputType.INTEGER,
                new String[] {"price:005930", "seq:{price:005930}"},
                "129600",
                "1 " + seq,
                value,
                "30",
                "0");
    }

    private static <R> R get(CompletionStage<R> stage) {
        // No future.orTimeout: its thread stays for ever.
        Awaitility.await().until(() -> stage.toCompletableFuture().isDone());
        return stage.toCompletableFuture().join();
    }
}
