package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.gateway.ApiClient.Answer;
import dev.sise.gateway.ScriptedScans.Script;
import dev.sise.market.KrxCalendar;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.EmbeddedRedis;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scans that are asked for, at two gateways on one real database; a scripted launcher does to the tables what the job would do. */
class ScanApiITCase {
    /** Market time 14:54:28 of a Wednesday whose prices are not loaded yet. */
    private static final Instant NOW = Instant.parse("2026-07-01T05:54:28.9Z");

    private static final String SCAN = "/api/kr/scan";
    private static final String AT_ONCE = SCAN + "?wait=0";
    private static final ApiClient API = new ApiClient();

    private static EmbeddedPostgres postgres;
    private static EmbeddedRedis redis;
    private static ScanTables tables;
    private static ScriptedScans jobs;
    private static Gateway gateway;
    private static Gateway other;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        redis = EmbeddedRedis.start();
        tables = new ScanTables(postgres, "scans");
        tables.bars("005930", LocalDate.of(2026, 6, 1), LocalDate.of(2026, 6, 30));
        // A day on which nothing traded is no session.
        tables.execute("INSERT INTO daily_prices VALUES ('005930', '2026-07-01', 0, 0, 0, 1050, 0)");
        jobs = new ScriptedScans(tables);
        gateway = start("one", Optional.of(tables.settings()), Optional.of(jobs));
        insertOldRuns();
        other = start("two", Optional.of(tables.settings()), Optional.of(jobs));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        other.close();
        redis.close();
        postgres.close();
    }

    @BeforeEach
    void script() {
        jobs.next(Script.DONE);
        jobs.started().clear();
    }

    @AfterEach
    void callOff() throws SQLException {
        tables.execute("UPDATE scan_runs SET state = 'cancelled', ended_at = now() - interval '1 hour'"
                + " WHERE state IN ('waiting', 'running')");
    }

    @Test
    void aScanThatIsDoneInTimeIsAnsweredAsTheOldBackendDid() throws Exception {
        Answer answer = API.post(gateway, "/scan", "{'market':'KOSPI','max_tickers':40,'something':'else'}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body())
                .startsWith(
                        "{\"total_scanned\":38,\"valid_signals\":5,\"returned\":2,"
                                + "\"market\":\"KOSPI\",\"filters\":{\"exclude_elw\":true,\"min_market_cap\":null},\"results\":[{"
                                + "\"ticker\":\"005930\",\"name\":\"이름\",\"signal_type\":\"bullish\",\"grade\":\"A\",\"score\":81.5,"
                                + "\"total_score\":81.5,\"vcp_score\":80.1,\"smartmoney_score\":null,\"current_price\":70000,"
                                + "\"entry_price\":71000,\"target_price\":85200,\"volume\":5000,\"analysis_date\":\"2026-06-30\",");
        assertThat(answer.text("/state")).isEqualTo("done");
        assertThat(answer.text("/kind")).isEqualTo("adhoc");
        assertThat(answer.text("/as_of")).isEqualTo("2026-06-30");
        assertThat(answer.body().path("published").asBoolean()).isFalse();
        assertThat(answer.text("/totals/universe")).isEqualTo("40");
        assertThat(answer.body().at("/results/0/contractions/0/depth").asDouble())
                .isEqualTo(0.25);
        assertThat(answer.text("/request/as_of")).isEqualTo("2026-06-30");
        String id = answer.text("/scan_id");
        assertThat(id).matches("adhoc-[0-9a-f]{32}");
        assertThat(jobs.started())
                .containsExactly(List.of(
                        "--postgres.url=" + tables.url,
                        "--postgres.user=" + tables.user,
                        "--scan.kind=adhoc",
                        "--scan.id=" + id));
        assertThat(API.get(gateway, SCAN + "/" + id).body()).isEqualTo(answer.body());
        assertThat(API.get(other, SCAN + "/" + id).body()).isEqualTo(answer.body());
    }

    @Test
    void aScanThatIsNotDoneInTimeIsFoundByItsIdWithItsProgressAndThenItsResult() throws Exception {
        jobs.next(Script.RUNS);
        Answer accepted = API.post(gateway, AT_ONCE, "");
        String id = accepted.text("/scan_id");
        assertThat(accepted.status()).isEqualTo(202);

        Answer running = API.get(other, SCAN + "/" + id);
        assertThat(running.text("/state")).isEqualTo("running");
        assertThat(running.text("/progress/done") + " of " + running.text("/progress/total"))
                .isEqualTo("7 of 40");
        assertThat(running.body().has("results")).isFalse();
        // Somebody who comes later waits for the same scan, also elsewhere.
        double joined = scans(other, "joined");
        CompletableFuture<Answer> waits = API.begin(other, "POST", SCAN + "?wait=30", "");
        await().until(() -> scans(other, "joined") == joined + 1);
        tables.finish(id);

        assertThat(waits.join().status()).isEqualTo(200);
        assertThat(waits.join().text("/scan_id")).isEqualTo(id);
        assertThat(API.get(gateway, SCAN + "/" + id).body())
                .isEqualTo(waits.join().body());
        assertThat(jobs.started()).hasSize(1);
        Answer late = API.delete(gateway, SCAN + "/" + id);
        assertThat(late.status() + " " + late.text("/error")).isEqualTo("409 ended");
        await().until(() -> scans(gateway, "done") >= 1);
    }

    @Test
    void ofManyEqualRequestsAtTwoGatewaysOneBeginsAScanAndAnotherRequestAnotherOne() {
        jobs.next(Script.RUNS);
        List<CompletableFuture<Answer>> equal = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            equal.add(API.begin(gateway, "POST", AT_ONCE, "{\"top_n\":5,\"sort_by\":\"volume\"}"));
            equal.add(API.begin(
                    other, "POST", AT_ONCE, "{\"sort_by\":\"volume\",\"top_n\":5,\"as_of\":\"2026-06-30\",\"x\":1}"));
        }

        assertThat(equal.stream().map(answer -> answer.join().text("/scan_id")).distinct())
                .hasSize(1);
        assertThat(jobs.started()).hasSize(1);
        String id = equal.get(0).join().text("/scan_id");
        for (String different : List.of("{'top_n':6,'sort_by':'volume'}", "{'top_n':5}")) {
            assertThat(API.post(other, AT_ONCE, different).text("/scan_id")).isNotEqualTo(id);
        }
        API.delete(other, SCAN + "/" + id);
        assertThat(API.post(gateway, AT_ONCE, "{'top_n':5,'sort_by':'volume'}").text("/scan_id"))
                .isNotEqualTo(id);
    }

    @Test
    void whoWaitsForAScanHearsItsIdWhenTheGatewayCloses() throws Exception {
        jobs.next(Script.RUNS);
        CompletableFuture<Answer> waits;
        try (Gateway closing = start("closing", Optional.of(tables.settings()), Optional.of(jobs))) {
            waits = API.begin(closing, "POST", SCAN, "{'top_n':21}".replace('\'', '"'));
            await().until(() -> jobs.started().size() == 1);
        }

        assertThat(waits.join().status()).isEqualTo(202);
        assertThat(API.get(gateway, SCAN + "/" + waits.join().text("/scan_id")).text("/state"))
                .isEqualTo("running");
    }

    @Test
    void aCancelledScanEndsItsJobAndTellsWhoWaits() throws Exception {
        double joined = scans(gateway, "joined");
        jobs.next(Script.RUNS);
        String id = API.post(gateway, AT_ONCE, "").text("/scan_id");
        CompletableFuture<Answer> waits = API.begin(gateway, "POST", SCAN, "");
        await().until(() -> scans(gateway, "joined") == joined + 1);

        Answer cancelled = API.delete(other, SCAN + "/" + id);

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("/state")).isEqualTo("cancelled");
        assertThat(waits.join().status() + " " + waits.join().text("/error")).isEqualTo("409 scan_cancelled");
        String job = cancelled.text("/flink_job_id");
        await().until(() -> jobs.state(job) == JobLauncher.State.CANCELED);
        assertThat(API.delete(other, SCAN + "/" + id).status()).isEqualTo(409);
        assertThat(API.delete(other, SCAN + "/nothing").status()).isEqualTo(404);
        assertThat(API.get(other, SCAN + "/no%20%00thing").status()).isEqualTo(404);
        assertThat(API.get(gateway, SCAN + "/" + id).text("/state")).isEqualTo("cancelled");
    }

    @Test
    void aScanWhoseJobWasNotTakenSaysWhy() throws Exception {
        jobs.next(Script.REFUSED);

        Answer answer = API.post(gateway, AT_ONCE, "");

        assertThat(answer.status() + " " + answer.text("/error")).isEqualTo("503 not_started");
        assertThat(answer.text("/detail")).contains("Flink has no jar vcp-scan");
        assertThat(answer.response().headers().firstValue("Retry-After")).contains("30");
        Answer failed = API.get(gateway, SCAN + "/" + answer.text("/scan_id"));
        assertThat(failed.text("/state")).isEqualTo("failed");
        assertThat(failed.text("/error")).isEqualTo(answer.text("/detail"));
    }

    @Test
    void aStartWhoseAnswerWasLostIsAStart() {
        jobs.next(Script.RUNS_UNANSWERED);

        assertThat(API.post(gateway, AT_ONCE, "").status()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({"FAILS,failed; Flink tells why", "ENDS_WITHOUT_RESULT,ended without a result"})
    void aScanWhoseJobDidNotDoItFailsWhoeverBeganIt(Script script, String words) {
        jobs.next(script);

        Answer answer = API.post(gateway, SCAN, "");

        assertThat(answer.status() + " " + answer.text("/error")).isEqualTo("500 scan_failed");
        assertThat(answer.text("/detail")).contains(words);
    }

    @Test
    void aScanWhoseJobNobodyKnowsFailsAlsoWhenItsGatewayIsGone() throws Exception {
        jobs.next(Script.RUNS);
        String known = API.post(gateway, AT_ONCE, "").text("/scan_id");
        String job = "0123456789abcdef0123456789abcdef";
        String neverStarted = "adhoc-" + job;
        String justNow = neverStarted.replace("0", "f");
        String begun = "now() - interval '3 minutes', '" + job + "')";
        tables.execute("INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at, flink_job_id) VALUES ('"
                + neverStarted + "', 'adhoc', '2026-06-30', '{}', 'waiting', " + begun + ", ('" + justNow
                + "', 'adhoc', '2026-06-29', '{}', 'waiting', now(), '" + job
                // By hand, on a cluster of which the gateways know nothing.
                + "'), ('nightly-2026-06-30-" + job + "', 'nightly', '2026-06-30', '{}', 'running', " + begun
                + ", ('adhoc-2026-06-30-" + job + "', 'adhoc', '2026-06-30', '{}', 'running', " + begun);
        // The gateways saw the job of the known one before the cluster was replaced.
        await().atMost(Duration.ofSeconds(20)).until(() -> state(neverStarted).equals("failed"));
        jobs.forget();

        await().atMost(Duration.ofSeconds(20)).until(() -> state(known).equals("failed"));
        assertThat(API.get(other, SCAN + "/" + known).text("/error")).contains("Flink does not know the job");
        assertThat(state(justNow)).isEqualTo("waiting");
        assertThat(state("nightly-2026-06-30-" + job)).isEqualTo("running");
        assertThat(state("adhoc-2026-06-30-" + job)).isEqualTo("running");
    }

    @Test
    void aScanThatWasStartedByHandFailsWithItsJobAndIsNotJoined() throws Exception {
        String job = "00000000000000000000000000000001";
        String byHand = "adhoc-2026-06-30-" + job;
        String began = API.post(gateway, AT_ONCE, "{'top_n':31}").text("/scan_id");
        tables.execute("INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at, flink_job_id) SELECT '"
                + byHand + "', kind, as_of, request, 'running', now(), '" + job + "' FROM scan_runs WHERE id = '"
                + began + "'");

        assertThat(API.post(gateway, AT_ONCE, "{'top_n':31}").text("/scan_id")).isNotIn(byHand, began);
        jobs.next(Script.FAILS);
        jobs.submit(job, "vcp-scan", List.of("--scan.id=" + byHand));
        await().until(() -> state(byHand).equals("failed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'market':'NYSE'} | market | KOSPI, KOSDAQ or ALL | NYSE",
                "{'sort_by':5} | sort_by | score, market_cap or volume | 5",
                "{'top_n':0} | top_n | 1 or more | 0",
                "{'min_market_cap':-1} | min_market_cap | 0 or more | -1",
                "{'as_of':'yesterday'} | as_of | a date such as 2026-07-01 | yesterday",
                "{'as_of':'2026-06-28'} | as_of | a session whose prices are there, the last one before it is 2026-06-26 | 2026-06-28",
                "{'as_of':'2026-07-01'} | as_of | a session whose prices are there, the last one before it is 2026-06-30 | 2026-07-01",
                "{'as_of':'+999999-01-01'} | as_of | a session whose prices are there, the last one before it is 2026-06-30 | +999999-01-01",
                "{'as_of':'-999999-01-01'} | as_of | a session whose prices are there, and there is none before it | -999999-01-01",
                "[1] | body | a JSON object | [1]"
            })
    void aWrongValueIsNamedWithItsRule(String body, String field, String rule, String value) throws Exception {
        Answer answer = API.post(gateway, SCAN, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/field")).isEqualTo(field);
        assertThat(answer.text("/rule")).isEqualTo(rule);
        assertThat(answer.text("/value")).isEqualTo(value);
        assertThat(jobs.started()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multipart/form-data; boundary=x | --x^Content-Disposition: form-data; name=\"top_n\"^^5^--x--^",
                "Multipart/form-data | top_n=5",
                "application/x-www-form-urlencoded | top_n=5",
                "text/xml | <top_n>5</top_n>",
                "application/json | 5"
            })
    void aBodyThatIsNoJsonBeginsNoScanOfDefaults(String type, String body) {
        Answer answer = API.post(gateway, AT_ONCE, type, body.replace("^", "\r\n"));

        assertThat(answer.status() + " " + answer.text("/field")).isEqualTo("400 body");
        assertThat(answer.text("/rule")).isEqualTo("a JSON object");
        assertThat(jobs.started()).isEmpty();
    }

    @Test
    void aBodyOfJsonIsTakenWhateverItIsCalled() {
        for (String type : List.of("application/json", "application/x-www-form-urlencoded", "text/plain")) {
            assertThat(API.post(gateway, AT_ONCE, type, "{\"top_n\":5}").text("/request/top_n"))
                    .isEqualTo("5");
        }
    }

    @Test
    void wrongParametersAreNamedAndALongBodyIsRefused() {
        assertThat(API.post(gateway, SCAN + "?wait=301", "").text("/rule")).isEqualTo("a whole number, 0 to 300");
        assertThat(API.post(gateway, "/scan?wait=soon", "").text("/field")).isEqualTo("wait");
        assertThat(API.get(gateway, SCAN + "?state=over").text("/field")).isEqualTo("state");
        assertThat(API.get(gateway, SCAN + "?kind=x").text("/field")).isEqualTo("kind");
        assertThat(API.get(gateway, SCAN + "?limit=0").text("/field")).isEqualTo("limit");
        assertThat(API.post(gateway, SCAN, "{'x':'" + "y".repeat(70_000) + "'}").status())
                .isEqualTo(413);
    }

    @Test
    void moreThanEightUndoneScansAreRefused() throws Exception {
        jobs.next(Script.RUNS);
        for (int top = 1; top <= 8; top++) {
            assertThat(API.post(gateway, AT_ONCE, "{'top_n':" + top + "}").status())
                    .isEqualTo(202);
        }

        Answer ninth = API.post(other, AT_ONCE, "{'top_n':9}");

        assertThat(ninth.status() + " " + ninth.text("/error")).isEqualTo("429 too_many_scans");
        assertThat(ninth.response().headers().firstValue("Retry-After")).contains("10");
        // An equal one needs no place.
        assertThat(API.post(other, AT_ONCE, "{'top_n':8}").status()).isEqualTo(202);
    }

    @Test
    void aScanThatIsNotDoneWithinAnHourIsGivenUpAlsoWithoutFlink() throws Exception {
        tables.execute("INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at) VALUES"
                + " ('too-long', 'nightly', '2026-06-01', '{}', 'running', now() - interval '61 minutes'),"
                + " ('not-yet', 'nightly', '2026-06-01', '{}', 'running', now() - interval '55 minutes')");

        await().until(() -> state("too-long").equals("failed"));

        assertThat(API.get(other, SCAN + "/too-long").text("/error"))
                .isEqualTo("It was not done within an hour, so it was given up");
        assertThat(state("not-yet")).isEqualTo("running");
    }

    @Test
    void aDayWhoseLoadIsNotDoneIsNoSessionYet() throws Exception {
        tables.execute("INSERT INTO schedule_runs (name, day, state, owner, heartbeat_at, started_at)"
                + " VALUES ('nightly-load', '2026-06-30', 'running', 'one', now(), now())");
        try {
            assertThat(API.post(gateway, AT_ONCE, "{'top_n':11}").text("/as_of"))
                    .isEqualTo("2026-06-29");
            assertThat(API.post(gateway, AT_ONCE, "{'as_of':'2026-06-30'}").text("/rule"))
                    .isEqualTo("a session whose prices are there, the last one before it is 2026-06-29");
            tables.execute("UPDATE schedule_runs SET state = 'failed'");
            assertThat(API.post(gateway, AT_ONCE, "{'top_n':13}").text("/as_of"))
                    .isEqualTo("2026-06-29");
            assertThat(API.post(gateway, AT_ONCE, "{'top_n':13,'as_of':'2026-06-30'}")
                            .text("/as_of"))
                    .isEqualTo("2026-06-30");
            tables.execute("UPDATE schedule_runs SET state = 'done'");
            assertThat(API.post(gateway, AT_ONCE, "{'top_n':12}").text("/as_of"))
                    .isEqualTo("2026-06-30");
        } finally {
            tables.execute("DELETE FROM schedule_runs");
        }
    }

    @Test
    void scansAreListedTheNewestFirstAndForgottenInTime() throws Exception {
        String first = API.post(gateway, AT_ONCE, "{'top_n':1}").text("/scan_id");
        jobs.next(Script.REFUSED);
        String second = API.post(gateway, AT_ONCE, "{'top_n':2}").text("/scan_id");

        JsonNode newest = API.get(other, SCAN + "?limit=2").body().path("scans");
        assertThat(newest).extracting(scan -> scan.path("scan_id").asText()).containsExactly(second, first);
        assertThat(API.get(other, SCAN + "?state=failed&limit=1").text("/scans/0/scan_id"))
                .isEqualTo(second);
        // Deleted when the other gateway started, with their signals.
        await().until(() -> tables.column("SELECT id FROM scan_runs WHERE id LIKE 'old-%' ORDER BY id")
                .equals(List.of("old-adhoc-kept", "old-nightly-board", "old-nightly-kept")));
        // Of the ended ones that were asked for 1,000 are left, among them old-adhoc-kept.
        assertThat(tables.column("SELECT id FROM scan_runs WHERE id LIKE 'many-%'"))
                .hasSizeLessThan(1_000)
                .contains("many-1")
                .doesNotContain("many-1000", "many-1005");
        assertThat(tables.column("SELECT DISTINCT scan_id FROM signals WHERE scan_id LIKE 'old-%'"))
                .containsExactly("old-nightly-board");
        assertThat(API.get(other, SCAN + "?kind=nightly&state=done").body().path("scans"))
                .hasSize(2);
    }

    @Test
    void withoutADatabaseOrTablesOrALauncherItSaysSo() throws Exception {
        String empty = postgres.createDatabase("empty");
        try (Gateway off = start("off", Optional.empty(), Optional.empty());
                Gateway bare =
                        start("bare", Optional.of(ScanTables.settings(empty, postgres.user())), Optional.of(jobs));
                Gateway away = start(
                        "away",
                        Optional.of(ScanTables.settings(postgres.jdbcUrl("missing"), postgres.user())),
                        Optional.of(jobs));
                Gateway idle = start("idle", Optional.of(tables.settings()), Optional.empty())) {
            for (String path : List.of(SCAN, SCAN + "/x", "/api/kr/signals", "/api/kr/stocks/005930/bars")) {
                assertThat(API.get(off, path).text("/error")).isEqualTo("database_off");
                Answer old = API.get(bare, path);
                assertThat(old.status() + " " + old.text("/error")).isEqualTo("503 database_down");
                assertThat(old.text("/detail")).contains("run migrate");
                assertThat(old.response().headers().firstValue("Retry-After")).contains("5");
                assertThat(API.get(away, path).text("/detail")).contains("\"missing\" does not exist");
            }
            for (Gateway each : List.of(off, bare, away, idle)) {
                assertThat(API.post(each, AT_ONCE, "{'top_n':0}").status()).isEqualTo(400);
                assertThat(API.post(each, AT_ONCE, "").status()).isEqualTo(503);
            }
            Answer old = API.post(bare, AT_ONCE, "");
            assertThat(old.text("/error")).isEqualTo("old_tables");
            assertThat(old.text("/detail"))
                    .contains("at version 0 and this gateway needs version " + SchemaVersion.NEEDED);
            assertThat(old.response().headers().firstValue("Retry-After")).isEmpty();
            assertThat(API.delete(off, SCAN + "/x").status()).isEqualTo(503);
            assertThat(API.post(idle, AT_ONCE, "").text("/error")).isEqualTo("scans_off");
            assertThat(API.get(idle, SCAN).status()).isEqualTo(200);
        }
        // Connections that were cut are not used again.
        tables.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'scans'"
                + " AND pid <> pg_backend_pid()");
        assertThat(API.get(gateway, SCAN).status()).isEqualTo(200);
        ScanTables none = new ScanTables(postgres, "none");
        try (Gateway fresh = start("fresh", Optional.of(none.settings()), Optional.of(jobs))) {
            none.execute("UPDATE schema_history SET version = 'x' WHERE version = '" + SchemaVersion.NEEDED + "'");
            assertThat(API.post(fresh, AT_ONCE, "").text("/detail"))
                    .contains("at version " + (SchemaVersion.NEEDED - 1) + " and");
            none.execute("UPDATE schema_history SET version = '" + SchemaVersion.NEEDED + "' WHERE version = 'x'");
            Answer answer = API.post(fresh, AT_ONCE, "");
            assertThat(answer.status() + " " + answer.text("/error")).isEqualTo("409 no_prices");
            // A connection is kept though what was asked on it is refused.
            String connections =
                    "SELECT pid FROM pg_stat_activity WHERE datname = 'none' AND pid <> pg_backend_pid() ORDER BY pid";
            List<String> before = none.column(connections);
            for (int i = 0; i < 2 * before.size(); i++) {
                assertThat(API.post(fresh, AT_ONCE, "").status()).isEqualTo(409);
                assertThat(API.post(fresh, AT_ONCE, "{'as_of':'2026-06-30'}").status())
                        .isEqualTo(400);
            }
            assertThat(none.column(connections)).containsAll(before);
        }
    }

    private static void insertOldRuns() throws SQLException {
        String columns = "INSERT INTO scan_runs (id, kind, as_of, request, state, published, requested_at) VALUES ";
        tables.execute(columns
                + "('old-adhoc', 'adhoc', '2026-06-01', '{}', 'done', false, now() - interval '8 days'),"
                + "('old-adhoc-kept', 'adhoc', '2026-06-01', '{}', 'done', false, now() - interval '6 days'),"
                + "('old-nightly', 'nightly', '2025-01-02', '{}', 'done', true, now() - interval '401 days'),"
                + "('old-nightly-board', 'nightly', '2025-01-03', '{}', 'done', true, now() - interval '401 days'),"
                + "('old-nightly-kept', 'nightly', '2025-01-03', '{}', 'done', false, now() - interval '399 days')");
        tables.execute("INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at)"
                + " SELECT 'many-' || i, 'adhoc', '2026-06-01', '{}', 'done', now() - interval '150 hours' - i * interval '1 second'"
                + " FROM generate_series(1, 1005) AS i");
        for (String id : List.of("old-adhoc", "old-nightly", "old-nightly-board")) {
            tables.execute(ScanTables.signal(id, "005930 bullish 1 A KOSPI"));
        }
    }

    private static String state(String scanId) throws SQLException {
        return tables.column("SELECT state FROM scan_runs WHERE id = '" + scanId + "'")
                .get(0);
    }

    /** The metric of what became of scans. */
    private static double scans(Gateway of, String outcome) throws Exception {
        String name = "sise_scans_total{outcome=\"" + outcome + "\"} ";
        return API.text(of, "/metrics")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    private static Gateway start(String id, Optional<ScheduleSettings> database, Optional<JobLauncher> launcher) {
        // Kafka is away, which is nothing to those who ask for scans.
        GatewaySettings settings = new GatewaySettings(
                "127.0.0.1",
                0,
                RedisAddress.of(redis.uri()),
                "127.0.0.1:1",
                1,
                Duration.ofSeconds(1),
                Optional.of(id),
                Duration.ofMillis(200),
                Duration.ZERO,
                KrxCalendar.load(),
                database);
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return launcher.map(given -> Gateway.start(settings, clock, given))
                .orElseGet(() -> Gateway.start(settings, clock));
    }
}
