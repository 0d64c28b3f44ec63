package dev.sise.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.FreePort;
import dev.sise.testkit.Leaks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server, a database of its own for each test. */
class SchemaMigratorITCase {
    private static final int TARGET = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static EmbeddedPostgres postgres;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static Leaks leaks;

    @BeforeAll
    static void startServer() {
        leaks = Leaks.watch();
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
        leaks.assertNone();
    }

    @Test
    void makesEveryTableAndIndexInAnEmptyDatabase() throws SQLException {
        String url = postgres.createDatabase("empty");

        assertThat(migrator(url).info())
                .extracting(SchemaStep::done)
                .hasSize(TARGET)
                .containsOnly(false);
        assertThat(migrator(url).migrate()).extracting(SchemaStep::version).isEqualTo(everyStep());

        assertThat(column(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
                .containsExactly(
                        "daily_prices",
                        "investor_flows",
                        "listing_history",
                        "load_progress",
                        "scan_runs",
                        "schedule_runs",
                        "schema_history",
                        "signals",
                        "stocks");
        assertThat(column(url, "SELECT indexname FROM pg_indexes WHERE tablename = 'stocks' ORDER BY 1"))
                .containsExactly(
                        "idx_stock_market_cap_desc", "idx_stock_ticker", "idx_stocks_realtime", "idx_stocks_vcp_scan");
        assertThat(column(url, "SELECT indexname FROM pg_indexes WHERE tablename = 'daily_prices' ORDER BY 1"))
                .containsExactly("daily_prices_key", "idx_daily_prices_date", "idx_daily_prices_ticker_date_desc");
        migrator(url).validate();
    }

    @Test
    void changesNothingInACurrentDatabase() throws SQLException {
        String url = migrated("current");
        List<String> history = column(url, "SELECT version || ' ' || installed_on FROM schema_history ORDER BY 1");

        assertThat(migrator(url).migrate()).isEmpty();

        assertThat(column(url, "SELECT version || ' ' || installed_on FROM schema_history ORDER BY 1"))
                .isEqualTo(history);
        migrator(url).validate();
    }

    @Test
    void makesTheMissingStepOfADatabaseThatIsOneBehindAndKeepsItsRows() throws SQLException {
        String url = oneBehind("behind");
        execute(url, stock("005930"));

        assertThat(problem(() -> migrator(url).validate()))
                .hasMessage("The schema of " + url + " is at version " + (TARGET - 1) + " and must be at " + TARGET
                        + ": run migrate")
                .extracting(SchemaException::problem)
                .isEqualTo(SchemaProblem.BEHIND);
        assertThat(migrator(url).migrate()).extracting(SchemaStep::version).containsExactly(TARGET);

        assertThat(column(url, "SELECT ticker FROM stocks")).containsExactly("005930");
        migrator(url).validate();
    }

    @Test
    void refusesADatabaseOfSomebodyElseAndLeavesItAsItWas() throws SQLException {
        String url = postgres.createDatabase("foreign_tables");
        execute(url, "CREATE TABLE invoices (id int)");

        assertThat(problem(() -> migrator(url).migrate()))
                .hasMessage("The database at " + url + " has 1 tables that are not ours, such as invoices: give Sise a"
                        + " database of its own; nothing was changed")
                .extracting(SchemaException::problem)
                .isEqualTo(SchemaProblem.FOREIGN);
        assertThat(problem(() -> migrator(url).validate()).problem()).isEqualTo(SchemaProblem.FOREIGN);

        assertThat(column(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                .containsExactly("invoices");
    }

    @Test
    void refusesASchemaThatIsNewerThanTheProgram() throws SQLException {
        String url = migrated("newer");
        execute(
                url,
                "INSERT INTO schema_history SELECT installed_rank + 1, '" + (TARGET + 1)
                        + "', 'bars', type, 'bars.sql', 1,"
                        + " installed_by, installed_on, 1, true FROM schema_history WHERE version = '" + TARGET + "'");

        assertThat(problem(() -> migrator(url).migrate()))
                .hasMessage(
                        "The schema of " + url + " is at version " + (TARGET + 1) + ", and this program knows it up to "
                                + TARGET + ": use the program"
                                + " of that version; nothing was changed")
                .extracting(SchemaException::problem)
                .isEqualTo(SchemaProblem.NEWER);
    }

    @Test
    void refusesAStepThatAnotherBuildMadeOtherwise() throws SQLException {
        String url = migrated("changed");
        execute(url, "UPDATE schema_history SET checksum = checksum + 1 WHERE version = '1'");

        assertThat(problem(() -> migrator(url).validate()))
                .hasMessageStartingWith("Step 1 in the schema of " + url + " is not the one of this program")
                .extracting(SchemaException::problem)
                .isEqualTo(SchemaProblem.CHANGED);
    }

    @Test
    void goesOnAfterAStepThatWasInterrupted() throws Exception {
        String url = migratedTo(3, "interrupted");
        try (Connection blocker = DriverManager.getConnection(url, postgres.user(), null);
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            // The same name in a transaction that is not committed holds the step up after it began.
            statement.execute("CREATE TABLE daily_prices (id int)");
            CompletableFuture<SchemaException> migration = CompletableFuture.supplyAsync(
                    () -> problem(() -> migrator(url).migrate()));
            String waiting =
                    "SELECT pid FROM pg_stat_activity WHERE datname = 'interrupted' AND wait_event_type = 'Lock'"
                            + " AND query LIKE '%daily_prices%'";
            await().atMost(PATIENCE).until(() -> column(url, waiting).size() == 1);

            execute(url, "SELECT pg_terminate_backend(" + column(url, waiting).get(0) + ")");

            SchemaException interrupted = migration.get();
            assertThat(interrupted.problem()).isEqualTo(SchemaProblem.FAILED);
            assertThat(interrupted).hasMessageEndingWith("run migrate again");
            blocker.rollback();
        }
        assertThat(migrator(url).info()).extracting(SchemaStep::done).startsWith(true, true, true, false);

        assertThat(migrator(url).migrate())
                .extracting(SchemaStep::version)
                .isEqualTo(everyStep().subList(3, TARGET));
        migrator(url).validate();
    }

    @Test
    void letsTwoProcessesMigrateAtOnceAndMakesEachStepOnce() throws Exception {
        String url = postgres.createDatabase("twice");
        CompletableFuture<List<SchemaStep>> other =
                CompletableFuture.supplyAsync(() -> migrator(url).migrate());

        List<SchemaStep> made = new ArrayList<>(migrator(url).migrate());
        made.addAll(other.get());

        assertThat(made).extracting(SchemaStep::version).containsExactlyInAnyOrderElementsOf(everyStep());
    }

    @Test
    void refusesValuesThatTheTablesMustNotHold() throws SQLException {
        String url = migrated("constraints");
        execute(url, stock("005930"));

        assertThatThrownBy(() -> execute(url, stock("005930"))).hasMessageContaining("idx_stock_ticker");
        assertThatThrownBy(() -> execute(url, "UPDATE stocks SET ticker_category = 'ETF'"))
                .hasMessageContaining("stocks_ticker_category");
        assertThatThrownBy(() -> execute(url, "UPDATE stocks SET listing_status = 'X'"))
                .hasMessageContaining("stocks_listing_status");
        String run = "INSERT INTO schedule_runs (name, day, state, owner, heartbeat_at, started_at)"
                + " VALUES ('list-sync', '2026-07-01', 'running', 'one', now(), now())";
        execute(url, run);
        assertThatThrownBy(() -> execute(url, run)).hasMessageContaining("schedule_runs_key");
        assertThatThrownBy(() -> execute(url, "UPDATE schedule_runs SET state = 'lost'"))
                .hasMessageContaining("schedule_runs_state");
    }

    @Test
    void showsAtMostOnePublishedNightlyRunADateAndNoOther() throws SQLException {
        String url = migrated("published");
        execute(url, scan("first", "nightly", "done", true, "2026-11-20"));
        execute(url, scan("other-day", "nightly", "done", true, "2026-11-19"));
        execute(url, scan("unpublished", "nightly", "done", false, "2026-11-20"));

        assertThatThrownBy(() -> execute(url, scan("second", "nightly", "done", true, "2026-11-20")))
                .hasMessageContaining("idx_scan_runs_published");
        assertThatThrownBy(() -> execute(url, scan("adhoc", "adhoc", "done", true, "2026-11-18")))
                .hasMessageContaining("scan_runs_published");
        assertThatThrownBy(() -> execute(url, scan("running", "nightly", "running", true, "2026-11-18")))
                .hasMessageContaining("scan_runs_published");
    }

    @Test
    void dropsTheSignalsOfAScanWithItAndTakesOneOfEachTickerAndType() throws SQLException {
        String url = migrated("signals");
        execute(url, scan("scan", "adhoc", "done", false, "2026-11-20"));
        execute(url, signal("scan", "bullish"));
        execute(url, signal("scan", "bearish"));

        assertThatThrownBy(() -> execute(url, signal("scan", "bullish"))).hasMessageContaining("signals_key");
        assertThatThrownBy(() -> execute(url, signal("unknown", "bullish"))).hasMessageContaining("signals_scan");
        execute(url, "DELETE FROM scan_runs");
        assertThat(column(url, "SELECT count(*) FROM signals")).containsExactly("0");
    }

    @Test
    void refusesPricesAndProgressThatCannotBe() throws SQLException {
        String url = migrated("prices");
        String bar =
                "INSERT INTO daily_prices (ticker, date, open, high, low, close, volume) VALUES ('005930', '2026-11-20', ";
        execute(url, bar + "0, 0, 0, 61300, 0)");

        assertThatThrownBy(() -> execute(url, bar + "1, 1, 1, 1, 1)")).hasMessageContaining("daily_prices_key");
        assertThatThrownBy(() -> execute(url, "UPDATE daily_prices SET low = -1"))
                .hasMessageContaining("daily_prices_not_negative");
        String progress = "INSERT INTO load_progress (kind, ticker, first_date, loaded_through, updated_at) VALUES ";
        assertThatThrownBy(() -> execute(url, progress + "('ticks', '005930', NULL, '2026-11-20', now())"))
                .hasMessageContaining("load_progress_kind");
        assertThatThrownBy(
                        () -> execute(url, progress + "('daily_prices', '005930', '2026-11-21', '2026-11-20', now())"))
                .hasMessageContaining("load_progress_order");
    }

    @Test
    void tellsInWordsThatThereIsNoServerNoDatabaseAndNoAccess() throws Exception {
        String nowhere = "jdbc:postgresql://127.0.0.1:" + FreePort.find() + "/sise";
        assertThat(run(Map.of(), "migrate", "--postgres.url", nowhere)).isEqualTo(SchemaMigratorMain.NO_DATABASE);
        assertThat(text(err))
                .startsWith("No database answers at " + nowhere + ": ")
                .doesNotContain("\tat ");

        String missing = postgres.jdbcUrl("missing");
        assertThat(run(Map.of(), "info", "--postgres.url", missing, "--postgres.user", "postgres"))
                .isEqualTo(SchemaMigratorMain.NO_DATABASE);
        assertThat(text(err)).isEqualTo("There is no database at " + missing + ": create it first.\n");

        String url = postgres.createDatabase("guarded");
        askForPassword(url);
        assertThat(run(
                        Map.of("SISE_POSTGRES_PASSWORD", "a-wrong-password"),
                        "migrate",
                        "--postgres.url",
                        url,
                        "--postgres.user",
                        "guard"))
                .isEqualTo(SchemaMigratorMain.NO_DATABASE);
        assertThat(text(err))
                .isEqualTo("The server of " + url + " does not let in guard: check the user and the password.\n");
    }

    @Test
    void takesThePasswordFromAFile() throws Exception {
        String url = postgres.createDatabase("with_file");
        askForPassword(url);
        Path file = Files.writeString(folder.resolve("password"), "the-right-password\n");

        assertThat(run(
                        Map.of("SISE_POSTGRES_USER", "guard", "SISE_POSTGRES_PASSWORD_FILE", file.toString()),
                        "migrate",
                        "--postgres.url=" + url))
                .as(text(err))
                .isZero();

        assertThat(text(out))
                .isEqualTo("Made step 1, stocks.\nMade step 2, listing history.\nMade step 3, schedule runs.\n"
                        + "Made step 4, prices and signals.\nMade step 5, scan results.\nMade step 6, pivot in won.\n"
                        + "The schema is at version 6; steps made now: 6.\n");
    }

    @Test
    void listsTheStepsAndEndsWithCode4WhereOneIsMissing() {
        String url = oneBehind("listed");

        assertThat(run(Map.of(), "info", "--postgres.url", url, "--postgres.user", "postgres"))
                .isZero();
        assertThat(text(out))
                .isEqualTo("1  done     stocks\n2  done     listing history\n3  done     schedule runs\n"
                        + "4  done     prices and signals\n5  done     scan results\n6  missing  pivot in won\n");

        assertThat(run(Map.of(), "validate", "--postgres.url", url, "--postgres.user", "postgres"))
                .isEqualTo(SchemaMigratorMain.SCHEMA);
        assertThat(text(err)).contains("run migrate");
    }

    /** Lets the user guard in with its password alone, into every database. */
    private static void askForPassword(String url) throws Exception {
        execute(
                url,
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'guard') THEN"
                        + " CREATE ROLE guard LOGIN PASSWORD 'the-right-password'; END IF; END $$");
        execute(url, "GRANT ALL ON SCHEMA public TO guard");
        Path rules = Path.of(column(url, "SHOW hba_file").get(0));
        String line = "host all guard 127.0.0.1/32 scram-sha-256\n";
        String before = Files.readString(rules);
        if (!before.startsWith(line)) {
            Files.writeString(rules, line + before);
        }
        execute(url, "SELECT pg_reload_conf()");
        await().atMost(PATIENCE)
                .until(() -> column(
                                        url,
                                        "SELECT 1 FROM pg_hba_file_rules WHERE user_name = '{guard}'"
                                                + " AND auth_method = 'scram-sha-256'")
                                .size()
                        == 1);
        // The rules are read by each new connection once the server has taken the signal.
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            try {
                DriverManager.getConnection(url, "guard", "another").close();
                return false;
            } catch (SQLException e) {
                return e.getSQLState().startsWith("28");
            }
        });
    }

    private int run(Map<String, String> environment, String... arguments) {
        out.reset();
        err.reset();
        return SchemaMigratorMain.run(
                arguments,
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static SchemaException problem(ThrowingCallable call) {
        return catchThrowableOfType(SchemaException.class, call);
    }

    private static SchemaMigrator migrator(String url) {
        return SchemaMigrator.of(url, postgres.user(), Optional.empty());
    }

    private static String migrated(String database) {
        String url = postgres.createDatabase(database);
        migrator(url).migrate();
        return url;
    }

    private static List<Integer> everyStep() {
        return IntStream.rangeClosed(1, TARGET).boxed().toList();
    }

    /** As the build before this one left it. */
    private static String oneBehind(String database) {
        return migratedTo(TARGET - 1, database);
    }

    private static String migratedTo(int version, String database) {
        String url = postgres.createDatabase(database);
        Flyway.configure()
                .dataSource(url, postgres.user(), null)
                .locations("classpath:dev/sise/sql/migrations")
                .table("schema_history")
                .target(Integer.toString(version))
                .load()
                .migrate();
        return url;
    }

    private static String stock(String ticker) {
        return "INSERT INTO stocks (ticker, name, market_code, list_market, instrument_class, has_after_market, updated_at)"
                + " VALUES ('" + ticker + "', 'name', '0', '0', 'common', true, now())";
    }

    private static String scan(String id, String kind, String state, boolean published, String day) {
        return "INSERT INTO scan_runs (id, kind, as_of, request, state, published, requested_at) VALUES ('" + id
                + "', '" + kind + "', '" + day + "', '{}', '" + state + "', " + published + ", now())";
    }

    private static String signal(String scan, String type) {
        return "INSERT INTO signals (scan_id, ticker, signal_type, name, market, analysis_date, grade, score, vcp_score,"
                + " current_price, entry_price, target_price, stop_price, pivot, state, footprint, contractions, merges,"
                + " base_start, volume, rank, avg_traded_value) VALUES ('" + scan + "', '005930', '" + type
                + "', 'name', 'KOSPI', '2026-11-20',"
                + " 'B', 71.5, 80.0, 61300, 61400, 70000, 58000, 61350, 'SETUP', '12W 21/4 3T', '[]', 0, '2026-08-28', 1, 1, 1000)";
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, postgres.user(), null);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> column(String url, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, postgres.user(), null);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
