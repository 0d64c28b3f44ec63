package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.market.KrxCalendar;
import dev.sise.simulator.SyntheticMarket;
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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the quick start does after its ready line: load, scan, serve, and make what was found live. */
class NightlyScanITCase {
    private static final Duration LOAD_AND_SCAN = Duration.ofMinutes(5);
    private static final Duration LIVE = Duration.ofSeconds(10);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Leaks leaks;
    private HttpClient http;
    private QuickStart system;

    @BeforeEach
    void startSystem() {
        leaks = Leaks.watch();
        system = new QuickStart(
                new QuickStartSettings(0, 0, 0, 2_000, SyntheticMarket.WHOLE),
                Clock.systemUTC(),
                new PrintStream(printed, true, StandardCharsets.UTF_8));
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

        // Market time is within a session, so the latest that is over is the one before.
        LocalDate session =
                KrxCalendar.load().previousSession(system.marketClock().today()).date();
        assertThat(board.path("date").asText()).isEqualTo(session.toString());
        Set<String> bullish = tickers(board, "bullish");
        assertThat(bullish).isNotEmpty();
        assertThat(tickers(board, "bearish")).isNotEmpty();
        isLive(bullish);

        await().atMost(LIVE).untilAsserted(() -> assertThat(lines())
                .contains("Scan of " + session + ": " + board.path("returned").asInt() + " signals, http://localhost:"
                        + system.httpPort() + "/api/kr/signals"));
        assertThat(lines().indexOf("Sise is ready: http://localhost:" + system.httpPort()))
                .isBetween(0, lines().size() - 2);
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
                assertThat(tickers).anySatisfy(ticker -> assertThat(redis.sync().get("price:" + ticker))
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
