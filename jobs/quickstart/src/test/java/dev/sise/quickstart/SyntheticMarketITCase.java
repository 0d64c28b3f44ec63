package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.broadcast.PriceBroadcastSettings;
import dev.sise.broadcast.functions.JoinPrices;
import dev.sise.simulator.KiwoomSimulator;
import dev.sise.simulator.LastTrade;
import dev.sise.testkit.Leaks;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The whole system on the synthetic market: 100 tickers, 50 clients, and a TaskManager that dies in the middle. The first test finds the system as it started. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SyntheticMarketITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MESSAGES_PER_SECOND = 1_000;
    private static final int CLIENTS = 50;
    private static final String OPERATOR_NAME = "operator_name";
    private static final long SEED = 20_261_123;

    private static Leaks leaks;
    private static QuickStart system;
    private static HttpClient http;

    private final List<PriceClient> clients = new ArrayList<>();
    private final List<Set<String>> wanted = new ArrayList<>();

    @BeforeAll
    static void startSystem() {
        leaks = Leaks.watch();
        http = HttpClient.newHttpClient();
        Configuration overrides = new Configuration();
        // What the restored job writes first is to reach Redis before the log has caught up.
        overrides.set(PriceBroadcastSettings.FLUSH_INTERVAL, Duration.ZERO);
        system = new QuickStart(
                new QuickStartSettings(0, 0, MESSAGES_PER_SECOND), Clock.systemUTC(), System.out, overrides);
        system.start();
    }

    @AfterEach
    void closeClients() {
        clients.forEach(PriceClient::close);
        // This object outlives its test, and what it holds would keep threads.
        clients.clear();
    }

    @AfterAll
    static void stopSystem() {
        http = null;
        system.close();
        leaks.assertNone();
    }

    @Test
    @Order(1)
    void showsFiftyClientsTheLastTradeOfEachOfAHundredTickersAndNeverAnOlderOneAndItsFiguresToPrometheus()
            throws Exception {
        subscribeClients();
        long before = clients.stream().mapToLong(PriceClient::updates).sum();
        await().atMost(PATIENCE)
                .until(() -> clients.stream().mapToLong(PriceClient::updates).sum() > before + 20_000);

        showsTheFiguresOfTheGateway();
        showsTheFiguresOfTheJobs();
        stopTheMarketAndCompare();
    }

    @Test
    @Order(2)
    void goesOnAfterATaskManagerDiedWithoutAnyClientSteppingBack() throws Exception {
        // The first test ended with a market that stands.
        system.exchange().messagesPerSecond(MESSAGES_PER_SECOND);
        subscribeClients();
        awaitCheckpoint();
        MiniCluster flink = system.flink().miniCluster();
        long refusedBefore = metric("refused_older");

        flink.terminateTaskManager(0).get();
        // Meanwhile every heartbeat becomes due, so the restored job begins by writing what it knew at the checkpoint.
        await().pollDelay(JoinPrices.HEARTBEAT.plusSeconds(1)).until(() -> true);
        flink.startTaskManager();

        await().atMost(PATIENCE).until(() -> metric("numRestarts") > 0);
        long updates = clients.get(0).updates();
        await().atMost(PATIENCE).until(() -> clients.get(0).updates() > updates + 100);
        // What the restored job wrote first was older than what Redis held.
        assertThat(refusedBefore).isZero();
        await().atMost(PATIENCE).until(() -> metric("refused_older") > 0);
        letEveryTickerTrade();
        stopTheMarketAndCompare();
    }

    private void showsTheFiguresOfTheGateway() throws Exception {
        URI gateway = URI.create("http://127.0.0.1:" + system.httpPort());
        String appKey = "{app_key=\"simulator\"}";
        // The source reports every five seconds.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(figure(gateway, "sise_source_registered_tickers" + appKey))
                        .isEqualTo(100));
        assertThat(figure(gateway, "sise_source_polled_tickers" + appKey)).isZero();
        assertThat(figure(gateway, "sise_source_silent_tickers" + appKey)).isNotNegative();
        assertThat(figure(gateway, "sise_source_quota_calls" + appKey)).isPositive();
        assertThat(figure(gateway, "sise_source_poll_interval_seconds" + appKey))
                .isPositive();
        assertThat(figure(gateway, "sise_source_session{app_key=\"simulator\",state=\"live\"}"))
                .isEqualTo(1);
        assertThat(figure(gateway, "sise_clients")).isEqualTo(CLIENTS);
        assertThat(figure(gateway, "sise_demanded_tickers")).isEqualTo(100);
        assertThat(figure(gateway, "sise_stale_tickers")).isZero();
        assertThat(figure(gateway, "sise_broadcasts_total")).isPositive();
        assertThat(figure(gateway, "sise_refused_older_total")).isNotNegative();
        assertThat(figure(gateway, "sise_rejected_total{reason=\"unreadable_price\"}"))
                .isZero();

        JsonNode today = get(gateway.resolve("/ws/metrics"));
        assertThat(today.path("total_broadcasts").asLong()).isPositive();
        assertThat(today.path("broadcasts_by_ticker")).hasSize(100);
        assertThat(today.path("subscriber_counts")).hasSize(100);
    }

    /** The names that the READMEs of tick-ingest and price-broadcast promise. */
    private void showsTheFiguresOfTheJobs() throws Exception {
        URI flink = system.metricsAddress();
        String enumerator = "flink_jobmanager_job_operator_coordinator_enumerator_";
        String operator = "flink_taskmanager_job_task_operator_";
        assertThat(figure(flink, enumerator + "demanded")).isEqualTo(100);
        assertThat(figure(flink, enumerator + "polled")).isZero();
        assertThat(figure(flink, enumerator + "silent")).isNotNegative();
        for (String reason : List.of("not_allowed", "waiting", "silent", "no_slot")) {
            assertThat(figure(flink, enumerator + "reason_unallocated", "reason", reason))
                    .isZero();
        }
        String appKey = operator + "kiwoom_appKey_";
        assertThat(figure(flink, appKey + "registeredItems", "appKey", "simulator"))
                .isEqualTo(100);
        assertThat(figure(flink, appKey + "budgetUsed")).isNotNegative();
        assertThat(figure(flink, appKey + "callsPerSecond")).isPositive();
        assertThat(figure(flink, appKey + "reachedPollIntervalMs")).isNotNegative();
        assertThat(figure(flink, operator + "kiwoom_reconnects")).isZero();
        assertThat(figure(flink, operator + "kiwoom_gaps")).isNotNegative();
        assertThat(figure(flink, operator + "kiwoom_reason_rejected", "reason", "not_json"))
                .isZero();
        for (String reason : List.of("connector", "ticker", "venue", "time", "figures", "impossible")) {
            assertThat(figure(flink, operator + "rejected_" + reason)).isZero();
        }

        assertThat(figure(flink, operator + "demanded", OPERATOR_NAME, "demand_changes"))
                .isEqualTo(100);
        assertThat(figure(flink, operator + "gaps", OPERATOR_NAME, "join_prices"))
                .isNotNegative();
        for (String sink : List.of("prices_to_redis:_Writer", "minutes_to_redis:_Writer")) {
            assertThat(figure(flink, operator + "redis_refused_older", OPERATOR_NAME, sink))
                    .isNotNegative();
        }
        for (String parser : List.of("parse_ticks", "parse_instruments", "demand_changes")) {
            assertThat(figure(flink, operator + "rejected_malformed", OPERATOR_NAME, parser))
                    .isZero();
        }
        // Looked at every five seconds.
        String age = operator + "class_staleness_ms";
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        figure(flink, age + "_count", "class", "common", OPERATOR_NAME, "join_prices"))
                .isPositive());
        assertThat(figure(flink, age, "class", "common", "quantile", "0.99")).isNotNegative();
    }

    /** Sum of the samples of a name, or of those of them that have these labels, as Prometheus reads them. */
    private double figure(URI address, String name, String... labels) throws Exception {
        String text = http.send(
                        HttpRequest.newBuilder(address.resolve("/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.add(labels[i] + "=\"" + labels[i + 1] + "\"");
        }
        List<Double> samples = text.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> wanted.stream().allMatch(line::contains))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
        assertThat(samples).as("samples of %s %s in%n%s", name, wanted, text).isNotEmpty();
        return samples.stream().mapToDouble(Double::doubleValue).sum();
    }

    private void subscribeClients() {
        List<String> tickers = system.exchange().tickers();
        assertThat(tickers).hasSize(100);
        Random random = new Random(SEED);
        for (int i = 0; i < CLIENTS; i++) {
            Set<String> some = new TreeSet<>();
            // The first client takes all, so that every ticker is demanded.
            tickers.stream()
                    .filter(ticker -> clients.isEmpty() || random.nextInt(3) == 0)
                    .forEach(some::add);
            PriceClient client = new PriceClient(http, system.httpPort());
            clients.add(client.subscribe(some));
            wanted.add(some);
        }
        awaitRegistration();
    }

    private void awaitRegistration() {
        KiwoomSimulator exchange = system.exchange();
        await().atMost(PATIENCE)
                .until(() -> exchange.registered(QuickStart.APP_KEY).containsAll(exchange.tickers()));
    }

    /** What traded while no session was there is not seen; the next trade of each ticker is. */
    private void letEveryTickerTrade() {
        awaitRegistration();
        KiwoomSimulator exchange = system.exchange();
        Map<String, Long> volumes = exchange.tickers().stream()
                .collect(Collectors.toMap(
                        ticker -> ticker, ticker -> exchange.lastTrade(ticker).volume()));
        await().atMost(PATIENCE).until(() -> volumes.entrySet().stream()
                .allMatch(before -> exchange.lastTrade(before.getKey()).volume() > before.getValue()));
    }

    private void stopTheMarketAndCompare() {
        system.exchange().messagesPerSecond(0);
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (int i = 0; i < clients.size(); i++) {
                for (String ticker : wanted.get(i)) {
                    LastTrade truth = system.exchange().lastTrade(ticker);
                    JsonNode data = clients.get(i).last(ticker).path("data");
                    assertThat(data.path("price").longValue()).as(ticker).isEqualTo(truth.price());
                    assertThat(data.path("volume").longValue()).as(ticker).isEqualTo(truth.volume());
                }
            }
        });
        assertThat(clients).allSatisfy(client -> assertThat(client.stepsBack()).isEmpty());
    }

    /** A checkpoint of price-broadcast completed: there is something to go back to. */
    private void awaitCheckpoint() {
        await().atMost(PATIENCE).until(() -> metric("numberOfCompletedCheckpoints") > 0);
    }

    /** Sum over price-broadcast and its subtasks of the metrics whose name ends so, as the web UI shows it. */
    private long metric(String suffix) throws Exception {
        String jobId = system.flink().miniCluster().listJobs().get().stream()
                .filter(job -> job.getJobName().equals("price-broadcast"))
                .findFirst()
                .orElseThrow()
                .getJobId()
                .toString();
        long sum = sum("/jobs/" + jobId + "/metrics", suffix);
        for (JsonNode vertex : get("/jobs/" + jobId).path("vertices")) {
            sum += sum("/jobs/" + jobId + "/vertices/" + vertex.path("id").asText() + "/metrics", suffix);
        }
        return sum;
    }

    private long sum(String path, String suffix) throws Exception {
        StringBuilder names = new StringBuilder();
        for (JsonNode metric : get(path)) {
            if (metric.path("id").asText().endsWith(suffix)) {
                names.append(names.isEmpty() ? "" : ",")
                        .append(metric.path("id").asText());
            }
        }
        if (names.isEmpty()) {
            return 0;
        }
        long sum = 0;
        for (JsonNode metric : get(path + "?get=" + URLEncoder.encode(names.toString(), StandardCharsets.UTF_8))) {
            sum += metric.path("value").asLong();
        }
        return sum;
    }

    private JsonNode get(String path) throws Exception {
        return get(system.flink().restAddress().resolve(path));
    }

    private JsonNode get(URI uri) throws Exception {
        return new ObjectMapper()
                .readTree(http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }
}
