package dev.sise.quickstart;

import dev.sise.connector.postgres.PostgresAddress;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints a line when the result of a nightly scan is there to be seen. */
final class BoardLine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BoardLine.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration END = Duration.ofSeconds(10);
    private static final String NEWEST =
            """
            SELECT id, as_of, (SELECT count(*) FROM signals WHERE scan_id = id) AS signals
            FROM scan_runs WHERE published ORDER BY as_of DESC LIMIT 1
            """;

    private final PostgresAddress postgres;
    private final int httpPort;
    private final PrintStream out;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "quickstart-board"));
    /** On the timer only. */
    private String printed = "";

    BoardLine(String postgresUrl, String postgresUser, int httpPort, PrintStream out) {
        postgres = PostgresAddress.of(postgresUrl, postgresUser, Optional::empty);
        this.httpPort = httpPort;
        this.out = out;
        timer.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try (Connection connection = postgres.connect();
                PreparedStatement statement = connection.prepareStatement(NEWEST);
                ResultSet row = statement.executeQuery()) {
            if (row.next() && !row.getString("id").equals(printed)) {
                printed = row.getString("id");
                out.println("Scan of " + row.getString("as_of") + ": " + row.getLong("signals")
                        + " signals, http://localhost:" + httpPort + "/api/kr/signals");
                out.flush();
            }
        } catch (SQLException e) {
            LOG.debug("the board was not looked for", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the board was still looked for after {}", END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
