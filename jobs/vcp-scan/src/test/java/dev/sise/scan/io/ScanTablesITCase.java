package dev.sise.scan.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import dev.sise.runtime.CommonOptions;
import dev.sise.scan.VcpScanSettings;
import dev.sise.scan.functions.Base;
import dev.sise.scan.functions.Cleaning;
import dev.sise.scan.functions.Contraction;
import dev.sise.scan.functions.Grade;
import dev.sise.scan.functions.MarketData;
import dev.sise.scan.functions.ScanKind;
import dev.sise.scan.functions.ScanOutput;
import dev.sise.scan.functions.ScanResult;
import dev.sise.scan.functions.ScanRun;
import dev.sise.scan.functions.ScanRuns;
import dev.sise.scan.functions.Scores;
import dev.sise.scan.functions.SetupState;
import dev.sise.scan.functions.Signal;
import dev.sise.scan.functions.StoredRun;
import dev.sise.scan.functions.TradePlan;
import dev.sise.scan.functions.VcpScore;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of a scan without Flink, with rows made by hand. */
class ScanTablesITCase {
    private static final LocalDate DATE = LocalDate.of(2026, 6, 30);
    private static final String JOB = "0123456789abcdef0123456789abcdef";
    private static final String OTHER_JOB = "fedcba9876543210fedcba9876543210";
    private static final String RUNS = "SELECT concat_ws(' ', id, state, published::text) FROM scan_runs ORDER BY id";

    private static EmbeddedPostgres postgres;
    private static String database;

    @BeforeAll
    static void startServer() throws SQLException {
        postgres = EmbeddedPostgres.start();
        database = postgres.createDatabase("tables");
        SchemaMigrator.of(database, postgres.user(), Optional.empty()).migrate();
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
    }

    @BeforeEach
    void forget() throws SQLException {
        execute("DELETE FROM scan_runs");
    }

    @Test
    void aNightlyRunLeavesTheBoardOfOneThatBeganLater() throws Exception {
        running("older", "08:00");
        running("newer", "09:00");

        write(run("newer"));
        write(run("older"));

        assertThat(column(RUNS)).containsExactly("newer done true", "older done false");
    }

    @Test
    void aNightlyRunTakesTheBoardOfOneThatBeganBefore() throws Exception {
        running("older", "08:00");
        running("newer", "09:00");

        write(run("older"));
        write(run("newer"));

        assertThat(column(RUNS)).containsExactly("newer done true", "older done false");
    }

    @Test
    void aRunOfAnotherDateOrOneThatIsNoBoardDoesNotCount() throws Exception {
        running("older", "08:00");
        running("asked", "09:00");
        running("another-day", "10:00");
        execute("UPDATE scan_runs SET kind = 'adhoc' WHERE id = 'asked'");
        execute("UPDATE scan_runs SET as_of = '2026-06-29' WHERE id = 'another-day'");

        write(new ScanRun("asked", ScanKind.ADHOC, DATE, ScanRequest.nightly(DATE)));
        write(new ScanRun("another-day", ScanKind.NIGHTLY, DATE.minusDays(1), ScanRequest.nightly(DATE.minusDays(1))));
        write(run("older"));

        assertThat(column(RUNS)).containsExactly("another-day done true", "asked done false", "older done true");
    }

    @Test
    void aResultThatCannotBeWrittenWholeChangesNothing() throws Exception {
        running("board", "08:00");
        running("newer", "09:00");
        write(run("board"), List.of(signal(1)));

        // Two of one ticker and type are refused by the table, the last to be written.
        Throwable failure = catchThrowable(() -> write(run("newer"), List.of(signal(1), signal(2))));

        assertThat(failure).isInstanceOf(IOException.class).hasMessageContaining("signals_key");
        assertThat(column(RUNS)).containsExactly("board done true", "newer running false");
        assertThat(column("SELECT scan_id || ' ' || ticker FROM signals")).containsExactly("board 005930");
    }

