package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.MarketClock;
import dev.sise.market.Ticker;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BroadcasterMetricsTest {
    private static final Ticker SAMSUNG = Ticker.of("005930");
    private static final Ticker HYNIX = Ticker.of("000660");
    /** 09:00 in Seoul. */
    private static final Instant MORNING = Instant.parse("2026-11-20T00:00:00Z");
    /** 00:00 of the next day in Seoul. */
    private static final Instant MIDNIGHT = Instant.parse("2026-11-20T15:00:00Z");

    @Test
    void beginsWithTheKeysOfTheOldBackendAndNothingInThem() {
        assertThat(metrics(Duration.ZERO).toJson(MORNING).encode())
                .isEqualTo("{\"total_broadcasts\":0,\"broadcasts_by_ticker\":{},\"subscriber_counts\":{},"
                        + "\"last_broadcast_time\":null}");
    }

    @Test
    void countsBroadcastsByTickerAndHowOftenTheyHadHowManySubscribers() {
        BroadcasterMetrics metrics = metrics(Duration.ZERO);
        metrics.record(SAMSUNG, 3, MORNING);
        metrics.record(SAMSUNG, 3, MORNING);
        metrics.record(SAMSUNG, 12, MORNING);
        metrics.record(HYNIX, 1, MORNING.plusMillis(1_234));

        assertThat(metrics.toJson(MORNING).encode())
                .isEqualTo("{\"total_broadcasts\":4,\"broadcasts_by_ticker\":{\"000660\":1,\"005930\":3},"
                        + "\"subscriber_counts\":{\"000660\":{\"1\":1},\"005930\":{\"3\":2,\"12\":1}},"
                        + "\"last_broadcast_time\":\"2026-11-20T09:00:01.234+09:00\"}");
    }

    @Test
    void beginsAnewAtMidnightInSeoulAndKeepsTheTimeOfTheLastBroadcast() {
        BroadcasterMetrics metrics = metrics(Duration.ZERO);
        metrics.record(SAMSUNG, 3, MIDNIGHT.minusMillis(1));
        assertThat(metrics.toJson(MIDNIGHT.minusMillis(1)).getLong("total_broadcasts"))
                .isEqualTo(1);

        JsonObject atMidnight = metrics.toJson(MIDNIGHT);
        assertThat(atMidnight.getLong("total_broadcasts")).isZero();
        assertThat(atMidnight.getJsonObject("subscriber_counts")).isEmpty();
        assertThat(atMidnight.getString("last_broadcast_time")).isEqualTo("2026-11-20T23:59:59.999+09:00");

        metrics.record(SAMSUNG, 3, MIDNIGHT);
        assertThat(metrics.toJson(MIDNIGHT.plus(Duration.ofHours(23))).getLong("total_broadcasts"))
                .isEqualTo(1);
        // Two midnights later, without anybody having asked meanwhile.
        metrics.record(HYNIX, 1, MIDNIGHT.plus(Duration.ofDays(2)));
        assertThat(metrics.toJson(MIDNIGHT.plus(Duration.ofDays(2))).getJsonObject("broadcasts_by_ticker"))
                .isEqualTo(new JsonObject().put("000660", 1L));
    }

    @Test
    void midnightIsThatOfTheMarketClock() {
        // Market time is 14 hours ahead: 23:00 at the start.
        BroadcasterMetrics metrics = metrics(Duration.ofHours(14));
        metrics.record(SAMSUNG, 3, MORNING);
        assertThat(metrics.toJson(MORNING.plus(Duration.ofMinutes(59))).getLong("total_broadcasts"))
                .isEqualTo(1);
        assertThat(metrics.toJson(MORNING.plus(Duration.ofMinutes(60))).getLong("total_broadcasts"))
                .isZero();
    }

    @Test
    void losesNoneOfManyThreads() throws InterruptedException {
        BroadcasterMetrics metrics = metrics(Duration.ZERO);
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int receivers = i;
            threads.add(new Thread(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int j = 0; j < 20_000; j++) {
                    metrics.record(j % 2 == 0 ? SAMSUNG : HYNIX, receivers, MORNING);
                }
            }));
        }
        threads.forEach(Thread::start);
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        JsonObject counted = metrics.toJson(MORNING);
        assertThat(counted.getLong("total_broadcasts")).isEqualTo(80_000);
        assertThat(counted.getJsonObject("subscriber_counts")
                        .getJsonObject("005930")
                        .getMap())
                .isEqualTo(Map.of("1", 10_000L, "2", 10_000L, "3", 10_000L, "4", 10_000L));
    }

    @Test
    void keepsABoundedNumberOfCountsForATickerAndLosesNoBroadcast() {
        BroadcasterMetrics metrics = metrics(Duration.ZERO);
        for (int receivers = 1; receivers <= 5_000; receivers++) {
            metrics.record(SAMSUNG, receivers, MORNING);
        }
        JsonObject counted = metrics.toJson(MORNING);
        assertThat(counted.getLong("total_broadcasts")).isEqualTo(5_000);
        assertThat(counted.getJsonObject("subscriber_counts").getJsonObject("005930"))
                .hasSize(1_000);
    }

    private static BroadcasterMetrics metrics(Duration offset) {
        return new BroadcasterMetrics(MarketClock.of(Clock.fixed(MORNING, ZoneOffset.UTC), offset));
    }
}
