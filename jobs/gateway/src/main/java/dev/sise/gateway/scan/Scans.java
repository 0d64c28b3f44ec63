package dev.sise.gateway.scan;

import dev.sise.gateway.JobLaunchException;
import dev.sise.gateway.JobLauncher;
import dev.sise.gateway.SchemaVersion;
import dev.sise.gateway.http.ApiError;
import dev.sise.gateway.http.Shown;
import dev.sise.gateway.scan.ScanRun.State;
import dev.sise.market.InvalidFieldException;
import dev.sise.market.MarketClock;
import dev.sise.market.ScanRequest;
import dev.sise.market.ScanRequestJson;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scans that are asked for, and what becomes of them: a row of {@code scan_runs} is made, the job {@code vcp-scan} started, and its end waited
 * for. A request joins an undone scan of an equal request, whichever gateway began that. Every gateway looks after the rows of all, so a scan
 * whose job failed, was cancelled in Flink or was lost is not left waiting when the gateway that began it is gone. Thread-safe; nothing blocks
 * the caller but {@link #close}.
 *
 * <p>What Flink says of a job counts for every scan, also that it does not know the job any more. That it never knew the job counts only for a
 * scan that a request began: one that was started by hand may run on another cluster, and that of a schedule is begun again, under the same id, by
 * the gateway that takes its run over. Those are given up after an hour, as is any.
 */
final class Scans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scans.class);
    static final String JOB = "vcp-scan";
    private static final Duration ASK_AGAIN = Duration.ofSeconds(30);
    private static final Duration FORGET = Duration.ofHours(1);
    private static final int CLOSE_SECONDS = 5;
    private static final int UNAVAILABLE = 503;
    /** Of the exchange. */
    private static final LocalDate FIRST_DAY = LocalDate.of(1956, 3, 3);

    /** A cluster that is just choosing its leader may not know its jobs for a moment. */
    private static final int LOOKS_UNTIL_LOST = 3;

    private final Database database;
    private final Optional<JobLauncher> launcher;
    private final Function<String, List<String>> arguments;
    private final MarketClock clock;
    private final ScanTimings timings;
    /** One for those who wait and one for jobs, so that neither waits for the other. */
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, named("gateway-scans"));

    private final ExecutorService launches = Executors.newCachedThreadPool(named("gateway-scan-start"));
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private volatile boolean waits = true;
    /** Scans that this gateway began and whose end it has not seen. */
    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    /** In {@code follow} only, as is the next: scans whose jobs Flink knew, and how often in a row it did not know one. */
    private final Set<String> known = new HashSet<>();

    private final Map<String, Integer> unknown = new HashMap<>();
    /** A schema never goes back, so it is looked at until it is good. */
    private volatile boolean schemaIsGood;

    private final LongAdder joined = new LongAdder();
    private final Map<State, LongAdder> ended =
            Map.of(State.DONE, new LongAdder(), State.FAILED, new LongAdder(), State.CANCELLED, new LongAdder());

    /** Somebody who waits for the end of a scan. */
    private record Waiter(String id, long until, CompletableFuture<Void> answer) {}

    /**
     * @param launcher runs the job, and is not closed here; without one no scan begins
     * @param arguments of the job for a scan by its id, without secrets
     * @param clock of market time
     */
    Scans(
            Database database,
            Optional<JobLauncher> launcher,
            Function<String, List<String>> arguments,
            MarketClock clock,
            ScanTimings timings) {
        this.database = Objects.requireNonNull(database, "database");
        this.launcher = Objects.requireNonNull(launcher, "launcher");
        this.arguments = Objects.requireNonNull(arguments, "arguments");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.timings = Objects.requireNonNull(timings, "timings");
    }

    /** Begins to look after scans. */
    void start() {
        every(timings.poll(), this::answerWaiters);
        launcher.ifPresent(flink -> every(timings.look(), () -> follow(flink)));
        every(timings.look(), this::giveUp);
        every(FORGET, this::forget);
    }

    /** What became of scans so far. */
    ScanFigures figures() {
        return new ScanFigures(
                joined.sum(),
                ended.get(State.DONE).sum(),
                ended.get(State.FAILED).sum(),
                ended.get(State.CANCELLED).sum());
    }

    /**
     * Begins a scan, or joins one of an equal request, and waits for its end.
     *
     * @param wait how long
     * @return its id when it ended, or the time is up. It fails with a {@link ScanRefusedException} when it cannot begin, with an {@link
     *     InvalidFieldException} when there are no prices of the day asked for, and as {@link Database#ask} does
     */
    CompletableFuture<String> scan(ScanRequest request, Duration wait) {
        if (launcher.isEmpty()) {
            return CompletableFuture.failedFuture(new ScanRefusedException(
                    // Without Retry-After: it does not come back by itself.
                    ApiError.of(UNAVAILABLE, "scans_off", "this gateway starts no scans: flink.rest.url is not set")));
        }
        long until = System.nanoTime() + wait.toNanos();
        return begin(launcher.get(), request)
                .thenCompose(id -> awaitEnd(id, until).thenApply(nothing -> id));
    }

    /**
     * Calls a scan off: it has no result, whatever its job still does.
     *
     * @return the scan as it is then. It fails with a {@link ScanRefusedException} when there is no such scan, or it has ended
     */
    CompletableFuture<ScanRun> cancel(String id) {
        return database.ask(connection -> {
                    Optional<Optional<String>> job = ScanRuns.end(connection, id, State.CANCELLED, null);
                    ScanRun run = ScanRuns.find(connection, id).orElseThrow(() -> notFound(id));
                    if (job.isEmpty()) {
                        throw new ScanRefusedException(ApiError.conflict(
                                "ended", "the scan " + id + " is " + run.state().code() + " and cannot be cancelled"));
                    }
                    LOG.info("{} was cancelled", id);
                    return run;
                })
                .whenComplete((run, failure) -> {
                    if (failure == null) {
                        // Not waited for; where it fails, the next look does it.
                        launches.execute(() ->
                                launcher.ifPresent(flink -> run.flinkJobId().ifPresent(job -> cancelJob(flink, job))));
                    }
                });
    }

    static ScanRefusedException notFound(String id) {
        return new ScanRefusedException(ApiError.notFound("there is no scan " + Shown.of(id) + ", or no longer"));
    }

    /** Tells whoever waits, now or later, that the time is up. Does not block. */
    void endWaits() {
        waits = false;
        waiters.forEach(waiter -> waiter.answer().complete(null));
    }

    /** Ends; jobs go on. */
    @Override
    public void close() {
        endWaits();
        timer.shutdownNow();
        launches.shutdownNow();
        try {
            if (!timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
                    | !launches.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The scans did not end in order within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<String> begin(JobLauncher flink, ScanRequest request) {
        String id = ScanRuns.newId();
        LocalDate today = clock.now().toLocalDate();
        // A day to come has no prices, and a database knows no day before its own first one.
        LocalDate wanted = request.asOf() == null ? today : request.asOf();
        LocalDate atMost = wanted.isAfter(today) ? today : wanted.isBefore(FIRST_DAY) ? FIRST_DAY : wanted;
        return database.askInTransaction(connection -> {
                    requireTables(connection);
                    ScanRequest resolved =
                            request.on(session(request, ScanRuns.newestSession(connection, atMost, request.asOf())));
                    return ScanRuns.reserve(
                            connection, resolved.asOf(), ScanRequestJson.format(resolved), id, JobLauncher.newId());
                })
                .thenComposeAsync(
                        reserved -> {
                            if (reserved.joined()) {
                                joined.increment();
                                LOG.info("{} was joined by another request", reserved.id());
                                return CompletableFuture.completedFuture(reserved.id());
                            }
                            begun.add(id);
                            return launch(flink, id, reserved.flinkJobId());
                        },
                        launches);
    }

    /** The job would fail on older tables, or read them wrong. */
    private void requireTables(Connection connection) throws SQLException {
        if (!schemaIsGood) {
            Optional<String> oldTables = SchemaVersion.problem(connection);
            if (oldTables.isPresent()) {
                // Without Retry-After: somebody has to migrate them first.
                throw new ScanRefusedException(ApiError.of(UNAVAILABLE, "old_tables", oldTables.get()));
            }
            schemaIsGood = true;
        }
    }

    private static LocalDate session(ScanRequest request, Optional<LocalDate> newest) {
        if (request.asOf() == null) {
            return newest.orElseThrow(() -> new ScanRefusedException(
                    ApiError.conflict("no_prices", "there are no daily prices to scan: load or import them first")));
        }
        if (newest.isEmpty() || !newest.get().equals(request.asOf())) {
            throw new InvalidFieldException(
                    "as_of",
                    "a session whose prices are there"
                            + newest.map(day -> ", the last one before it is " + day)
                                    .orElse(", and there is none before it"),
                    request.asOf().toString());
        }
        return newest.get();
    }

    /** On a thread that may block. */
    private CompletableFuture<String> launch(JobLauncher flink, String id, String job) {
        try {
            flink.submit(job, JOB, arguments.apply(id));
            LOG.info("{} was started as {}", id, job);
        } catch (JobLaunchException e) {
            if (!isThere(flink, job)) {
                LOG.warn("{} was not started", id, e);
                return database.ask(connection -> {
                    ScanRuns.end(connection, id, State.FAILED, e.getMessage());
                    throw new ScanRefusedException(ApiError.unavailable("not_started", e.getMessage(), ASK_AGAIN)
                            .with("scan_id", id));
                });
            }
            LOG.info("{} was started as {}, though that was not answered", id, job, e);
        }
        return CompletableFuture.completedFuture(id);
    }

    /** Whether a job is there although its start failed: the answer may have been lost. */
    private static boolean isThere(JobLauncher flink, String job) {
        try {
            return switch (flink.state(job)) {
                case WAITING, RUNNING, FINISHED -> true;
                case FAILED, CANCELED, UNKNOWN -> false;
            };
        } catch (JobLaunchException e) {
            LOG.debug("{} was not asked about", job, e);
            return false;
        }
    }

    private CompletableFuture<Void> awaitEnd(String id, long until) {
        Waiter waiter = new Waiter(id, until, new CompletableFuture<>());
        waiters.add(waiter);
        if (!waits) {
            waiter.answer().complete(null);
        }
        return waiter.answer().whenComplete((nothing, failure) -> waiters.remove(waiter));
    }

    private void answerWaiters() {
        if (waiters.isEmpty() && begun.isEmpty()) {
            return;
        }
        // Waiters first: one that comes later is looked for the next time.
        List<Waiter> waiting = List.copyOf(waiters);
        Set<String> ids = waiting.stream().map(Waiter::id).collect(Collectors.toCollection(HashSet::new));
        ids.addAll(begun);
        Map<String, State> states = Map.of();
        try {
            states = database.askNow(connection -> ScanRuns.states(connection, ids));
            countEnds(ids, states);
        } catch (SQLException e) {
            LOG.debug("{} scans were not asked about", ids.size(), e);
        }
        long now = System.nanoTime();
        for (Waiter waiter : waiting) {
            State state = states.get(waiter.id());
            if (waiter.until() - now <= 0 || (state != null && state.isEnd())) {
                waiter.answer().complete(null);
            }
        }
    }

    private void countEnds(Set<String> ids, Map<String, State> states) {
        for (String id : ids) {
            State state = states.get(id);
            // One that is not there any more was deleted before its end was seen.
            if ((state == null || state.isEnd()) && begun.remove(id) && state != null) {
                ended.get(state).increment();
                LOG.info("{} is {}", id, state.code());
            }
        }
    }

    /** Looks at the jobs of what is not done, and at those of what was cancelled. */
    private void follow(JobLauncher flink) {
        List<ScanRuns.Followed> scans;
        try {
            scans = database.askNow(connection -> ScanRuns.followed(connection, timings.startWithin()));
            Set<String> ids = scans.stream().map(ScanRuns.Followed::id).collect(Collectors.toSet());
            known.retainAll(ids);
            unknown.keySet().retainAll(ids);
            for (ScanRuns.Followed scan : scans) {
                follow(flink, scan);
            }
        } catch (SQLException e) {
            LOG.debug("The scans were not looked after", e);
        }
    }

    private void follow(JobLauncher flink, ScanRuns.Followed scan) throws SQLException {
        String job = scan.flinkJobId();
        JobLauncher.State state;
        try {
            state = flink.state(job);
        } catch (JobLaunchException e) {
            // Not a failure: the job may run on.
            LOG.debug("{} was not asked about", job, e);
            return;
        }
        if (state != JobLauncher.State.UNKNOWN) {
            known.add(scan.id());
            unknown.remove(scan.id());
        }
        if (scan.state() == State.CANCELLED) {
            if (!state.isEnd()) {
                cancelJob(flink, job);
            }
            return;
        }
        switch (state) {
            case WAITING, RUNNING -> {}
            // Its result would be there before its end.
            case FINISHED -> end(scan, State.FAILED, "The job " + job + " ended without a result");
            case FAILED -> end(scan, State.FAILED, flink.failureInWords(job));
            case CANCELED -> end(scan, State.CANCELLED, "The job " + job + " was cancelled in Flink");
            case UNKNOWN -> {
                if ((scan.late() || known.contains(scan.id()))
                        && unknown.merge(scan.id(), 1, Integer::sum) >= LOOKS_UNTIL_LOST) {
                    end(scan, State.FAILED, "Flink does not know the job " + job + ", or not any more");
                }
            }
        }
    }

    private void end(ScanRuns.Followed scan, State state, String error) throws SQLException {
        Optional<Optional<String>> ours =
                database.askNow(connection -> ScanRuns.end(connection, scan.id(), state, error));
        if (ours.isPresent()) {
            LOG.warn("{} is {}: {}", scan.id(), state.code(), error);
        }
    }

    private static void cancelJob(JobLauncher flink, String job) {
        try {
            flink.cancel(job);
        } catch (JobLaunchException e) {
            LOG.warn("{} was not cancelled yet", job, e);
        }
    }

    /** Also where Flink cannot be asked: what never ends would keep others from beginning. */
    private void giveUp() {
        try {
            database.askNow(ScanRuns::giveUp).forEach(id -> LOG.warn("{} was not done within an hour", id));
        } catch (SQLException e) {
            LOG.debug("What takes too long was not looked for", e);
        }
    }

    private void forget() {
        try {
            int forgotten = database.askNow(ScanRuns::forget);
            if (forgotten > 0) {
                LOG.info("{} old scans were deleted", forgotten);
            }
        } catch (SQLException e) {
            LOG.debug("Old scans were not deleted", e);
        }
    }

    private void every(Duration interval, Runnable task) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        // The timer would end with it.
                        LOG.error("The scans were not looked after", e);
                    }
                },
                0,
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
