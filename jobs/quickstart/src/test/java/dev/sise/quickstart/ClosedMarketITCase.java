package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.ingest.TickIngestSettings;
import dev.sise.market.DemandLedger;
import dev.sise.market.Ticker;
import dev.sise.runtime.CommonOptions;
import dev.sise.simulator.LogEntry;
import dev.sise.testkit.Leaks;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sunday, 21:00: what a client sees when nothing trades for another twelve hours, and what is asked of the broker when nothing else is. */
class ClosedMarketITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final LocalDateTime SUNDAY = LocalDateTime.of(2026, 11, 22, 21, 0);
    private static final List<String> WATCHED = List.of("005930", "000660", "493330", "57M747");
    private static final int REQUESTS = 500;
    private static final String FRIDAY = "2026-11-20T";

    private static Leaks leaks;
    private static QuickStart system;
    private static HttpClient http;

    @BeforeAll
    static void startSystem() {
        leaks = Leaks.watch();
        Clock clock = Clock.systemUTC();
        Configuration overrides = new Configuration();
        overrides.set(
                CommonOptions.CLOCK_OFFSET, Duration.between(clock.instant(), SUNDAY.toInstant(ZoneOffset.ofHours(9))));
        overrides.set(TickIngestSettings.POLL_INTERVAL, Duration.ofSeconds(1));
        system = new QuickStart(new QuickStartSettings(0, 0, 500), clock, System.out, overrides);
        system.start();
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stopSystem() {
        system.close();
        http = null;
        leaks.assertNone();
    }

    @Test
    void showsFridaysPricesAtOnceAndAsksForThemOnlyOnce() throws Exception {
        try (PriceClient client = new PriceClient(http, system.httpPort()).subscribe(WATCHED)) {
            for (String ticker : WATCHED) {
                await().atMost(PATIENCE).until(() -> client.price(ticker) > 0);
                JsonNode update = client.last(ticker);
                assertThat(update.path("data").path("timestamp").asText()).startsWith(FRIDAY);
                assertThat(update.path("data").path("status").asText()).isEqualTo("closed");
                // Until the first report on the source is there, nobody knows.
                await().atMost(PATIENCE).until(() -> !client.last(ticker).has("stale"));
            }

            // Several intervals of polling.
            await().atMost(PATIENCE).until(() -> {
                long calls = calls();
                await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
                return calls() == calls;
            });
            for (String ticker : WATCHED) {
                assertThat(client.last(ticker).has("stale")).isFalse();
            }
            assertThat(client.stepsBack()).isEmpty();
        }
        // The schedules caught Friday up, and followed the sync of the start instead of making another.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(runs())
                .containsExactly(
                        "cache-clear-after-market 2026-11-20 done 1",
                        "cache-clear-regular 2026-11-20 done 1",
                        "list-sync 2026-11-20 done 1",
                        "nightly-load 2026-11-20 done 1",
                        "nightly-scan 2026-11-20 done 1"));
        assertThat(system.flink().miniCluster().listJobs().get()).hasSize(5);
    }

    @Test
    void fiveHundredRequestsAtOnceForTheSamePricesAreOneCallToTheBroker() throws Exception {
        List<String> tickers = system.exchange().tickers().stream()
                .filter(ticker ->
                        !WATCHED.contains(ticker) && !DemandLedger.DEFAULT_TICKERS.contains(Ticker.of(ticker)))
                .limit(50)
                .toList();
        assertThat(tickers).hasSize(50);
        assertThat(callsFor(tickers)).isEmpty();
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + system.httpPort() + "/readyz"))
                .build();
        // The first report on the source is there.
        await().atMost(PATIENCE).until(() -> http.send(ready, HttpResponse.BodyHandlers.ofString())
                .body()
                .contains("\"source\":\"ok\""));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + system.httpPort()
                        + "/api/kr/realtime-prices/polling?tickers=" + String.join(",", tickers)))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        long begun = System.nanoTime();

        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }

        int waited = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> response = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            JsonNode body = new ObjectMapper().readTree(response.body());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(body.path("errors")).isEmpty();
            assertThat(body.path("prices")).hasSize(50);
            // Who came after the prices found them in the cache.
            assertThat(body.path("cached").asInt() + body.path("fetched").asInt())
                    .isEqualTo(50);
            waited += body.path("fetched").asInt() == 50 ? 1 : 0;
        }
        long twoSeconds = Duration.ofNanos(System.nanoTime() - begun).dividedBy(Duration.ofSeconds(2));
        assertThat(waited).isGreaterThan(1);
        // A second one if the rows were read in two halves, and another where two seconds brought no answer.
        assertThat(callsFor(tickers)).hasSizeBetween(1, 2 + (int) twoSeconds);
    }

    /** What was asked of the broker about any of these. */
    private static List<LogEntry> callsFor(List<String> tickers) {
        return system.exchange().log().stream()
                .filter(entry -> entry.direction() == LogEntry.Direction.RECEIVED
                        && entry.name().equals("ka10095")
                        && tickers.stream().anyMatch(entry.text()::contains))
                .toList();
    }

    private List<String> runs() throws SQLException {
        List<String> runs = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(system.postgresUrl(), system.postgresUser(), null);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name || ' ' || day || ' ' || state || ' ' || attempts"
                        + " FROM schedule_runs ORDER BY name, day")) {
            while (rows.next()) {
                runs.add(rows.getString(1));
            }
        }
        return runs;
    }

    private long calls() {
        return system.exchange().restCalls().getOrDefault("ka10095", 0);
    }
}
