package dev.sise.gateway.scan;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.market.InvalidFieldException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the database on a few threads of its own, so that no event loop waits for it. What waits is bounded, and so is the time of an answer;
 * a connection that failed is not used again. Thread-safe.
 */
final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int THREADS = 4;
    private static final int MAX_WAITING = 200;
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);
    /** For a server that went away without a word. */
    private static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(15);

    private static final int VALID_SECONDS = 2;
    private static final int CLOSE_SECONDS = 5;

    private final PostgresAddress address;
    private final ThreadPoolExecutor threads;
    private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(THREADS);
    private volatile boolean closed;

    /** What is asked: some statements on a connection in auto-commit, which is left as it was found. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /** More is waiting to be asked than makes sense. */
    static final class BusyException extends Exception {
        private static final long serialVersionUID = 1L;

        private BusyException() {
            super("too much is being asked of the database; ask again later");
        }
    }

    /** Nothing is connected yet. */
    Database(PostgresAddress address) {
        this.address = Objects.requireNonNull(address, "address");
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "gateway-database");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks later. It fails with an {@link SQLException} when the database does not answer, with a {@link BusyException} when too many wait, and
     * with what the question throws.
     */
    <T> CompletableFuture<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(askNow(question));
                } catch (SQLException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new BusyException());
        }
        return answer;
    }

    /** Asks on this thread, which blocks. */
    <T> T askNow(Question<T> question) throws SQLException {
        Connection connection = connection();
        boolean good = false;
        try {
            T answer = question.ask(connection);
            good = true;
            return answer;
        } catch (ScanRefusedException | InvalidFieldException e) {
            // The database did nothing wrong.
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            good = true;
            throw e;
        } finally {
            if (!good || closed || !idle.offer(connection)) {
                connection.close();
            }
        }
    }

    /** The same in one transaction, which ends with the question. */
    <T> CompletableFuture<T> askInTransaction(Question<T> question) {
        return ask(connection -> {
            connection.setAutoCommit(false);
            // Whatever is thrown, it is rolled back, or the connection closed, which rolls back too.
            T answer = question.ask(connection);
            connection.commit();
            connection.setAutoCommit(true);
            return answer;
        });
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            closeQuietly(connection);
        }
    }

    private Connection connection() throws SQLException {
        for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.isValid(VALID_SECONDS)) {
                return kept;
            }
            closeQuietly(kept);
        }
        Connection connection = address.connect();
        try (Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, (int) NETWORK_TIMEOUT.toMillis());
            statement.execute("SET statement_timeout = " + STATEMENT_TIMEOUT.toMillis());
        } catch (SQLException e) {
            closeQuietly(connection);
            throw e;
        }
        return connection;
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection did not close in order", e);
        }
    }
}
