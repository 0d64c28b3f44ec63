package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.ingest.TickIngestSettings;
import dev.sise.market.InstrumentClass;
import dev.sise.market.Ticker;
import dev.sise.simulator.KiwoomSimulator;
import dev.sise.simulator.LogEntry;
import dev.sise.simulator.RestOutage;
import dev.sise.simulator.SyntheticMarket;
import dev.sise.testkit.Leaks;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What a client sees of the whole market while the broker gives trouble. The test that loses the session for minutes is the last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TroubledSourceITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OUTAGE =
            Boolean.getBoolean("sise.soak") ? Duration.ofMinutes(5) : Duration.ofSeconds(30);
    private static final Duration STORM = Duration.ofSeconds(5);
    private static final int TOPICS_A_CLIENT = 500;

    private static Leaks leaks;
    private static QuickStart system;
    private static HttpClient http;
    private static RedisClient redisClient;
    private static StatefulRedisConnection<String, String> redis;

    private final List<PriceClient> clients = new ArrayList<>();

    @BeforeAll
    static void startSystem() {
        leaks = Leaks.watch();
        Configuration overrides = new Configuration();
        overrides.set(TickIngestSettings.POLL_INTERVAL, Duration.ofSeconds(1));
        system = new QuickStart(
                new QuickStartSettings(0, 0, 0, 500, SyntheticMarket.WHOLE), Clock.systemUTC(), System.out, overrides);
        system.start();
        http = HttpClient.newHttpClient();
        redisClient = RedisClient.create(system.redis().uri());
        redis = redisClient.connect();
    }

    @AfterAll
    static void stopSystem() {
        redis.close();
        redisClient.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        system.close();
        http = null;
        leaks.assertNone();
    }

    @AfterEach
    void noClientSteppedBack() {
        clients.forEach(PriceClient::close);
        clients.forEach(client -> assertThat(client.stepsBack()).isEmpty());
    }

    @Test
    @Order(1)
    void showsAPriceOfEveryTickerOfTheMarket() {
        List<String> all = exchange().tickers();
        List<PriceClient> watching = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TOPICS_A_CLIENT) {
            watching.add(client(all.subList(from, Math.min(all.size(), from + TOPICS_A_CLIENT))));
        }

        await().atMost(PATIENCE.multipliedBy(2)).untilAsserted(() -> assertThat(all)
                .allMatch(ticker ->
                        watching.get(all.indexOf(ticker) / TOPICS_A_CLIENT).price(ticker) > 0));
        assertThat(all).hasSizeGreaterThan(7_200);
        assertThat(exchange().registered(QuickStart.APP_KEY)).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    @Order(2)
    void movesAWarrantOverToTheSessionWhenTheFeedBeginsToCarryIt() {
        String elw = exchange().tickers().stream()
                .filter(ticker -> InstrumentClass.ofShape(Ticker.of(ticker)).isElw())
                .filter(ticker -> !exchange().isCarriedOnFeed(ticker))
                .findFirst()
                .orElseThrow();
        PriceClient client = client(List.of(elw));
        await().atMost(PATIENCE).until(() -> client.price(elw) > 0);
        assertThat(isPolled(client, elw)).isTrue();
        assertThat(client.last(elw).path("data").path("is_elw").booleanValue()).isTrue();
        assertThat(client.last(elw).path("data").path("elw").path("strike").asText())
                .isNotEmpty();
        await().atMost(PATIENCE)
                .until(() -> exchange().registered(QuickStart.APP_KEY).contains(elw));
        long volume = data(client, elw).path("volume").longValue();
        await().atMost(PATIENCE).until(() -> data(client, elw).path("volume").longValue() > volume);
        assertThat(isPolled(client, elw)).isTrue();

        exchange().carryOnFeed(elw, true);

        await().atMost(PATIENCE.multipliedBy(2)).until(() -> !isPolled(client, elw));
        assertThat(data(client, elw).path("is_realtime").booleanValue()).isTrue();
    }

    @Test
    @Order(3)
    void goesOnThroughAStormOfRefusalsAndTheEndOfItsToken() {
        String polled = overTheCounter();
        PriceClient client = client(List.of(polled, "005930"));
        await().atMost(PATIENCE).until(() -> client.price(polled) > 0 && client.price("005930") > 0);

        exchange().rateLimitStorm(STORM);
        String during = asOf(client, polled);
        exchange().expireTokens();

        await().atMost(PATIENCE).until(() -> asOf(client, polled).compareTo(during) > 0);
        await().atMost(PATIENCE)
                .until(() -> !client.last(polled).has("stale")
                        && !client.last("005930").has("stale"));
        assertThat(exchange().sessions()).isEqualTo(1);
    }

    @Test
    @Order(4)
    void marksWhatIsPolledAsStaleWhileRestIsAway() {
        String polled = overTheCounter();
        PriceClient client = client(List.of(polled, "005930"));
        await().atMost(PATIENCE)
                .until(() -> client.price(polled) > 0 && !isPolled(client, "005930") && client.price("005930") > 0);
        long price = client.price(polled);

        exchange().restOutage(OUTAGE, RestOutage.SERVER_ERROR);

        await().atMost(PATIENCE)
                .until(() -> client.last(polled).path("stale").asText().equals("source_down"));
        assertThat(client.price(polled)).isEqualTo(price);
        // The session needs no REST.
        String before = asOf(client, "005930");
        await().atMost(PATIENCE).until(() -> asOf(client, "005930").compareTo(before) > 0);
        assertThat(client.last("005930").has("stale")).isFalse();
        await().atMost(OUTAGE.plus(PATIENCE))
                .until(() -> !client.last(polled).has("stale")
                        && asOf(client, polled).compareTo(before) > 0);
    }

    @Test
    @Order(5)
    void saysThatAnUnknownCodeAndAnExpiredWarrantAreUnknown() {
        PriceClient client = client(List.of("999990", "57JBHH"));

        await().atMost(PATIENCE).untilAsserted(() -> {
            for (String unknown : List.of("999990", "57JBHH")) {
                assertThat(client.others()).anySatisfy(frame -> {
                    assertThat(frame.path("type").asText()).isEqualTo("no_price");
                    assertThat(frame.path("ticker").asText()).isEqualTo(unknown);
                    assertThat(frame.path("reason").asText()).isEqualTo("unknown_ticker");
                });
            }
        });
        assertThat(client.last("999990")).isNull();
    }

    @Test
    @Order(6)
    void pollsAndDoesNotFightForTheKeyWhenAnotherProcessTakesIt() throws Exception {
        PriceClient client = client(List.of("005930", "000660"));
        await().atMost(PATIENCE).until(() -> client.price("005930") > 0 && !isPolled(client, "005930"));
        long logins = logins();

        exchange().kick(QuickStart.APP_KEY);

        await().atMost(PATIENCE).until(() -> isPolled(client, "005930") && isPolled(client, "000660"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(JSON.readTree(redis.sync().get("source_health"))
                                .path("keys")
                                .path(0)
                                .path("session")
                                .asText())
                        .isEqualTo("kicked"));
        // Longer than the pause after an ordinary loss.
        String before = asOf(client, "005930");
        await().pollDelay(Duration.ofSeconds(8))
                .atMost(PATIENCE)
                .until(() -> asOf(client, "005930").compareTo(before) > 0);
        assertThat(logins()).isEqualTo(logins);
        assertThat(client.last("005930").has("stale")).isFalse();
    }

    private static long logins() {
        return exchange().log().stream()
                .filter(entry -> entry.direction() == LogEntry.Direction.RECEIVED
                        && entry.name().equals("LOGIN"))
                .count();
    }

    /** A ticker that no session may carry. */
    private static String overTheCounter() {
        return exchange().tickers().stream()
                .filter(ticker -> !exchange().isCarriedOnFeed(ticker))
                .filter(ticker -> !InstrumentClass.ofShape(Ticker.of(ticker)).isElw())
                .findFirst()
                .orElseThrow();
    }

    private PriceClient client(List<String> tickers) {
        PriceClient client = new PriceClient(http, system.httpPort()).subscribe(tickers);
        clients.add(client);
        return client;
    }

    private static boolean isPolled(PriceClient client, String ticker) {
        return client.last(ticker).path("is_polling").booleanValue();
    }

    private static String asOf(PriceClient client, String ticker) {
        return data(client, ticker).path("as_of").asText();
    }

    private static JsonNode data(PriceClient client, String ticker) {
        return client.last(ticker).path("data");
    }

    private static KiwoomSimulator exchange() {
        return system.exchange();
    }
}
