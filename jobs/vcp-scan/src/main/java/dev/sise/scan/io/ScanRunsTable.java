package dev.sise.scan.io;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.market.ScanRequestJson;
import dev.sise.scan.functions.ScanKind;
import dev.sise.scan.functions.ScanRun;
import dev.sise.scan.functions.ScanRuns;
import dev.sise.scan.functions.StoredRun;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Optional;

/** The table {@code scan_runs}; its moments are of the server's clock. */
final class ScanRunsTable implements ScanRuns {
    private static final long serialVersionUID = 1L;

    private final PostgresAddress address;

    ScanRunsTable(PostgresAddress address) {
        this.address = address;
    }

    @Override
    public Access open() throws IOException {
        try {
            return new Statements(address.connect());
        } catch (SQLException e) {
            throw new IOException(address + " could not be reached: " + e.getMessage(), e);
        }
    }

    /** One thread. */
    private static final class Statements implements Access {
        private static final String FIND = "SELECT id, kind, as_of, request::text, state FROM scan_runs WHERE ";

        private final Connection connection;

        Statements(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Optional<StoredRun> find(String id) throws IOException {
            return first(FIND + "id = ?", id);
        }

        @Override
        public Optional<StoredRun> findByJob(String flinkJobId) throws IOException {
            return first(FIND + "flink_job_id = ? ORDER BY requested_at DESC LIMIT 1", flinkJobId);
        }

        private Optional<StoredRun> first(String query, String key) throws IOException {
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setString(1, key);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? Optional.of(new StoredRun(
                                    row.getString("id"),
                                    ScanKind.parse(row.getString("kind")),
                                    row.getObject("as_of", LocalDate.class),
                                    row.getString("request"),
                                    row.getString("state")))
                            : Optional.empty();
                }
            } catch (SQLException e) {
                throw new IOException("the run of " + key + " was not read from scan_runs: " + e.getMessage(), e);
            }
        }

        @Override
        public void insert(ScanRun run, String flinkJobId) throws IOException {
            change(
                    run.id(),
                    """
                    INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at, flink_job_id)
                    VALUES (?, ?, ?, ?::jsonb, 'waiting', now(), ?) ON CONFLICT (id) DO NOTHING
                    """,
                    run.id(),
                    run.kind().code(),
                    run.asOf(),
                    ScanRequestJson.format(run.request()),
                    flinkJobId);
        }

        @Override
        public boolean begin(String id, int tickers, String flinkJobId) throws IOException {
            return change(
                            id,
                            """
                            UPDATE scan_runs SET state = 'running', started_at = coalesce(started_at, now()),
                            flink_job_id = ?,
                            progress_done = 0, progress_total = ? WHERE id = ? AND state IN ('waiting', 'running')
                            """,
                            flinkJobId,
                            tickers,
                            id)
                    == 1;
        }

        /** What is done again after a failure is counted again, so there is a limit. */
        @Override
        public void advance(String id, int tickers) throws IOException {
            change(
                    id,
                    """
                    UPDATE scan_runs SET progress_done = least(progress_done + ?, progress_total)
                    WHERE id = ? AND state = 'running'
                    """,
                    tickers,
                    id);
        }

        @Override
        public void fail(String id, String error) throws IOException {
            change(
                    id,
                    """
                    UPDATE scan_runs SET state = 'failed', ended_at = now(), error = ?
                    WHERE id = ? AND state IN ('waiting', 'running')
                    """,
                    error,
                    id);
        }

        @Override
        public void close() throws IOException {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IOException("a connection was not left in order: " + e.getMessage(), e);
            }
        }

        private int change(String id, String sql, Object... values) throws IOException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                return statement.executeUpdate();
            } catch (SQLException e) {
                throw new IOException(id + " was not written to scan_runs: " + e.getMessage(), e);
            }
        }
    }
}
