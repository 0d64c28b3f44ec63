package dev.sise.scan.io;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.scan.functions.ScanKind;
import dev.sise.scan.functions.ScanOutput;
import dev.sise.scan.functions.ScanResult;
import dev.sise.scan.functions.ScanRun;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the result of a scan, all of it in one transaction: its signals, its totals, that it is done and, of a nightly one, that it is the board of its
 * date. A reader sees the whole or nothing of it, whenever the job is killed; a scan that is done already is left as it is, and one that was
 * cancelled or failed meanwhile is not written. A nightly scan that began before the one whose board is shown may have read older rows: it is done, and
 * no board. Parallelism 1.
 */
final class Board implements Sink<ScanOutput> {
    private static final long serialVersionUID = 1L;

    private final PostgresAddress address;

    Board(PostgresAddress address) {
        this.address = address;
    }

    @Override
    public SinkWriter<ScanOutput> createWriter(WriterInitContext context) {
        return new Writer(address);
    }

    /** Task thread only. */
    private static final class Writer implements SinkWriter<ScanOutput> {
        private static final Logger LOG = LoggerFactory.getLogger(Board.class);

        private final PostgresAddress address;
        private Connection connection;

        Writer(PostgresAddress address) {
            this.address = address;
        }

        @Override
        public void write(ScanOutput output, Context context) throws IOException {
            try {
                if (connection == null) {
                    connection = address.connect();
                }
                publish(output);
            } catch (SQLException e) {
                throw new IOException(output.run().id() + " was not written: " + e.getMessage(), e);
            }
        }

        @Override
        public void flush(boolean endOfInput) {
            // A result is written when it comes.
        }

        @Override
        public void close() throws SQLException {
            if (connection != null) {
                connection.close();
            }
        }

        private void publish(ScanOutput output) throws SQLException {
            ScanRun run = output.run();
            ScanResult result = output.result();
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                // One after the other where several runs of a date end at once.
                lockRunsOf(run);
                boolean published = run.kind() == ScanKind.NIGHTLY && isNewest(run);
                if (published) {
                    update(
                            "UPDATE scan_runs SET published = FALSE WHERE as_of = ? AND published AND id <> ?",
                            run.asOf(),
                            run.id());
                }
                int ended = update(
                        """
                        UPDATE scan_runs SET state = 'done', ended_at = clock_timestamp(), progress_done = ?, progress_total = ?,
                        totals = ?::jsonb, outcomes = ?::jsonb, published = ? WHERE id = ? AND state = 'running'
                        """,
                        output.tickers(),
                        output.tickers(),
                        ResultJson.totals(result),
                        ResultJson.outcomes(result),
                        published,
                        run.id());
                if (ended == 0) {
                    // Nothing of this transaction stays.
                    requireDone(run);
                    return;
                }
                SignalRows.insert(connection, run, result.signals());
                connection.commit();
                committed = true;
                LOG.info(
                        "{} was written: {} signals of {}{}",
                        run.id(),
                        result.signals().size(),
                        run.asOf(),
                        published ? ", published" : "");
            } finally {
                if (!committed) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }

        private void lockRunsOf(ScanRun run) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT id FROM scan_runs WHERE as_of = ? ORDER BY id FOR UPDATE")) {
                statement.setObject(1, run.asOf());
                statement.executeQuery().close();
            }
        }

        /** Whether no board of the date is of a run that began later. */
        private boolean isNewest(ScanRun run) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(
                    """
                    SELECT 1 FROM scan_runs own JOIN scan_runs board ON board.as_of = own.as_of AND board.published
                    WHERE own.id = ? AND board.started_at > own.started_at
                    """)) {
                statement.setString(1, run.id());
                try (ResultSet later = statement.executeQuery()) {
                    return !later.next();
                }
            }
        }

        private void requireDone(ScanRun run) throws SQLException {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT state FROM scan_runs WHERE id = ?")) {
                statement.setString(1, run.id());
                try (ResultSet row = statement.executeQuery()) {
                    String state = row.next() ? row.getString("state") : "not there any more";
                    if (!state.equals("done")) {
                        throw new SuppressRestartsException(new IllegalStateException(
                                run.id() + " was not written: it is " + state + ", nothing was changed"));
                    }
                }
            }
            LOG.info("{} was done already and is left as it is", run.id());
        }

        private int update(String sql, Object... values) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                return statement.executeUpdate();
            }
        }
    }
}
