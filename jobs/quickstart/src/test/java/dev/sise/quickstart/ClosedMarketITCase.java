package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sise.ingest.TickIngestSettings;
import dev.sise.runtime.CommonOptions;
import dev.sise.testkit.Leaks;
import java.net.http.HttpClient;
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
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sunday, 21:00: what a client sees when nothing trades for another twelve hours. */
class ClosedMarketITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final LocalDateTime SUNDAY = LocalDateTime.of(2026, 11, 22, 21, 0);
    private static final String FRIDAY = "2026-11-20T";

    private Leaks leaks;
    private QuickStart system;
    private HttpClient http;

    @BeforeEach
    void startSystem() {
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

    @AfterEach
    void stopSystem() {
        system.close();
        http = null;
        leaks.assertNone();
    }

    @Test
    void showsFridaysPricesAtOnceAndAsksForThemOnlyOnce() throws Exception {
        List<String> tickers = List.of("005930", "000660", "493330", "57M747");
        try (PriceClient client = new PriceClient(http, system.httpPort()).subscribe(tickers)) {
            for (String ticker : tickers) {
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
                await().pollDelay(Duration.ofSeconds(5)).until(() -> true);
                return calls() == calls;
            });
            for (String ticker : tickers) {
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
