package dev.sise.gateway.scan;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.gateway.JobLauncher;
import dev.sise.gateway.http.RouteGroup;
import dev.sise.market.MarketClock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Everything of a gateway that reads scans and prices from the database: scans that are asked for, the published board, the instruments and
 * their bars. Thread-safe.
 */
public final class ScanService implements AutoCloseable {
    private final Optional<Database> database;
    private final Optional<Scans> scans;
    private final Optional<BoardFollower> board;

    private ScanService(Optional<Database> database, Optional<Scans> scans, Optional<BoardFollower> board) {
        this.database = database;
        this.scans = scans;
        this.board = board;
    }

    /** For a gateway without a database: its paths are there and say so. */
    public static ScanService off() {
        return new ScanService(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Nothing is connected before {@link #start}, or the first question.
     *
     * @param launcher runs the job {@code vcp-scan}, and is not closed here; without one no scan begins
     * @param arguments of the job for a scan by its id, without secrets
     * @param clock of market time
     * @param boardChanged told of each newly published board, of the one that is there at the start, and after {@link #tellBoardAgain}
     */
    public static ScanService of(
            PostgresAddress address,
            Optional<JobLauncher> launcher,
            Function<String, List<String>> arguments,
            MarketClock clock,
            Consumer<Board> boardChanged) {
        ScanTimings timings = ScanTimings.DEFAULTS;
        Database database = new Database(address);
        return new ScanService(
                Optional.of(database),
                Optional.of(new Scans(database, launcher, arguments, clock, timings)),
                Optional.of(new BoardFollower(database, timings.look(), boardChanged)));
    }

    /** Begins to look after scans and for the board. */
    public void start() {
        scans.ifPresent(Scans::start);
        board.ifPresent(BoardFollower::start);
    }

    /** Has the board read and told once more, where the database can be asked. Does not block. */
    public void tellBoardAgain() {
        board.ifPresent(BoardFollower::forget);
    }

    /** All paths. */
    public List<RouteGroup> routes() {
        Answers answers = new Answers(database);
        return List.of(new ScanRoutes(database, scans), new SignalRoutes(answers), new StockRoutes(answers));
    }

    /** What became of scans; nothing where there are none. */
    public Optional<ScanFigures> figures() {
        return scans.map(Scans::figures);
    }

    /** Has whoever waits for a scan answered at once, from now on. Does not block. */
    public void endWaits() {
        scans.ifPresent(Scans::endWaits);
    }

    /** Ends; jobs go on. Takes some seconds at most. */
    @Override
    public void close() {
        board.ifPresent(BoardFollower::close);
        scans.ifPresent(Scans::close);
        database.ifPresent(Database::close);
    }
}
