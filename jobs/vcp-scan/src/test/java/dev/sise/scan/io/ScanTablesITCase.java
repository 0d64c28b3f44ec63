package dev.sise.scan.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.ScanRequest;
import dev.sise.runtime.CommonOptions;
import dev.sise.scan.VcpScanSettings;
import dev.sise.scan.functions.InstrumentMaster;
import dev.sise.scan.functions.MarketData;
import dev.sise.scan.functions.Ranking;
import dev.sise.scan.functions.ScanKind;
import dev.sise.scan.functions.ScanOutput;
import dev.sise.scan.functions.ScanRun;
import dev.sise.scan.functions.ScanRuns;
import dev.sise.scan.functions.StoredRun;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    void aRunThatAnotherJobGoesOnWithIsFollowedThere() throws Exception {
        try (ScanRuns.Access access = tables(Map.of()).runs().open()) {
            access.insert(run("night"), JOB);
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
        LocalDate day = run.asOf();
        SinkWriter<ScanOutput> writer = tables(Map.of()).board().createWriter(null);
        try {
            writer.write(
                    new ScanOutput(
                            run, 0, Ranking.of(run.request(), day, new InstrumentMaster(day, List.of()), List.of())),
                    null);
        } finally {
            writer.close();
        }
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
