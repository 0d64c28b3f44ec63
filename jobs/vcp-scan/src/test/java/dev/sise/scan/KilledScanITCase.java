package dev.sise.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sise.market.ScanRequest;
import dev.sise.runtime.CommonOptions;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nightly scans that are struck at random moments, eight of them, and with {@code sise.soak} fifty; somebody reads the board all the while. */
class KilledScanITCase {
    private static final int SCANS = Boolean.getBoolean("sise.soak") ? 50 : 8;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-30T12:00:00Z"), ZoneOffset.UTC);
    /** A row for each board that is shown: its run, how many signals it says it has, and how many there are. */
    private static final String BOARDS =
            """
            SELECT r.id || ' ' || (r.totals ->> 'returned') || ' ' || count(s.ticker) FROM scan_runs r
            LEFT JOIN signals s ON s.scan_id = r.id WHERE r.published GROUP BY r.id
            """;

    private static Leaks leaks;
    private static EmbeddedPostgres postgres;
    private static String database;
    private static int signals;

    /** What happens to a scan. */
    private enum Blow {
        CANCELLED,
        TASK_MANAGER_KILLED,
        CONNECTIONS_CUT,
        CLUSTER_GONE
    }

    @BeforeAll
    static void startServer() throws Exception {
        leaks = Leaks.watch();
        postgres = EmbeddedPostgres.start();
        database = postgres.createDatabase("killed");
        SchemaMigrator.of(database, postgres.user(), Optional.empty()).migrate();
        ScanFixture market = ScanFixture.synthetic();
        market.load(database, postgres.user(), new Random(1));
        signals = market.expected(ScanRequest.nightly(null), ScanFixture.LAST)
                .signals()
                .size();
        assertThat(signals).isPositive();
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
        leaks.assertNone();
    }

    @Test
    void leavesTheBoardWholeWheneverItIsStruck() throws Exception {
        Random random = new Random(23);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService reading = Executors.newSingleThreadExecutor();
        FlinkCluster flink = FlinkCluster.startNetworked(2, 2);
        int taskManager = 0;
        try {
            end(flink, submit(flink, "first"));
            long began = System.nanoTime();
            end(flink, submit(flink, "second"));
            // Somewhat longer than a scan takes, so that some are struck when they are done.
            int latestMillis = (int) (1.2 * (System.nanoTime() - began) / 1e6);
            String board = "second";
            int interrupted = 0;
            Future<Long> reader = reading.submit(() -> readUntil(over));
            for (int i = 0; i < SCANS; i++) {
                Blow blow = Blow.values()[i % Blow.values().length];
                String scan = "scan" + i;
                String what = blow + " of " + scan;
                JobID job = submit(flink, scan);
                await().pollDelay(Duration.ofMillis(1 + random.nextInt(latestMillis)))
                        .until(() -> true);
                switch (blow) {
                    case CANCELLED -> {
                        flink.miniCluster()
                                .cancelJob(job)
                                .exceptionally(endedBefore -> null)
                                .get();
                        end(flink, job);
                    }
                    case TASK_MANAGER_KILLED -> {
                        flink.miniCluster().terminateTaskManager(taskManager).get();
                        flink.miniCluster().startTaskManager();
                        taskManager++;
                        assertThat(end(flink, job).isSuccess()).as(what).isTrue();
                    }
                    case CONNECTIONS_CUT -> {
                        rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'killed'"
                                + " AND pid <> pg_backend_pid() AND application_name <> 'reader'");
                        assertThat(end(flink, job).isSuccess()).as(what).isTrue();
                    }
                    case CLUSTER_GONE -> {
                        flink.close();
                        flink = FlinkCluster.startNetworked(2, 2);
                        taskManager = 0;
                    }
                }
                String state = state(scan);
                if (blow == Blow.TASK_MANAGER_KILLED || blow == Blow.CONNECTIONS_CUT) {
                    assertThat(state).as(what).isEqualTo("done");
                }
                if (state.equals("done")) {
                    board = scan;
                } else {
                    interrupted++;
                }
                assertThat(rows(BOARDS)).as(what).containsExactly(board + " " + signals + " " + signals);
                assertThat(rows("SELECT DISTINCT scan_id FROM signals s WHERE NOT EXISTS (SELECT 1 FROM scan_runs r"
                                + " WHERE r.id = s.scan_id AND state = 'done')"))
                        .as("signals of a scan that did not end, after %s", what)
                        .isEmpty();
            }
            over.set(true);
            assertThat(reader.get()).as("how often the board was read").isGreaterThan(SCANS);
            assertThat(interrupted).as("scans that did not end").isPositive();
        } finally {
            over.set(true);
            reading.shutdown();
            flink.close();
        }
    }

    /** Reads the board without a pause and fails where it is not whole; returns how often it did. */
    private static long readUntil(AtomicBoolean over) throws SQLException {
        long times = 0;
        try (Connection connection =
                        DriverManager.getConnection(database + "?ApplicationName=reader", postgres.user(), null);
                Statement statement = connection.createStatement()) {
            while (!over.get()) {
                assertThat(rows(statement, BOARDS)).singleElement().asString().endsWith(" " + signals + " " + signals);
                times++;
            }
        }
        return times;
    }

    private static JobID submit(FlinkCluster flink, String scan) throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
        VcpScanJob.define(
                environment,
                VcpScanSettings.of(Configuration.fromMap(Map.of(
                        CommonOptions.POSTGRES_URL.key(),
                        database,
                        CommonOptions.POSTGRES_USER.key(),
                        postgres.user(),
                        VcpScanSettings.SCAN_ID.key(),
                        scan))),
                CLOCK);
        return environment.executeAsync(VcpScanTopology.NAME).getJobID();
    }

    private static JobResult end(FlinkCluster flink, JobID job) throws Exception {
        return flink.miniCluster().requestJobResult(job).get();
    }

    private static String state(String scan) throws SQLException {
        List<String> states = rows("SELECT state FROM scan_runs WHERE id = '" + scan + "'");
        return states.isEmpty() ? "not made yet" : states.get(0);
    }

    private static List<String> rows(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database, postgres.user(), null);
                Statement statement = connection.createStatement()) {
            return rows(statement, sql);
        }
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
