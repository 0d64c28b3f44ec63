package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.runtime.CommonOptions;
import dev.sise.testkit.Leaks;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the quick start does after its ready line: load, scan, serve, and make what was found live. */
class NightlyScanITCase {
    private static final Duration LOAD_AND_SCAN = Duration.ofMinutes(3);
    private static final Duration LIVE = Duration.ofSeconds(10);
    /** Histories depend on the day, so it stands. */
    private static final LocalDateTime MONDAY = LocalDateTime.of(2026, 11, 23, 10, 0);

    private static final LocalDate FRIDAY = LocalDate.of(2026, 11, 20);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Leaks leaks;
    private HttpClient http;
    private QuickStart system;

    @BeforeEach
    void startSystem() {
        leaks = Leaks.watch();
        Clock clock = Clock.systemUTC();
        Configuration overrides = new Configuration();
        overrides.set(
                CommonOptions.CLOCK_OFFSET, Duration.between(clock.instant(), MONDAY.toInstant(ZoneOffset.ofHours(9))));
        system = new QuickStart(
                new QuickStartSettings(0, 0, 1_000),
                clock,
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                overrides);
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
    void servesTheScanOfTheLatestSessionAndKeepsItsBullishTickersLiveThoughNobodyWatchesThem() throws Exception {
        assertThat(get("/api/kr/signals").statusCode()).isEqualTo(404);
        await().atMost(LOAD_AND_SCAN).until(() -> get("/api/kr/signals").statusCode() == 200);
        JsonNode board = json("/api/kr/signals");

        assertThat(board.path("date").asText()).isEqualTo(FRIDAY.toString());
        Set<String> bullish = tickers(board, "bullish");
        assertThat(bullish).isNotEmpty();
        assertThat(tickers(board, "bearish")).isNotEmpty();
        isLive(bullish);

        // The ready line does not wait for the board.
        await().atMost(LIVE).untilAsserted(() -> assertThat(lines())
                .containsSubsequence(
                        "Sise is ready: http://localhost:" + system.httpPort(),
                        "Scan of " + FRIDAY + ": " + board.path("returned").asInt() + " signals, http://localhost:"
                                + system.httpPort() + "/api/kr/signals"));
        JsonNode chart = json("/api/kr/signals/" + bullish.iterator().next());
        assertThat(chart.path("signals")).isNotEmpty();
        assertThat(chart.path("bars")).hasSizeGreaterThan(40);
    }

    private void isLive(Set<String> tickers) {
        RedisClient client = RedisClient.create(system.redis().uri());
        try (StatefulRedisConnection<String, String> redis = client.connect()) {
            await().atMost(LIVE).untilAsserted(() -> {
                assertThat(system.exchange().registered(QuickStart.APP_KEY)).containsAll(tickers);
                // What a poll brings says is_polling; the session brings each of them as it trades.
                assertThat(tickers).allSatisfy(ticker -> assertThat(redis.sync().get("price:" + ticker))
                        .contains("\"is_realtime\":true"));
            });
        } finally {
            client.shutdown(0, 0, TimeUnit.SECONDS);
        }
    }

    private static Set<String> tickers(JsonNode board, String type) {
        Set<String> tickers = new TreeSet<>();
        board.path("results").forEach(signal -> {
            if (signal.path("signal_type").asText().equals(type)) {
                tickers.add(signal.path("ticker").asText());
            }
        });
        return tickers;
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + system.httpPort() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
