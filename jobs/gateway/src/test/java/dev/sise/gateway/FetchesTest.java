package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sise.market.MarketClock;
import dev.sise.market.Ticker;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a cache that answers at once, as Redis does when its answer is there before anybody waits for it. */
class FetchesTest {
    private static final Ticker SAMSUNG = Ticker.of("005930");
    private static final Ticker HYNIX = Ticker.of("000660");
    private static final Duration DEADLINE = Duration.ofMillis(200);
    /** One of the prices in {@link Prices}. */
    private static final LocalDateTime CONFIRMED = LocalDateTime.parse("2026-07-01T14:54:28.512");

    private final Map<String, byte[]> cached = new ConcurrentHashMap<>();
    private final List<Ticker> asked = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private Vertx vertx;
    private Fetches fetches;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        vertx.exceptionHandler(failures::add);
        MarketClock clock = MarketClock.of(
                Clock.fixed(CONFIRMED.atZone(MarketClock.ZONE).toInstant(), MarketClock.ZONE), Duration.ZERO);
        fetches = new Fetches(vertx, this::read, asked::addAll, new PriceReader(), clock, DEADLINE);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatIsThereWhenItLooksOnceMoreIsNotAskedForAndEndsTheRequestOnce() throws Exception {
        cache(SAMSUNG);
        Instant begun = Instant.now();

        assertThat(fetch(SAMSUNG)).containsOnlyKeys(SAMSUNG);

        // Until the time of the request is over, and whatever waits for that had its turn.
        await().until(() -> Duration.between(begun, Instant.now()).compareTo(DEADLINE.multipliedBy(2)) > 0);
        assertThat(fetch(SAMSUNG)).containsOnlyKeys(SAMSUNG);
        assertThat(failures).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void whatDoesNotComeIsAskedForOnceAndLeftOutInTheEnd() throws Exception {
        cache(SAMSUNG);

        assertThat(fetch(SAMSUNG, HYNIX)).containsOnlyKeys(SAMSUNG);

        assertThat(asked).containsExactly(HYNIX);
        cache(HYNIX);
        assertThat(fetch(SAMSUNG, HYNIX)).containsOnlyKeys(SAMSUNG, HYNIX);
        assertThat(asked).containsExactly(HYNIX);
        assertThat(failures).isEmpty();
    }

    private Map<Ticker, PriceValue> fetch(Ticker... tickers) throws Exception {
        return fetches.fetch(List.of(tickers), PriceValue.asOf(CONFIRMED))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private void cache(Ticker ticker) {
        cached.put(
                PriceTopic.name(ticker),
                Prices.data(ticker.code(), 316_500, -17_500, 10).getBytes(StandardCharsets.UTF_8));
    }

    private CompletableFuture<Map<String, byte[]>> read(Collection<String> keys) {
        Map<String, byte[]> found = new HashMap<>(cached);
        found.keySet().retainAll(keys);
        return CompletableFuture.completedFuture(found);
    }
}