    @Test
    void aRunThatEndsWhileAnotherOfItsDateIsWrittenWaitsForThat() throws Exception {
        running("older", "08:00");
        running("newer", "09:00");
        try (Connection other = DriverManager.getConnection(database, postgres.user(), null);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE scan_runs SET state = 'done', published = TRUE WHERE id = 'newer'");
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
                try {
                    write(run("older"));
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            await().until(() -> !column(
                            "SELECT pid FROM pg_stat_activity WHERE datname = 'tables' AND wait_event_type = 'Lock'")
                    .isEmpty());

            other.commit();

            written.get(1, TimeUnit.MINUTES);
        }
        assertThat(column(RUNS)).containsExactly("newer done true", "older done false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"done", "failed", "cancelled"})
    void aRunThatHasEndedIsNeitherBegunNorFailedNorWritten(String state) throws Exception {
        running("night", "08:00");
        execute("UPDATE scan_runs SET state = '" + state + "', error = 'as it was'");
        String before = "SELECT scan_runs::text FROM scan_runs";
        List<String> row = column(before);
        try (ScanRuns.Access access = tables(Map.of()).runs().open()) {
            assertThat(access.begin("night", 3, JOB)).isFalse();
            access.fail("night", "broken");
        }

        Throwable failure = catchThrowable(() -> write(run("night")));

        if (state.equals("done")) {
            assertThat(failure).isNull();
        } else {
            assertThat(failure)
                    .isInstanceOf(SuppressRestartsException.class)
                    .hasRootCauseMessage("night was not written: it is " + state + ", nothing was changed");
        }
        assertThat(column(before)).isEqualTo(row);
    }

    @Test
    void aRunThatIsNotThereAnyMoreIsNotWritten() {
        assertThat(catchThrowable(() -> write(run("night"))))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseMessage("night was not written: it is not there any more, nothing was changed");
    }

    /** Which of two nightly runs began later decides between their boards. */
    @Test
    void aRunThatIsBegunAgainBeganWhenItDidFirst() throws Exception {
        running("night", "08:00");
        try (ScanRuns.Access access = tables(Map.of()).runs().open()) {
            assertThat(access.begin("night", 3, JOB)).isTrue();
        }

        assertThat(column("SELECT started_at = '2026-06-30 08:00:00+00' FROM scan_runs"))
                .containsExactly("t");
    }

    @Test
    void aFailureIsToldWithItsMoment() throws Exception {
        running("night", "08:00");
        try (ScanRuns.Access access = tables(Map.of()).runs().open()) {
            access.fail("night", "broken");
        }

        assertThat(column("SELECT state || ' ' || error || ' ' || (ended_at <= now()) FROM scan_runs"))
                .containsExactly("failed broken true");
    }

    @Test
    void aRunThatAnotherJobGoesOnWithIsFollowedThere() throws Exception {
        try (ScanRuns.Access access = tables(Map.of()).runs().open()) {
            access.insert(run("night"), JOB);
            access.insert(run("night"), OTHER_JOB);
            assertThat(access.findByJob(JOB)).map(StoredRun::id).contains("night");

            assertThat(access.begin("night", 3, OTHER_JOB)).isTrue();

            assertThat(column("SELECT flink_job_id FROM scan_runs")).containsExactly(OTHER_JOB);
            assertThat(access.findByJob(OTHER_JOB)).map(StoredRun::id).contains("night");
            assertThat(access.findByJob(JOB)).isEmpty();
        }
    }

    @Test
    void progressGrowsToTheTotalAndBeginsAnewWithTheRun() throws Exception {
        String progress = "SELECT progress_done || '/' || progress_total FROM scan_runs";
        try (ScanRuns.Access access = tables(Map.of()).runs().open()) {
            access.insert(run("night"), JOB);
            access.begin("night", 100, JOB);
            access.advance("night", 40);
            assertThat(column(progress)).containsExactly("40/100");
            access.advance("night", 70);
            assertThat(column(progress)).containsExactly("100/100");

            access.begin("night", 100, JOB);
            assertThat(column(progress)).containsExactly("0/100");

            access.fail("night", "broken");
            access.advance("night", 70);
            assertThat(column(progress)).containsExactly("0/100");
        }
    }

    @Test
    void aSessionIsADayOnWhichAnythingTraded() throws Exception {
        execute("INSERT INTO daily_prices VALUES ('000010', '2026-06-25', 1, 1, 1, 1, 1),"
                + " ('000010', '2026-06-26', 0, 0, 0, 1, 0), ('000020', '2026-06-26', 0, 1, 1, 1, 5),"
                + " ('000010', '2026-06-29', 0, 0, 0, 1, 0), ('000020', '2026-06-29', 1, 1, 1, 1, 1),"
                + " ('000010', '2026-07-01', 1, 1, 1, 1, 1), ('000010', '-infinity', 1, 1, 1, 1, 1)");

        try (MarketData.Reader reader = tables(Map.of()).data().open()) {
            assertThat(Arrays.stream(reader.sessions(DATE).days()).mapToObj(LocalDate::ofEpochDay))
                    .containsExactly(LocalDate.of(2026, 6, 25), LocalDate.of(2026, 6, 29));
        }
    }

    @Test
    void theDayOfTheListsIsThatOfTheMarketClock() throws Exception {
        execute(
                "INSERT INTO stocks (ticker, name, market_code, list_market, ticker_category, instrument_class, has_after_market,"
                        + " updated_at)"
                        + " VALUES ('005930', 'x', '0', '0', 'KOSPI', 'common', false, '2026-06-30 08:30:00+09')");

        assertThat(listsReadOn(Map.of())).isEqualTo(DATE);
        assertThat(listsReadOn(Map.of(CommonOptions.CLOCK_OFFSET.key(), "15 h")))
                .isEqualTo(DATE);
        assertThat(listsReadOn(Map.of(CommonOptions.CLOCK_OFFSET.key(), "16 h")))
                .isEqualTo(DATE.plusDays(1));
    }

    private static LocalDate listsReadOn(Map<String, String> settings) throws Exception {
        try (MarketData.Reader reader = tables(settings).data().open()) {
            return reader.listsReadOn();
        }
    }

    private static void running(String id, String startedAt) throws SQLException {
        execute("INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at, started_at) VALUES ('" + id
                + "', 'nightly', '" + DATE + "', '{}', 'running', '2026-06-30 07:00:00+00', '2026-06-30 " + startedAt
                + ":00+00')");
    }

    private static ScanRun run(String id) {
        return new ScanRun(id, ScanKind.NIGHTLY, DATE, ScanRequest.nightly(DATE));
    }

    /** Writes an empty result. */
    private static void write(ScanRun run) throws Exception {
        write(run, List.of());
    }

    private static void write(ScanRun run, List<Signal> signals) throws Exception {
        LocalDate day = run.asOf();
        SinkWriter<ScanOutput> writer = tables(Map.of()).board().createWriter(null);
        try {
            writer.write(
                    new ScanOutput(
                            run,
                            0,
                            new ScanResult(
                                    run.request(), day, day, 1, 1, 1, signals, List.of(), new Cleaning(0, 0, 0, 0, 0))),
                    null);
        } finally {
            writer.close();
        }
    }

    private static Signal signal(int rank) {
        Contraction fall = new Contraction(.1, DATE.minusDays(30), 1_000, DATE.minusDays(20), 900);
        return new Signal(
                SignalType.BULLISH,
                rank,
                "005930",
                "name",
                "KOSPI",
                DATE,
                Grade.A,
                new Scores(80, new VcpScore(30, 20, 10, 10, null, 70), null, null),
                null,
                SetupState.SETUP,
                List.of(),
                new Base(DATE, 30, List.of(fall), 0, 1, 1, 1, 1),
                "4W 10/10 1T",
                1_000,
                null,
                null,
                new TradePlan(1_001, 901, 1_301),
                990,
                1,
                1,
                1);
    }

    private static ScanTables tables(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put(CommonOptions.POSTGRES_URL.key(), database);
        settings.put(CommonOptions.POSTGRES_USER.key(), postgres.user());
        return new ScanTables(VcpScanSettings.of(Configuration.fromMap(settings)));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, postgres.user(), null);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> column(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(database, postgres.user(), null);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
