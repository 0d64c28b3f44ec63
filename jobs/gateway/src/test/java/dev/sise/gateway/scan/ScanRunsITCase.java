package dev.sise.gateway.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.gateway.JobLauncher;
import dev.sise.gateway.scan.ScanRuns.Reserved;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.Leaks;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two gateways, each on a connection of its own, make of requests that come while the other one's transaction is open. */
class ScanRunsITCase {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 30);

    private static Leaks leaks;
    private static EmbeddedPostgres postgres;
    private static PostgresAddress address;

    private Connection one;
    private Connection other;
    private Connection watcher;

    @BeforeAll
    static void start() {
        leaks = Leaks.watch();
        postgres = EmbeddedPostgres.start();
        String url = postgres.createDatabase("reserved");
        address = PostgresAddress.of(url, postgres.user(), Optional::empty);
        SchemaMigrator.of(url, postgres.user(), Optional.empty()).migrate();
    }

    @AfterAll
    static void stop() {
        postgres.close();
        leaks.assertNone();
    }

    @BeforeEach
    void connect() throws SQLException {
        one = address.connect();
        other = address.connect();
        watcher = address.connect();
        one.setAutoCommit(false);
        other.setAutoCommit(false);
    }

    @AfterEach
    void disconnect() throws SQLException {
        one.close();
        other.close();
        try (Statement statement = watcher.createStatement()) {
            statement.execute("DELETE FROM scan_runs");
        }
        watcher.close();
    }

    @Test
    void anEqualRequestWaitsForTheTransactionOfTheFirstAndJoinsItsScan() throws SQLException {
        Reserved first = reserve(one, ScanRuns.newId(), 5);

        CompletableFuture<Reserved> second = reserveMeanwhile(ScanRuns.newId(), 5);
        one.commit();

        assertThat(second.join()).isEqualTo(new Reserved(first.id(), first.flinkJobId(), true));
        other.commit();
        assertThat(number("SELECT count(*) FROM scan_runs")).isEqualTo(1);
    }

    @Test
    void aRequestCountsTheScansThatWereBegunWhileItCame() throws SQLException {
        for (int top = 1; top <= ScanRuns.MAX_UNDONE; top++) {
            reserve(one, ScanRuns.newId(), top);
        }

        CompletableFuture<Reserved> oneTooMany = reserveMeanwhile(ScanRuns.newId(), ScanRuns.MAX_UNDONE + 1);
        one.commit();

        assertThatThrownBy(oneTooMany::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ScanRefusedException.class)
                .hasMessageContaining("8 scans are waiting or running");
        other.rollback();
        assertThat(number("SELECT count(*) FROM scan_runs")).isEqualTo(ScanRuns.MAX_UNDONE);
    }

    /** Returns when the other connection waits for a lock, or is through without. */
    private CompletableFuture<Reserved> reserveMeanwhile(String id, int top) throws SQLException {
        int pid = number(other, "SELECT pg_backend_pid()");
        CompletableFuture<Reserved> reserved = CompletableFuture.supplyAsync(() -> {
            try {
                return reserve(other, id, top);
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> reserved.isDone()
                || number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND pid = " + pid) == 1);
        return reserved;
    }

    private static Reserved reserve(Connection connection, String id, int top) throws SQLException {
        return ScanRuns.reserve(connection, DAY, "{\"top_n\":" + top + "}", id, JobLauncher.newId());
    }

    private int number(String sql) throws SQLException {
        return number(watcher, sql);
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
