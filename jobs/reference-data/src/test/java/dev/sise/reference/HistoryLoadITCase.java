package dev.sise.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.market.InstrumentClass;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.Topics;
import dev.sise.simulator.KiwoomSimulator;
import dev.sise.simulator.RestCallEntry;
import dev.sise.simulator.RestOutage;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loads of histories as a cluster runs them, against real servers and a simulated exchange whose clock stands in the evening of Friday,
 * 2026-11-27. An exchange and a database of its own for each test.
 */
class HistoryLoadITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock EVENING = Clock.fixed(Instant.parse("2026-11-27T12:00:00Z"), ZoneOffset.UTC);
    private static final LocalDate WEDNESDAY = LocalDate.of(2026, 11, 25);
    private static final LocalDate THURSDAY = LocalDate.of(2026, 11, 26);
    private static final String BOTH = "daily_prices;investor_flows";
    private static final int TICKERS = 60;
    private static final Set<InstrumentClass> WITHOUT_HISTORY =
            Set.of(InstrumentClass.ELW, InstrumentClass.ETN, InstrumentClass.OTC, InstrumentClass.SUBSCRIPTION_WARRANT);

    @TempDir
    private static Path secrets;

    private static EmbeddedKafka kafka;
    private static EmbeddedRedis redis;
    private static EmbeddedPostgres postgres;
    private static FlinkCluster flink;
    private static int databases;

    private static Leaks leaks;

    private KiwoomSimulator exchange;
    /** Of the test itself; Kiwoom gives one a second. */
    private String ownToken;

    private String database;

    @BeforeAll
    static void startServers() throws IOException {
        leaks = Leaks.watch();
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        postgres = EmbeddedPostgres.start();
        flink = FlinkCluster.startNetworked(2, 4);
        for (String id : List.of("main", "second")) {
            Files.writeString(secrets.resolve(id + ".appkey"), "app-key-" + id);
            Files.writeString(secrets.resolve(id + ".secretkey"), "secret-key");
        }
        Files.writeString(secrets.resolve("refused.appkey"), "app-key-second");
        Files.writeString(secrets.resolve("refused.secretkey"), "not the secret key");
    }

    @AfterAll
    static void stopServers() {
        flink.close();
        postgres.close();
        redis.close();
        kafka.close();
        leaks.assertNone();
    }

    @BeforeEach
    void startExchange() throws Exception {
        exchange = KiwoomSimulator.builder()
                .appKey("app-key-main", "secret-key")
                .appKey("app-key-second", "secret-key")
                .appKey("app-key-of-the-test", "secret-key")
                .marketClock(EVENING)
                .tickers(TICKERS)
                .messagesPerSecond(0)
                .callsPerSecond(200)
                .start();
        databases++;
        database = postgres.createDatabase("histories_" + databases);
        SchemaMigrator.of(database, postgres.user(), Optional.empty()).migrate();
        run(Map.of());
    }

    @AfterEach
    void stopExchange() {
        exchange.close();
    }

    @Test
    void loadsBothTablesAsTheExchangeHasThemAndAsksForNothingTwice() throws Exception {
        List<String> tickers = column("SELECT ticker FROM stocks WHERE instrument_class NOT IN ("
                + WITHOUT_HISTORY.stream()
                        .map(known -> "'" + known.code() + "'")
                        .collect(Collectors.joining(", "))
                + ") ORDER BY 1");
        assertThat(tickers).hasSizeBetween(20, TICKERS - 5);
        List<String> withFlows = withFlows(tickers);
        assertThat(withFlows).hasSizeBetween(10, tickers.size() - 1);
        long before = calls("ka10081") + calls("ka10059");

        Map<String, Object> totals = load(WEDNESDAY, BOTH);

        assertThat(totals)
                .contains(entry("loaded.daily_prices", (long) tickers.size()))
                .contains(entry("loaded.investor_flows", (long) withFlows.size()))
                .contains(entry("corrected.daily_prices", 0L), entry("reloaded.daily_prices", 0L));
        assertThat(column("SELECT DISTINCT ticker FROM daily_prices ORDER BY 1"))
                .isSubsetOf(tickers);
        assertThat(column("SELECT max(date) FROM daily_prices")).containsExactly("2026-11-25");
        assertThat(column("SELECT max(date) FROM investor_flows")).containsExactly("2026-11-25");
        assertThat(column("SELECT ticker FROM load_progress WHERE kind = 'daily_prices' AND loaded_through ="
                        + " '2026-11-25' ORDER BY 1"))
                .isEqualTo(tickers);
        assertWhole(tickers, WEDNESDAY);
        long asked = calls("ka10081") + calls("ka10059") - before;
        assertThat(asked).as("a page each").isEqualTo((long) tickers.size() + withFlows.size());

        totals = load(WEDNESDAY, BOTH);

        assertThat(totals)
                .contains(entry("before.daily_prices", (long) tickers.size()))
                .contains(entry("before.investor_flows", (long) withFlows.size()))
                .doesNotContainKey("loaded.daily_prices");
        assertThat(calls("ka10081") + calls("ka10059") - before)
                .as("what is done is not asked for again")
                .isEqualTo(asked);

        totals = load(THURSDAY, BOTH);

        assertThat(calls("ka10081") + calls("ka10059") - before).isEqualTo(2 * asked);
        assertThat((Long) totals.get("rows.daily_prices")).isBetween(tickers.size() / 2L, (long) tickers.size());
        assertWhole(tickers, THURSDAY);
    }

    @Test
    void readsASplitHistoryAnewAndCorrectsTheLastCloseOfAnother() throws Exception {
        load(WEDNESDAY, "daily_prices");
        String before = column("SELECT close FROM daily_prices WHERE ticker = '005930' AND date = '2026-11-20'")
                .get(0);
        long close =
                Long.parseLong(column("SELECT close FROM daily_prices WHERE ticker = '000660' AND date = '2026-11-25'")
                        .get(0));
        exchange.split("005930", 5);
        exchange.correctClose("000660", WEDNESDAY, close + 500);

        Map<String, Object> totals = load(THURSDAY, "daily_prices");

        assertThat(totals).contains(entry("reloaded.daily_prices", 1L), entry("corrected.daily_prices", 1L));
        assertThat(column("SELECT reloads FROM load_progress WHERE ticker = '005930'"))
                .containsExactly("1");
        assertThat(Long.parseLong(
                        column("SELECT close FROM daily_prices WHERE ticker = '005930' AND date = '2026-11-20'")
                                .get(0)))
                .as("a fifth, as exactly as prices are rounded")
                .isBetween(Long.parseLong(before) * 19 / 100, Long.parseLong(before) * 21 / 100);
        assertThat(column("SELECT close FROM daily_prices WHERE ticker = '000660' AND date = '2026-11-25'"))
                .containsExactly(Long.toString(close + 500));
        assertWholeOf("daily_prices", List.of("005930", "000660"), THURSDAY);
    }

    @Test
    void repairsARowWhoseHighDoesNotEncloseItsOpen() throws Exception {
        exchange.disorderCandle("005930", WEDNESDAY);

        Map<String, Object> totals = load(WEDNESDAY, "daily_prices");

        assertThat((Long) totals.get("repaired.daily_prices")).isEqualTo(1);
        assertThat(column("SELECT high = open FROM daily_prices WHERE ticker = '005930' AND date = '2026-11-25'"))
                .containsExactly("t");
    }

    @Test
    void takesNoEmptyFlowsForZeroAndAsksForThemAgain() throws Exception {
        exchange.blankFlows(Duration.ofHours(1));

        assertThatThrownBy(() -> load(WEDNESDAY, BOTH))
                .hasStackTraceContaining(" tickers of investor_flows were not loaded (allowed are 5 %). What was loaded"
                        + " stays, and the next run goes on from there.");
        assertThat(column("SELECT count(*) FROM investor_flows")).containsExactly("0");
        assertThat(column("SELECT count(*) FROM load_progress WHERE kind = 'investor_flows' AND loaded_through ="
                        + " '2026-11-25' AND ticker = '005930'"))
                .containsExactly("0");
        assertThat(column("SELECT count(*) > 10000 FROM daily_prices")).containsExactly("t");

        exchange.blankFlows(Duration.ZERO);
        Map<String, Object> totals = load(WEDNESDAY, BOTH);

        assertThat(totals).contains(entry("blank.investor_flows", 0L)).doesNotContainKey("loaded.daily_prices");
        assertWholeOf("investor_flows", List.of("005930", "000660"), WEDNESDAY);
    }

    @Test
    void takesNoEmptyPricesForZeroAndAsksForThemAgain() throws Exception {
        exchange.blankCandles(LocalDate.MIN, Duration.ofHours(1));

        assertThatThrownBy(() -> load(WEDNESDAY, "daily_prices"))
                .hasStackTraceContaining(" tickers of daily_prices were not loaded (allowed are 5 %).");
        assertThat(column("SELECT count(*) FROM daily_prices")).containsExactly("0");
        assertThat(column("SELECT count(*) FROM load_progress WHERE ticker = '005930'"))
                .containsExactly("0");

        exchange.blankCandles(WEDNESDAY, Duration.ofHours(1));
        Map<String, Object> totals = load(WEDNESDAY, "daily_prices", Map.of(LoadSettings.MAX_MISSED.key(), "100"));

        long incomplete = (Long) totals.get("incomplete.daily_prices");
        assertThat(incomplete).isGreaterThan(20);
        assertThat(totals).contains(entry("blank.daily_prices", incomplete)).doesNotContainKey("rejected.number");
        assertThat(column("SELECT max(date) FROM daily_prices")).containsExactly("2026-11-24");
        assertThat(column("SELECT loaded_through FROM load_progress WHERE ticker IN ('005930', '000660')"))
                .containsExactly("2026-11-24", "2026-11-24");

        exchange.blankCandles(WEDNESDAY, Duration.ZERO);
        totals = load(WEDNESDAY, "daily_prices");

        assertThat(totals).contains(entry("loaded.daily_prices", incomplete), entry("blank.daily_prices", 0L));
        assertWholeOf("daily_prices", List.of("005930", "000660"), WEDNESDAY);
    }

    @Test
    void goesOnWithoutATickerThatKiwoomDoesNotHaveAndSaysWhy() throws Exception {
        execute(
                "INSERT INTO stocks (ticker, name, market_code, list_market, instrument_class, has_after_market, updated_at)"
                        + " VALUES ('999990', 'nobody', '0', '0', 'common', true, 'epoch')");

        Map<String, Object> totals = load(WEDNESDAY, "daily_prices");

        assertThat(totals).contains(entry("refused.daily_prices", 1L), entry("rejected.ticker", 1L));
        assertThat(column("SELECT count(*) FROM load_progress WHERE ticker = '999990'"))
                .containsExactly("0");
        assertThat(rejected()).anySatisfy(record -> {
            assertThat(record.path("position").asText()).isEqualTo("daily_prices/999990/*");
            assertThat(record.path("reason").asText()).contains("1902");
        });

        assertThatThrownBy(() -> load(WEDNESDAY, "daily_prices", Map.of(LoadSettings.MAX_MISSED.key(), "0")))
                .hasStackTraceContaining("1 of ")
                .hasStackTraceContaining(" tickers of daily_prices were not loaded (allowed are 0 %).");
    }

    @Test
    void sharesTheTickersAmongTheAppKeysAndReadsBothTablesSideBySide() throws Exception {
        load(WEDNESDAY, BOTH, Map.of(CommonOptions.KIWOOM_APP_KEY_IDS.key(), "main;second"));

        List<RestCallEntry> calls = exchange.restCallLog().stream()
                .filter(call -> call.apiId().equals("ka10081") || call.apiId().equals("ka10059"))
                .toList();
        assertThat(calls).extracting(RestCallEntry::status).containsOnly(200);
        for (String apiId : List.of("ka10081", "ka10059")) {
            Map<String, Long> byKey = calls.stream()
                    .filter(call -> call.apiId().equals(apiId))
                    .collect(Collectors.groupingBy(RestCallEntry::appKey, TreeMap::new, Collectors.counting()));
            assertThat(byKey).as(apiId).hasSize(2);
            assertThat(Math.abs(byKey.get("app-key-main") - byKey.get("app-key-second")))
                    .as(apiId)
                    .isLessThanOrEqualTo(1);
        }
        Instant firstFlow = calls.stream()
                .filter(call -> call.apiId().equals("ka10059"))
                .map(RestCallEntry::at)
                .min(Instant::compareTo)
                .orElseThrow();
        assertThat(calls.stream()
                        .filter(call ->
                                call.apiId().equals("ka10081") && call.at().isAfter(firstFlow))
                        .count())
                .as("prices that were asked for after the first flows")
                .isPositive();
        assertThat(column("SELECT kind, count(*) FROM load_progress GROUP BY 1"))
                .hasSize(2);
    }

    @Test
    void loadsTheShareOfARefusedAppKeyWithTheNextOne() throws Exception {
        Map<String, Object> totals =
                load(WEDNESDAY, "daily_prices", Map.of(CommonOptions.KIWOOM_APP_KEY_IDS.key(), "refused;main"));

        assertThat(totals)
                .contains(entry("loaded.daily_prices", (long) progress()))
                .doesNotContainKeys("unanswered.daily_prices", "skipped.daily_prices");
        assertThat(progress()).isGreaterThan(20);
        assertThat(exchange.restCallLog().stream()
                        .filter(call -> call.apiId().equals("ka10081"))
                        .map(RestCallEntry::appKey))
                .containsOnly("app-key-main")
                .hasSize(progress());
    }

    @Test
    void endsWhenKiwoomIsAwayKeepsWhatItHasAndIsCompletedByTheNextRun() throws Exception {
        int tickers = Integer.parseInt(column("SELECT count(*) FROM stocks WHERE instrument_class NOT IN ('elw', 'etn',"
                        + " 'otc', 'subscription_warrant')")
                .get(0));
        JobClient job = submit(
                loadSettings(WEDNESDAY, "daily_prices", Map.of(CommonOptions.KIWOOM_CALLS_PER_SECOND.key(), "20")));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> progress() > 4);
        exchange.restOutage(Duration.ofHours(1), RestOutage.SERVER_ERROR);

        assertThatThrownBy(() -> job.getJobExecutionResult().get(180, TimeUnit.SECONDS))
                .hasStackTraceContaining(" of " + tickers
                        + " tickers of daily_prices were not loaded (the broker could not be" + " asked any more).");
        int done = progress();
        assertThat(done).isBetween(5, tickers - 1);

        exchange.restOutage(Duration.ZERO, RestOutage.SERVER_ERROR);
        Map<String, Object> totals = load(WEDNESDAY, "daily_prices");

        assertThat(totals)
                .contains(entry("before.daily_prices", (long) done))
                .contains(entry("loaded.daily_prices", (long) tickers - done));
    }

    /** Cancels the job or takes its TaskManager away, some times in the build and fifty times with {@code sise.soak}. */
    @Test
    void isWholeHoweverOftenItIsKilled() throws Exception {
        int kills = Boolean.getBoolean("sise.soak") ? 50 : 4;
        long seed = Boolean.getBoolean("sise.soak") ? System.nanoTime() : 20_261_127;
        Random random = new Random(seed);
        List<String> tickers = column("SELECT ticker FROM stocks WHERE instrument_class NOT IN ('elw', 'etn', 'otc',"
                + " 'subscription_warrant') ORDER BY 1");
        Map<String, String> slowly = Map.of(CommonOptions.KIWOOM_CALLS_PER_SECOND.key(), "40");
        long asked = calls("ka10081") + calls("ka10059");
        int killed = 0;
        int taskManagers = 0;
        int rounds = 1;
        LocalDate through = WEDNESDAY.minusDays(60);
        while (killed < kills) {
            JobClient job = submit(loadSettings(through, BOTH, slowly));
            int target = progressThrough(through) + 1 + random.nextInt(Math.max(1, 2 * tickers.size() / 3));
            LocalDate day = through;
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> progressThrough(day) >= target
                            || job.getJobStatus().get().isTerminalState());
            if (job.getJobStatus().get() == JobStatus.FINISHED) {
                rounds++;
                // All of this day is there: the kills go on with another one.
                through = through.plusDays(7).isAfter(WEDNESDAY) ? WEDNESDAY : through.plusDays(1);
                if (day.equals(WEDNESDAY)) {
                    execute("DELETE FROM daily_prices; DELETE FROM investor_flows; DELETE FROM load_progress");
                    through = WEDNESDAY.minusDays(60);
                }
                continue;
            }
            killed++;
            int kind = random.nextInt(3);
            if (kind > 0) {
                // The cluster numbers them from its start; the oldest that still runs.
                flink.miniCluster().terminateTaskManager(taskManagers++).get(60, TimeUnit.SECONDS);
                assertNoHalfTicker("after kill " + killed + " with seed " + seed);
                flink.miniCluster().startTaskManager();
            }
            if (kind == 2) {
                // Flink starts it again, and it goes on where it was.
                job.getJobExecutionResult().get(120, TimeUnit.SECONDS);
            } else {
                job.cancel().exceptionally(endedBefore -> null).get(60, TimeUnit.SECONDS);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> job.getJobStatus().get().isTerminalState());
            }
            assertNoHalfTicker("after kill " + killed + " with seed " + seed);
        }

        load(WEDNESDAY, BOTH);

        assertWhole(tickers, WEDNESDAY);
        // Each kill may cost the call of each table that was under way.
        assertThat(calls("ka10081") + calls("ka10059") - asked)
                .as("calls, a page for each ticker, day and table, and two for each kill at most")
                .isLessThanOrEqualTo((long) (tickers.size() + withFlows(tickers).size()) * (rounds + 1) + 2L * kills);
    }

    @Test
    void refutesACloseThatTheNextMorningsListTellsOtherwise() throws Exception {
        load(THURSDAY, "daily_prices");
        String last =
                column("SELECT last_close FROM stocks WHERE ticker = '005930'").get(0);
        execute("UPDATE daily_prices SET close = close - 700, low = low - 700 WHERE ticker = '005930' AND date ="
                + " '2026-11-26'");
        execute("UPDATE daily_prices SET close = close * 5, high = high * 5 WHERE ticker = '000660' AND date ="
                + " '2026-11-26'");

        assertThat(run(Map.of())).as("after the close").contains(entry("closes.refuted", 0L));

        Configuration morning = configuration(Map.of());
        StreamExecutionEnvironment environment = environment();
        ReferenceDataJob.define(
                environment,
                ReferenceDataSettings.of(morning),
                Clock.fixed(Instant.parse("2026-11-26T23:30:00Z"), ZoneOffset.UTC));

        Map<String, Object> totals =
                environment.execute(ReferenceDataTopology.NAME).getAllAccumulatorResults();

        assertThat(totals).contains(entry("closes.refuted", 1L), entry("closes.adjusted", 1L));
        assertThat(column("SELECT close FROM daily_prices WHERE ticker = '005930' AND date = '2026-11-26'"))
                .containsExactly(last);
        assertThat(column("SELECT count(*) FROM daily_prices WHERE volume > 0 AND (high < close OR low > close)"))
                .containsExactly("0");
    }

    /** Compares the rows of all tickers with what the exchange answers a client of its own. */
    private void assertWhole(List<String> tickers, LocalDate through) throws Exception {
        assertWholeOf("daily_prices", tickers, through);
        assertWholeOf("investor_flows", withFlows(tickers), through);
    }

    private List<String> withFlows(List<String> tickers) throws SQLException {
        List<String> withFlows =
                column("SELECT ticker FROM stocks WHERE instrument_class IN ('common', 'preferred') ORDER BY 1");
        withFlows.retainAll(tickers);
        return withFlows;
    }

    private void assertWholeOf(String table, List<String> tickers, LocalDate through) throws Exception {
        Map<String, List<String>> stored = new HashMap<>();
        String columns = table.equals("daily_prices")
                ? "date, open, high, low, close, volume, traded_value"
                : "date, foreign_net, institution_net, individual_net, traded_value";
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT ticker, concat_ws(' ', " + columns + ") FROM " + table
                        + " ORDER BY ticker, date DESC")) {
            while (rows.next()) {
                stored.computeIfAbsent(rows.getString(1), ticker -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        HttpClient client = HttpClient.newHttpClient();
        if (ownToken == null) {
            ownToken = token(client);
        }
        for (String ticker : tickers) {
            List<String> answered = answered(client, ownToken, table, ticker, through);
            List<String> rows = stored.getOrDefault(ticker, List.of());
            assertThat(rows.size()).as(table + " of " + ticker).isGreaterThanOrEqualTo(answered.size());
            assertThat(rows.subList(0, answered.size()))
                    .as(table + " of " + ticker)
                    .isEqualTo(answered);
        }
    }

    /** The newest page, as rows of the table. */
    private List<String> answered(HttpClient client, String token, String table, String ticker, LocalDate through)
            throws IOException, InterruptedException {
        String day = through.toString().replace("-", "");
        boolean prices = table.equals("daily_prices");
        JsonNode answer = post(
                client,
                prices ? "/api/dostk/chart" : "/api/dostk/stkinfo",
                prices ? "ka10081" : "ka10059",
                token,
                prices
                        ? "{\"stk_cd\":\"" + ticker + "\",\"base_dt\":\"" + day + "\",\"upd_stkpc_tp\":\"1\"}"
                        : "{\"stk_cd\":\"" + ticker + "\",\"dt\":\"" + day
                                + "\",\"amt_qty_tp\":\"1\",\"trde_tp\":\"0\",\"unit_tp\":\"1000\"}");
        List<String> rows = new ArrayList<>();
        for (JsonNode row : answer.path(prices ? "stk_dt_pole_chart_qry" : "stk_invsr_orgn")) {
            String date = row.path("dt").asText();
            date = date.substring(0, 4) + "-" + date.substring(4, 6) + "-" + date.substring(6);
            rows.add(
                    prices
                            ? String.join(
                                    " ",
                                    date,
                                    row.path("open_pric").asText(),
                                    row.path("high_pric").asText(),
                                    row.path("low_pric").asText(),
                                    row.path("cur_prc").asText(),
                                    row.path("trde_qty").asText(),
                                    won(row, "trde_prica"))
                            : String.join(
                                    " ",
                                    date,
                                    won(row, "frgnr_invsr"),
                                    won(row, "orgn"),
                                    won(row, "ind_invsr"),
                                    won(row, "acc_trde_prica")));
        }
        return rows;
    }

    private static String won(JsonNode row, String field) {
        return Long.toString(Long.parseLong(row.path(field).asText()) * 1_000_000);
    }

    private String token(HttpClient client) throws IOException, InterruptedException {
        return post(
                        client,
                        "/oauth2/token",
                        "au10001",
                        "",
                        "{\"grant_type\":\"client_credentials\",\"appkey\":\"app-key-of-the-test\",\"secretkey\":\"secret-key\"}")
                .path("token")
                .asText();
    }

    private JsonNode post(HttpClient client, String path, String apiId, String token, String body)
            throws IOException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            JsonNode answer = JSON.readTree(client.send(
                            HttpRequest.newBuilder(exchange.restUri().resolve(path))
                                    .header("Content-Type", "application/json;charset=UTF-8")
                                    .header("api-id", apiId)
                                    .header("authorization", "Bearer " + token)
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
            if (answer.path("return_code").asInt() == 0 || attempt == 100) {
                assertThat(answer.path("return_code").asInt())
                        .as(answer.toString())
                        .isZero();
                return answer;
            }
        }
    }

    /** A ticker with rows has progress, and one with progress its rows. */
    private void assertNoHalfTicker(String when) throws SQLException {
        assertThat(column(
                        "SELECT DISTINCT ticker FROM daily_prices EXCEPT SELECT ticker FROM load_progress WHERE kind ="
                                + " 'daily_prices'"))
                .as(when)
                .isEmpty();
        assertThat(column("SELECT p.kind || ' ' || p.ticker FROM load_progress p WHERE p.kind = 'daily_prices' AND"
                        + " p.first_date IS NOT NULL AND (SELECT min(date) FROM daily_prices d WHERE d.ticker = p.ticker)"
                        + " IS DISTINCT FROM p.first_date"))
                .as(when)
                .isEmpty();
        assertThat(column(
                        "SELECT DISTINCT ticker FROM investor_flows EXCEPT SELECT ticker FROM load_progress WHERE kind ="
                                + " 'investor_flows'"))
                .as(when)
                .isEmpty();
    }

    private int progress() throws SQLException {
        return Integer.parseInt(column("SELECT count(*) FROM load_progress").get(0));
    }

    private int progressThrough(LocalDate day) throws SQLException {
        return Integer.parseInt(column("SELECT count(*) FROM load_progress WHERE loaded_through >= '" + day + "'")
                .get(0));
    }

    private long calls(String apiId) {
        return exchange.restCallLog().stream()
                .filter(call -> call.apiId().equals(apiId)
                        && call.status() == 200
                        && !call.appKey().equals("app-key-of-the-test"))
                .count();
    }

    private Map<String, Object> load(LocalDate through, String tables) throws Exception {
        return load(through, tables, Map.of());
    }

    private Map<String, Object> load(LocalDate through, String tables, Map<String, String> more) throws Exception {
        return run(loadSettings(through, tables, more));
    }

    private static Map<String, String> loadSettings(LocalDate through, String tables, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put(LoadSettings.TABLES.key(), tables);
        settings.put(LoadSettings.THROUGH.key(), through.toString());
        return settings;
    }

    /** Runs the job to its end and returns its totals. */
    private Map<String, Object> run(Map<String, String> settings) throws Exception {
        return submit(settings)
                .getJobExecutionResult()
                .get(240, TimeUnit.SECONDS)
                .getAllAccumulatorResults();
    }

    private JobClient submit(Map<String, String> settings) throws Exception {
        StreamExecutionEnvironment environment = environment();
        ReferenceDataJob.define(environment, ReferenceDataSettings.of(configuration(settings)), EVENING);
        return environment.executeAsync(ReferenceDataTopology.NAME);
    }

    private static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
    }

    private Configuration configuration(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>();
        settings.put(CommonOptions.KAFKA_BOOTSTRAP_SERVERS.key(), kafka.bootstrapServers());
        settings.put(CommonOptions.REDIS_URL.key(), redis.uri());
        settings.put(CommonOptions.POSTGRES_URL.key(), database);
        settings.put(CommonOptions.POSTGRES_USER.key(), postgres.user());
        settings.put(CommonOptions.KIWOOM_REST_URL.key(), exchange.restUri().toString());
        settings.put(CommonOptions.KIWOOM_CALLS_PER_SECOND.key(), "200");
        settings.put(CommonOptions.KIWOOM_SECRETS_DIRECTORY.key(), secrets.toString());
        settings.putAll(more);
        return Configuration.fromMap(settings);
    }

    private static List<JsonNode> rejected() throws Exception {
        List<JsonNode> rejected = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.REJECTED.topic(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (var row : consumer.poll(Duration.ofMillis(200))) {
                    rejected.add(JSON.readTree(new String(row.value(), StandardCharsets.UTF_8)));
                }
            }
        }
        return rejected;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database, postgres.user(), null);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> column(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
