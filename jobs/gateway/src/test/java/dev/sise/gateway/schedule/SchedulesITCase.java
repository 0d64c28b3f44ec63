package dev.sise.gateway.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.gateway.JobLauncher;
import dev.sise.gateway.JobLauncher.State;
import dev.sise.gateway.SchemaVersion;
import dev.sise.gateway.UploadedJar;
import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Three gateways on one real database: what each of them runs, and above all what none of them runs twice. */
class SchedulesITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final LocalDate EXAMINATION = LocalDate.of(2026, 11, 19);
    private static final LocalDateTime WEDNESDAY_MORNING = LocalDateTime.of(2026, 7, 1, 11, 0);
    /** Nothing is taken over while a test looks on, and what failed may be tried again at once. */
    private static final ScheduleTimings TIMINGS = new ScheduleTimings(
            Duration.ofMillis(20), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofMillis(1));

    private static Leaks leaks;
    private static EmbeddedPostgres postgres;
    private static final AtomicInteger databases = new AtomicInteger();

    private final List<Schedules> gateways = new ArrayList<>();
    private final MovedClock clock = new MovedClock();
    private final RecordedJobs jobs = new RecordedJobs("reference-data", "vcp-scan");
    private final AtomicInteger clearings = new AtomicInteger();
    private PostgresAddress database;

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

    @BeforeEach
    void makeTables(TestInfo test) {
        String url = postgres.createDatabase("schedules_" + databases.incrementAndGet());
        SchemaMigrator.of(url, postgres.user(), Optional.empty()).migrate();
        database = PostgresAddress.of(url, postgres.user(), Optional::empty);
    }

    @AfterEach
    void closeGateways() {
        gateways.forEach(Schedules::close);
    }

    @Test
    void aGatewayKilledInTheMiddleOfARunIsReplacedAndItsFlinkJobJoined(@TempDir Path folder) throws Exception {
        Path end = folder.resolve("end");
        try (FlinkCluster flink = FlinkCluster.start(2)) {
            UploadedJar.upload(flink.restAddress(), "reference-data-0.1.0-job.jar", WaitingJob.class);
            clock.set(WEDNESDAY_MORNING);
            execute("INSERT INTO schedule_runs (name, day, state, owner, heartbeat_at, started_at)"
                    + " VALUES ('nightly-load', '2026-06-30', 'done', 'before', now(), now())");
            Process victim = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ScheduleProcess.class.getName(),
                            database.toString(),
                            postgres.user(),
                            flink.restAddress().toString(),
                            "victim",
                            clock.instant().toString(),
                            end.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("victim.log").toFile())
                    .start();
            try {
                await().atMost(PATIENCE)
                        .failFast("The victim ended", () -> !victim.isAlive())
                        .until(() -> flink.miniCluster().listJobs().get().size() == 1
                                && rows("list-sync").equals(List.of("list-sync 2026-07-01 running 1 victim")));
                for (String name : List.of("second", "third")) {
                    Schedules gateway = ScheduleProcess.schedules(database, flink.restAddress(), clock, end.toString());
                    gateways.add(gateway);
                    gateway.start(name);
                }
                // As long as it lives nobody takes it, however long that is.
                await().atMost(PATIENCE)
                        .until(() -> column("SELECT 1 FROM schedule_runs WHERE name = 'list-sync' AND owner = 'victim'"
                                                + " AND heartbeat_at > started_at + interval '5 seconds'")
                                        .size()
                                == 1);
            } finally {
                victim.destroyForcibly().waitFor();
            }

            await().atMost(PATIENCE)
                    .until(() -> !rows("list-sync").equals(List.of("list-sync 2026-07-01 running 1 victim")));
            assertThat(rows("list-sync").get(0)).matches("list-sync 2026-07-01 running 1 (second|third)");
            Files.createFile(end);
            await().atMost(PATIENCE).until(() -> rows("list-sync").get(0).contains(" done "));

            assertThat(rows("list-sync").get(0)).matches("list-sync 2026-07-01 done 1 (second|third)");
            assertThat(flink.miniCluster().listJobs().get()).hasSize(1);
            gateways.forEach(Schedules::close);
            gateways.clear();
        }
    }

    @Test
    void tablesOfAnOlderVersionRunNothingUntilTheyAreMigrated() throws Exception {
        assertThat(column("SELECT max(version::integer)::text FROM schema_history WHERE version <> ''"))
                .containsExactly(Integer.toString(SchemaVersion.NEEDED));
        execute("DELETE FROM schema_history WHERE version = '" + SchemaVersion.NEEDED + "'");
        Schedules gateway = gateway("one", jobs);
        clock.set(WEDNESDAY_MORNING);

        gateway.look();
        String words = "the tables in the database are at version " + (SchemaVersion.NEEDED - 1)
                + " and this gateway needs version " + SchemaVersion.NEEDED
                + ": run migrate of the module sql; until then nothing is run";
        assertThat(gateway.problem()).contains(words);
        assertThat(catchThrowable(() -> gateway.run(Schedule.LIST_SYNC).join()))
                .cause()
                .hasMessage(words)
                .isInstanceOfSatisfying(ScheduleRefusedException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(ScheduleRefusedException.Reason.OLD_TABLES));
        execute("DROP TABLE schema_history");
        gateway.look();
        assertThat(gateway.problem())
                .hasValueSatisfying(said -> assertThat(said).contains("at version 0"));
        assertThat(column("SELECT name FROM schedule_runs")).isEmpty();
        assertThat(gateway.figures()).isEmpty();

        execute("CREATE TABLE schema_history (version varchar(50), success boolean)");
        execute("INSERT INTO schema_history VALUES ('" + SchemaVersion.NEEDED + "', true)");
        gateway.look();
        assertThat(gateway.problem()).isEmpty();
        assertThat(column("SELECT name FROM schedule_runs")).contains("list-sync");
    }

    @Test
    void aRunIsForgottenAfterFourHundredDays() throws Exception {
        execute("INSERT INTO schedule_runs (name, day, state, owner, heartbeat_at, started_at) VALUES"
                + " ('list-sync', DATE '2026-07-01' - 401, 'done', 'before', now(), now()),"
                + " ('nightly-scan', DATE '2026-07-01' - 401, 'running', 'before', now(), now()),"
                + " ('list-sync', DATE '2026-07-01' - 400, 'failed', 'before', now(), now())");
        clock.set(WEDNESDAY_MORNING);

        gateway("one", jobs).look();

        assertThat(column("SELECT name FROM schedule_runs WHERE owner = 'before' ORDER BY name"))
                .containsExactly("list-sync", "nightly-scan");
    }

    @Test
    void tellsWhatIsOutstandingAndWhenARunWasLastDone() throws Exception {
        execute("INSERT INTO schedule_runs (name, day, state, owner, heartbeat_at, started_at, ended_at) VALUES"
                + " ('list-sync', '2026-06-30', 'done', 'before', now(), now(), '2026-06-30T08:31:00+09:00'),"
                + " ('list-sync', '2026-07-01', 'failed', 'before', now(), now(), now()),"
                + " ('nightly-load', '2026-06-30', 'done', 'before', now(), now(), '2026-06-30T20:40:00+09:00')");
        Schedules gateway = gateway("one", jobs);
        clock.set(WEDNESDAY_MORNING);

        gateway.look();

        assertThat(gateway.figures())
                .contains(
                        new ScheduleFigures(
                                Schedule.LIST_SYNC, true, Optional.of(Instant.parse("2026-06-29T23:31:00Z"))),
                        new ScheduleFigures(
                                Schedule.NIGHTLY_LOAD, false, Optional.of(Instant.parse("2026-06-30T11:40:00Z"))),
                        new ScheduleFigures(Schedule.NIGHTLY_SCAN, true, Optional.empty()));
    }

    @Test
    void onTheDayOfTheExaminationExactlyTheRightRunsAreMadeOnceEach() throws Exception {
        startThree();
        lookAt(EXAMINATION.minusDays(1).atTime(23, 0));
        execute("DELETE FROM schedule_runs");
        execute(
                "INSERT INTO schedule_runs (name, day, state, owner, heartbeat_at, started_at)"
                        + " SELECT name, '2026-11-18', 'done', 'before', now(), now() FROM (VALUES ('list-sync'),"
                        + " ('cache-clear-regular'), ('cache-clear-after-market'), ('nightly-load'), ('nightly-scan')) AS all_of (name)");
        jobs.started().clear();
        clearings.set(0);
        jobs.end("nightly-load", State.RUNNING);

        assertRunsOf(EXAMINATION, EXAMINATION.atTime(8, 29, 59));
        assertRunsOf(EXAMINATION, EXAMINATION.atTime(8, 30), "list-sync");
        assertRunsOf(EXAMINATION, EXAMINATION.atTime(15, 32), "list-sync");
        assertRunsOf(EXAMINATION, EXAMINATION.atTime(16, 31, 59), "list-sync");
        assertRunsOf(EXAMINATION, EXAMINATION.atTime(16, 32), "cache-clear-regular", "list-sync");
        assertRunsOf(EXAMINATION, EXAMINATION.atTime(20, 1, 59), "cache-clear-regular", "list-sync");
        assertRunsOf(
                EXAMINATION, EXAMINATION.atTime(20, 2), "cache-clear-after-market", "cache-clear-regular", "list-sync");
        String[] withLoad = {"cache-clear-after-market", "cache-clear-regular", "list-sync", "nightly-load"};
        assertRunsOf(EXAMINATION, EXAMINATION.atTime(20, 20), withLoad);
        assertRunsOf(EXAMINATION, EXAMINATION.atTime(20, 30), withLoad);
        jobs.endRunning(State.FINISHED);
        await().atMost(PATIENCE).until(() -> rows("nightly-load").get(1).contains(" done "));
        assertRunsOf(
                EXAMINATION,
                EXAMINATION.atTime(20, 31),
                "cache-clear-after-market",
                "cache-clear-regular",
                "list-sync",
                "nightly-load",
                "nightly-scan");

        assertThat(jobs.started()).containsExactly("list-sync", "nightly-load", "nightly-scan");
        assertThat(clearings).hasValue(2);
        assertThat(column("SELECT DISTINCT attempts || ' ' || claim FROM schedule_runs"))
                .containsExactly("1 1");
    }

    @Test
    void ofDaysThatWereMissedOnlyTheLatestIsCaughtUpAndAHolidayHasNone() throws Exception {
        startThree();

        // Thursday and Friday, the Harvest Festival; the last session was on Wednesday.
        lookAt(LocalDateTime.of(2026, 9, 24, 11, 0));
        lookAt(LocalDateTime.of(2026, 9, 25, 21, 0));
        assertThat(column("SELECT DISTINCT day FROM schedule_runs")).containsExactly("2026-09-23");

        // Nobody was there on Monday; on Tuesday at eleven the sync of the day was missed, the rest of it is still to
        // come.
        lookAt(LocalDateTime.of(2026, 9, 29, 11, 0));
        assertThat(column("SELECT name || ' ' || day FROM schedule_runs WHERE day > '2026-09-23' ORDER BY 1"))
                .containsExactly(
                        "cache-clear-after-market 2026-09-28",
                        "cache-clear-regular 2026-09-28",
                        "list-sync 2026-09-29",
                        "nightly-load 2026-09-28",
                        "nightly-scan 2026-09-28");
        assertThat(jobs.started().stream().filter("list-sync"::equals)).hasSize(2);
    }

    @Test
    void aJobThatNobodyHasAndAFlinkThatIsAwayCostNoAttempt() throws Exception {
        RecordedJobs listsOnly = new RecordedJobs("reference-data");
        Schedules gateway = gateway("alone", listsOnly);
        listsOnly.away(true);
        clock.set(EXAMINATION.atTime(23, 0));

        gateway.look();
        await().atMost(PATIENCE)
                .until(() -> rows("%").size() == 2 && rows("%").stream().allMatch(done()));
        assertThat(column("SELECT name FROM schedule_runs ORDER BY 1"))
                .containsExactly("cache-clear-after-market", "cache-clear-regular");

        listsOnly.away(false);
        gateway.look();
        await().atMost(PATIENCE).until(() -> rows("list-sync").equals(List.of("list-sync 2026-11-19 done 1 alone")));
        await().atMost(PATIENCE).until(() -> rows("nightly%").equals(List.of("nightly-load 2026-11-19 done 1 alone")));
        gateway.look();
        assertThat(rows("nightly-scan")).isEmpty();
        List<ScheduleStatus> all = gateway.list().join();
        assertThat(all)
                .extracting(status ->
                        status.schedule().code() + " " + status.unavailable().isEmpty())
                .containsExactly(
                        "list-sync true",
                        "cache-clear-regular true",
                        "cache-clear-after-market true",
                        "nightly-load true",
                        "nightly-scan false");
        assertThat(all.get(0).nextDue()).contains(LocalDateTime.of(2026, 11, 20, 8, 30));
        assertThat(all.get(0).lastRun())
                .hasValueSatisfying(run -> assertThat(run.day()).isEqualTo(EXAMINATION));
    }

    @Test
    void aFailedRunIsTriedFiveTimesWithAnotherJobEachAndTheOperatorHearsOfIt() throws Exception {
        Schedules gateway = gateway("alone", jobs);
        clock.set(WEDNESDAY_MORNING);
        jobs.end("list-sync", State.FAILED);

        await().atMost(PATIENCE).until(() -> {
            gateway.look();
            return rows("list-sync").equals(List.of("list-sync 2026-07-01 failed 5 alone"))
                    && column("SELECT 1 FROM schedule_runs WHERE name = 'list-sync' AND retry_at IS NULL")
                                    .size()
                            == 1;
        });
        gateway.look();

        assertThat(jobs.started().stream().filter("list-sync"::equals)).hasSize(5);
        assertThat(gateway.problem()).hasValueSatisfying(words -> assertThat(words)
                .matches("list-sync for 2026-07-01 failed: The job [0-9a-f]{32} failed; Flink tells why"));

        jobs.end("list-sync", State.FINISHED);
        Schedules.Requested asked = gateway.run(Schedule.LIST_SYNC).join();
        assertThat(asked.started()).isTrue();
        await().atMost(PATIENCE).until(() -> rows("list-sync").equals(List.of("list-sync 2026-07-01 done 6 alone")));
    }

    @Test
    void aRunThatSomebodyCancelledIsNotTriedAgain() throws Exception {
        Schedules gateway = gateway("alone", jobs);
        clock.set(WEDNESDAY_MORNING);
        jobs.end("list-sync", State.CANCELED);

        gateway.look();
        await().atMost(PATIENCE).until(() -> rows("list-sync").equals(List.of("list-sync 2026-07-01 failed 1 alone")));
        gateway.look();

        assertThat(jobs.started().stream().filter("list-sync"::equals)).hasSize(1);
    }

    @Test
    void aNightlyScanThatSomebodyCancelledIsNotTriedAgain() throws Exception {
        execute("INSERT INTO schedule_runs (name, day, state, owner, heartbeat_at, started_at)"
                + " VALUES ('nightly-load', '2026-06-30', 'done', 'before', now(), now())");
        Schedules gateway = gateway("alone", jobs);
        clock.set(WEDNESDAY_MORNING);
        jobs.end("nightly-scan", State.RUNNING);
        gateway.look();
        await().atMost(PATIENCE).until(() -> jobs.started().contains("nightly-scan"));

        execute(
                "INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at, ended_at) SELECT 'nightly-' || day"
                        + " || '-' || flink_job_id, 'nightly', day, '{}', 'cancelled', now(), now() FROM schedule_runs"
                        + " WHERE name = 'nightly-scan'");
        jobs.endRunning(State.FAILED);
        await().atMost(PATIENCE)
                .until(() -> rows("nightly-scan").equals(List.of("nightly-scan 2026-06-30 failed 1 alone")));
        gateway.look();

        assertThat(jobs.started().stream().filter("nightly-scan"::equals)).hasSize(1);
        assertThat(column("SELECT error FROM schedule_runs WHERE name = 'nightly-scan' AND retry_at IS NULL"))
                .singleElement()
                .asString()
                .matches("The scan nightly-2026-06-30-[0-9a-f]{32} was cancelled");
    }

    @Test
    void aStartWhoseAnswerWasLostIsFollowedAndNotRepeated() throws Exception {
        Schedules gateway = gateway("alone", jobs);
        clock.set(WEDNESDAY_MORNING);
        jobs.loseAnswers();

        gateway.look();

        await().atMost(PATIENCE).until(() -> rows("list-sync").equals(List.of("list-sync 2026-07-01 done 1 alone")));
        assertThat(jobs.started().stream().filter("list-sync"::equals)).hasSize(1);
    }

    @Test
    void aStartThatWasRefusedIsTriedAgainWithAnotherId() throws Exception {
        Schedules gateway = gateway("alone", jobs);
        clock.set(WEDNESDAY_MORNING);
        jobs.refuse(1);

        await().atMost(PATIENCE).until(() -> {
            gateway.look();
            return rows("list-sync").equals(List.of("list-sync 2026-07-01 done 2 alone"));
        });
    }

    @Test
    void aRunThatIsAskedForTwiceWhileItRunsIsStartedOnceAndAfterItsEndAgain() throws Exception {
        startThree();
        clock.set(WEDNESDAY_MORNING);
        jobs.end("list-sync", State.RUNNING);

        Schedules.Requested first = gateways.get(0).run(Schedule.LIST_SYNC).join();
        Schedules.Requested second = gateways.get(1).run(Schedule.LIST_SYNC).join();
        assertThat(first.started()).isTrue();
        assertThat(second.started()).isFalse();
        assertThat(second.run().owner()).isEqualTo("one");
        assertThat(second.run().flinkJobId()).isEqualTo(first.run().flinkJobId());
        jobs.end("list-sync", State.FINISHED);
        jobs.endRunning(State.FINISHED);
        await().atMost(PATIENCE).until(() -> rows("list-sync").equals(List.of("list-sync 2026-07-01 done 1 one")));

        assertThat(gateways.get(2).run(Schedule.LIST_SYNC).join().started()).isTrue();
        await().atMost(PATIENCE).until(() -> rows("list-sync").equals(List.of("list-sync 2026-07-01 done 2 three")));
        assertThat(jobs.started()).containsExactly("list-sync", "list-sync");
        assertThat(catchThrowable(
                        () -> gateways.get(0).run(Schedule.NIGHTLY_SCAN).join()))
                .hasCauseInstanceOf(ScheduleRefusedException.class)
                .hasMessageContaining("nightly-scan for 2026-06-30 waits for nightly-load");
    }

    @Test
    void aGatewayThatEndsInOrderLeavesItsRunToOthersAtOnceAndWritesNothingAboutItAnyMore() throws Exception {
        startThree();
        clock.set(WEDNESDAY_MORNING);
        jobs.end("list-sync", State.RUNNING);
        gateways.get(0).look();
        await().atMost(PATIENCE).until(() -> jobs.started().contains("list-sync"));

        gateways.get(0).close();
        gateways.get(1).look();

        assertThat(rows("list-sync")).containsExactly("list-sync 2026-07-01 running 1 two");
        ScheduleRun late = new ScheduleRuns(database, TIMINGS.lease())
                .find(Schedule.LIST_SYNC, WEDNESDAY_MORNING.toLocalDate())
                .map(run -> withOwner(run, "one", run.claim() - 1))
                .orElseThrow();
        ScheduleRuns table = new ScheduleRuns(database, TIMINGS.lease());
        assertThat(table.done(late)).isFalse();
        assertThat(table.heartbeat(late, Optional.empty())).isFalse();
        assertThat(table.failed(late, "late", true, Optional.empty())).isFalse();
        jobs.endRunning(State.FINISHED);
        await().atMost(PATIENCE).until(() -> rows("list-sync").equals(List.of("list-sync 2026-07-01 done 1 two")));
        assertThat(jobs.started().stream().filter("list-sync"::equals)).hasSize(1);
    }

    @Test
    void aJobThatWasHandedOverIsFollowedAndNoneIsStarted() throws Exception {
        String id = JobLauncher.newId();
        jobs.submit(id, "reference-data", List.of("list-sync"));
        Schedules.handOver(database, KrxCalendar.load(), WEDNESDAY_MORNING, Schedule.LIST_SYNC, "somebody", id);
        Schedules gateway = gateway("alone", jobs);
        clock.set(WEDNESDAY_MORNING);

        gateway.look();

        await().atMost(PATIENCE).until(() -> rows("list-sync").equals(List.of("list-sync 2026-07-01 done 1 alone")));
        assertThat(jobs.started().stream().filter("list-sync"::equals)).hasSize(1);
    }

    @Test
    void pastTheCalendarNothingRunsAndTheOperatorHearsWhy() throws Exception {
        Schedules gateway = gateway("alone", jobs);
        clock.set(LocalDateTime.of(2028, 1, 3, 11, 0));

        gateway.look();

        assertThat(gateway.problem())
                .hasValueSatisfying(words -> assertThat(words).contains("2028-01-03", "calendar.override"));
        assertThat(catchThrowable(() -> gateway.run(Schedule.LIST_SYNC).join()))
                .hasCauseInstanceOf(ScheduleRefusedException.class)
                .hasMessageContaining("calendar.override");
        assertThat(rows("%")).isEmpty();
    }

    @Test
    void withoutADatabaseItSaysSo() {
        PostgresAddress nowhere = PostgresAddress.of(postgres.jdbcUrl("missing"), postgres.user(), Optional::empty);
        Schedules gateway = gateway("alone", jobs, nowhere);
        clock.set(WEDNESDAY_MORNING);

        gateway.look();

        assertThat(gateway.problem()).hasValueSatisfying(words -> assertThat(words)
                .isEqualTo("the database cannot be asked: FATAL: database \"missing\" does not exist"));
        assertThat(catchThrowable(() -> gateway.list().join())).hasCauseInstanceOf(SQLException.class);
        assertThat(jobs.started()).isEmpty();
    }

    private static Predicate<String> done() {
        return row -> row.contains(" done ");
    }

    private static ScheduleRun withOwner(ScheduleRun run, String owner, int claim) {
        return new ScheduleRun(
                run.schedule(),
                run.day(),
                run.state(),
                owner,
                claim,
                run.flinkJobId(),
                run.attempts(),
                run.heartbeatAt(),
                run.startedAt(),
                run.endedAt(),
                run.retryAt(),
                run.error());
    }

    private void startThree() {
        List.of("one", "two", "three").forEach(name -> gateway(name, jobs));
    }

    private Schedules gateway(String name, RecordedJobs launcher) {
        return gateway(name, launcher, database);
    }

    private Schedules gateway(String name, RecordedJobs launcher, PostgresAddress address) {
        Schedules gateway = new Schedules(
                address,
                new ScheduledWork(
                        Optional.of(launcher),
                        run -> List.of(run.schedule().code()),
                        closed -> clearings.incrementAndGet()),
                KrxCalendar.load(),
                MarketClock.of(clock, Duration.ZERO),
                TIMINGS);
        gateways.add(gateway);
        gateway.own(name);
        return gateway;
    }

    /** All gateways look at once, until nothing is left that runs, and nothing new begins. */
    private void lookAt(LocalDateTime marketTime) throws Exception {
        clock.set(marketTime);
        List<String> before;
        do {
            before = rows("%");
            CountDownLatch together = new CountDownLatch(1);
            List<CompletableFuture<Void>> looks = gateways.stream()
                    .map(gateway -> CompletableFuture.runAsync(
                            () -> {
                                await().atMost(PATIENCE).until(() -> together.getCount() == 0);
                                gateway.look();
                            },
                            task -> new Thread(task, "look").start()))
                    .toList();
            together.countDown();
            looks.forEach(CompletableFuture::join);
            await().atMost(PATIENCE).until(() -> rows("%").stream()
                    .noneMatch(row -> row.contains(" running ") && !row.startsWith("nightly-load ")));
        } while (!rows("%").equals(before));
    }

    private void assertRunsOf(LocalDate day, LocalDateTime marketTime, String... names) throws Exception {
        lookAt(marketTime);
        assertThat(column("SELECT name FROM schedule_runs WHERE day = '" + day + "' ORDER BY 1"))
                .as("at " + marketTime)
                .containsExactly(names);
    }

    /** Name, day, state, attempts and owner. */
    private List<String> rows(String pattern) throws SQLException {
        return column("SELECT name || ' ' || day || ' ' || state || ' ' || attempts || ' ' || owner FROM schedule_runs"
                + " WHERE name LIKE '" + pattern + "' ORDER BY name, day");
    }

    private List<String> column(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A clock of market time that stands until it is moved. */
    private static final class MovedClock extends Clock {
        private volatile Instant now = Instant.EPOCH;

        void set(LocalDateTime marketTime) {
            now = marketTime.atZone(MarketClock.ZONE).toInstant();
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return MarketClock.ZONE;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
