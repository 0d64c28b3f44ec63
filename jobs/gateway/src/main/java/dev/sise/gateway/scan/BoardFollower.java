package dev.sise.gateway.scan;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for the newest published board, and tells when it is another one; the first time and after {@link #forget} too. Thread-safe. */
final class BoardFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BoardFollower.class);
    private static final int CLOSE_SECONDS = 5;

    private final Database database;
    private final Duration interval;
    private final Consumer<Board> changed;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "gateway-board");
        thread.setDaemon(true);
        return thread;
    });
    /** On the timer only. */
    private String seen = "";

    private final AtomicBoolean forgotten = new AtomicBoolean();

    /** @param changed told of a board on the thread of this, one after the other */
    BoardFollower(Database database, Duration interval, Consumer<Board> changed) {
        this.database = Objects.requireNonNull(database, "database");
        this.interval = Objects.requireNonNull(interval, "interval");
        this.changed = Objects.requireNonNull(changed, "changed");
    }

    void start() {
        timer.scheduleWithFixedDelay(this::look, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Has the board told at the next look, whether it is another one or not. Does not block. */
    void forget() {
        forgotten.set(true);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The board was still looked for after {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (forgotten.getAndSet(false)) {
            seen = "";
        }
        try {
            Optional<Board> board = database.askNow(connection -> {
                Optional<Board.Published> newest = Board.newest(connection);
                return newest.isEmpty() || newest.get().scanId().equals(seen)
                        ? Optional.empty()
                        : Optional.of(Board.read(connection, newest.get()));
            });
            if (board.isPresent()) {
                LOG.debug(
                        "{} is the board of {}, with {} bullish tickers",
                        board.get().scanId(),
                        board.get().date(),
                        board.get().bullish().size());
                changed.accept(board.get());
                seen = board.get().scanId();
            }
        } catch (SQLException e) {
            LOG.debug("The board was not looked for", e);
        } catch (RuntimeException e) {
            // The timer would end with it.
            LOG.error("The board was not looked for", e);
        }
    }
}
