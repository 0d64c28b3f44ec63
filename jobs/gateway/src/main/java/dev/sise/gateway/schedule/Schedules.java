package dev.sise.gateway.schedule;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.gateway.JobLauncher;
import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is due, in every gateway: the table {@code schedule_runs} decides which of them does it. A run whose owner gave no sign of life
 * for 60 s is taken over, and a job of it that runs is joined; one that failed is tried again, at most five times in a quarter of an hour.
 * Of the days that were missed only the latest is caught up. Market time says what is due; leases and pauses are of real time, leases by the
 * database's clock. Without the database nothing runs. Thread-safe; nothing blocks the caller but {@link #close}.
 */
public final class Schedules implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);
    private static final int CLOSE_SECONDS = 10;
    /** How long the row of a run is kept, so that the one of the same day a year before can still be looked up. */
    static final int KEPT_DAYS = 400;

    private final ScheduleRuns runs;
    private final ScheduledWork work;
    private final Timetable timetable;
    private final MarketClock clock;
    private final ScheduleTimings timings;
    /** One for what is due and one for signs of life, so that neither waits for the other. */
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(2, threads("schedules"));

    private final ExecutorService workers = Executors.newCachedThreadPool(threads("schedule-run"));
    private final Set<Active> active = ConcurrentHashMap.newKeySet();
    private final Map<Schedule, String> lastSaid = new EnumMap<>(Schedule.class);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile String owner;
    /** A schema never goes back, so it is looked at until it is good. */
    private volatile boolean schemaIsGood;

    private volatile LocalDate forgotOn = LocalDate.MIN;
    private volatile List<ScheduleFigures> figures = List.of();
    private volatile Optional<String> problem = Optional.of("what is due was not looked at yet");

    /** What came of asking for a run; {@code started} is false where it was running already. */
    public record Requested(ScheduleRun run, boolean started) {}

    /** A run of ours. */
    private final class Active implements ScheduledWork.Progress {
        private final ScheduleRun run;
        private final FutureTask<Void> worker;
        private volatile Optional<String> trouble = Optional.empty();

        private Active(ScheduleRun run) {
            this.run = run;
            this.worker = new FutureTask<>(() -> work(this), null);
        }

        private boolean is(Schedule schedule, LocalDate day) {
            return run.schedule() == schedule && run.day().equals(day);
        }

        @Override
        public void pause() throws InterruptedException {
            if (closing.await(timings.look().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("The gateway ends");
            }
        }

        @Override
        public void trouble(Optional<String> now) {
            if (now.isPresent() && trouble.isEmpty()) {
                LOG.warn("{} was held up: {}", words(run), now.get());
            }
            trouble = now;
        }
    }

    @FunctionalInterface
    private interface Update {
        boolean write() throws SQLException;
    }

    Schedules(
            PostgresAddress database,
            ScheduledWork work,
            KrxCalendar calendar,
            MarketClock clock,
            ScheduleTimings timings) {
        this.runs = new ScheduleRuns(database, timings.lease());
        this.work = Objects.requireNonNull(work, "work");
        this.timetable = new Timetable(calendar);
        this.clock = Objects.requireNonNull(clock, "clock");
        this.timings = timings;
    }

    /** Nothing runs before {@link #start}. */
    public static Schedules of(PostgresAddress database, ScheduledWork work, KrxCalendar calendar, MarketClock clock) {
        return new Schedules(database, work, calendar, clock, ScheduleTimings.DEFAULTS);
    }

    /**
     * Leaves a job that somebody else started to the schedules, as the run of the latest day that the schedule is due for: the first gateway
     * that looks follows it, and starts none. Nothing happens where that run is there already. Blocks.
     *
     * @param from who started it
     * @param flinkJobId of the job
     * @throws SQLException when the database does not take it
     */
    public static void handOver(
            PostgresAddress database,
            KrxCalendar calendar,
            LocalDateTime marketTime,
            Schedule schedule,
            String from,
            String flinkJobId)
            throws SQLException {
        Optional<LocalDate> day = new Timetable(calendar).latestDue(schedule, marketTime);
        if (day.isPresent()) {
            new ScheduleRuns(database, ScheduleTimings.DEFAULTS.lease())
                    .handOver(schedule, day.get(), from, flinkJobId);
        }
    }

    /**
     * Begins to look at what is due.
     *
     * @param gateway name of this gateway, at most 64 characters, unlike that of any other
     */
    public void start(String gateway) {
        own(gateway);
        timers.scheduleWithFixedDelay(this::look, 0, timings.look().toMillis(), TimeUnit.MILLISECONDS);
        timers.scheduleWithFixedDelay(
                this::heartbeat,
                timings.heartbeat().toMillis(),
                timings.heartbeat().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** As {@link #start}, without looking by itself. */
    void own(String gateway) {
        owner = Objects.requireNonNull(gateway, "gateway");
    }

    /** What is wrong, in words for the operator: no database, a calendar that ended, a run that failed; empty if nothing is. */
    public Optional<String> problem() {
        return problem;
    }

    /** All schedules as they were when they were last looked at; none while they cannot be. */
    public List<ScheduleFigures> figures() {
        return figures;
    }

    /** Market time now. */
    public LocalDateTime marketTime() {
        return clock.now();
    }

    /** All of them. It fails with an {@link SQLException} when the database cannot be asked. */
    public CompletableFuture<List<ScheduleStatus>> list() {
        return ask(() -> {
            Map<Schedule, ScheduleRun> latest = latest();
            LocalDateTime now = clock.now();
            List<ScheduleStatus> all = new ArrayList<>();
            for (Schedule schedule : Schedule.values()) {
                all.add(new ScheduleStatus(
                        schedule,
                        work.unavailable(schedule),
                        Optional.ofNullable(latest.get(schedule)),
                        timetable.nextDue(schedule, now)));
            }
            return all;
        });
    }

    /**
     * Runs a schedule now, for the latest day that it is due for: also one that is done or failed for good, as a new attempt. One that is
     * running is left to whoever runs it, so asking twice does nothing twice. It never stands for a day that is still to come, so it does not
     * keep the schedule from running at its time.
     *
     * <p>The answer comes when the run is taken, not when it is done. It fails with a {@link ScheduleRefusedException} when it cannot run, and
     * with an {@link SQLException} when the database cannot be asked.
     */
    public CompletableFuture<Requested> run(Schedule schedule) {
        return ask(() -> {
            LocalDate day = dayToRun(schedule);
            Optional<ScheduleRun> claimed = runs.claim(schedule, day, owner, newJobId(schedule), true);
            if (claimed.isPresent()) {
                LOG.info("{} was asked for", words(claimed.get()));
                begin(claimed.get());
            }
            ScheduleRun run = claimed.isPresent()
                    ? claimed.get()
                    : runs.find(schedule, day).orElseThrow();
            return new Requested(run, claimed.isPresent());
        });
    }

    /** Ends; runs of this gateway are free for others at once, and their jobs go on. Takes some seconds at most. */
    @Override
    public void close() {
        closing.countDown();
        timers.shutdownNow();
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
                    | !timers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The schedules did not end in order within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Active left : active) {
            try {
                runs.release(left.run);
                LOG.info("{} was left to others", words(left.run));
            } catch (SQLException e) {
                LOG.warn("{} was not left to others, who wait for its lease to end", words(left.run), e);
            }
        }
    }

    /** Takes what is due and to be had. */
    void look() {
        try {
            LocalDateTime now = clock.now();
            Optional<String> refusal = timetable.refusal(now);
            if (refusal.isEmpty()) {
                refusal = schemaProblem();
            }
            if (refusal.isPresent()) {
                figures = List.of();
                problem(refusal);
                return;
            }
            problem(takeDue(now));
            forget(now.toLocalDate());
        } catch (SQLException e) {
            figures = List.of();
            LOG.debug("The schedules were not looked at", e);
            problem(Optional.of(inWords(e)));
        } catch (RuntimeException e) {
            // The timer would end with it.
            figures = List.of();
            LOG.error("The schedules were not looked at", e);
            problem(Optional.of("looking at what is due failed; the log says why"));
        }
    }

    private Optional<String> schemaProblem() throws SQLException {
        if (!schemaIsGood) {
            Optional<String> oldTables = runs.schemaProblem();
            schemaIsGood = oldTables.isEmpty();
            return oldTables;
        }
        return Optional.empty();
    }

    /** Once a market day: what is long past. */
    private void forget(LocalDate today) throws SQLException {
        if (!today.equals(forgotOn)) {
            int forgotten = runs.forgetBefore(today.minusDays(KEPT_DAYS));
            forgotOn = today;
            if (forgotten > 0) {
                LOG.info("{} runs of more than {} days ago were deleted", forgotten, KEPT_DAYS);
            }
        }
    }

    private void measure(LocalDateTime now, Map<Schedule, ScheduleRun> latest) throws SQLException {
        Map<Schedule, Instant> successes = runs.lastSuccesses();
        List<ScheduleFigures> all = new ArrayList<>();
        for (Schedule schedule : Schedule.values()) {
            Optional<LocalDate> due = timetable.latestDue(schedule, now);
            ScheduleRun run = latest.get(schedule);
            boolean done = due.isEmpty()
                    || (run != null
                            && (run.day().isAfter(due.get())
                                    || (run.day().equals(due.get()) && run.state() == ScheduleRun.State.DONE)));
            all.add(new ScheduleFigures(schedule, !done, Optional.ofNullable(successes.get(schedule))));
        }
        figures = List.copyOf(all);
    }

    private Optional<String> takeDue(LocalDateTime now) throws SQLException {
        Map<Schedule, ScheduleRun> latest = latest();
        measure(now, latest);
        Optional<String> wrong = Optional.empty();
        for (Schedule schedule : Schedule.values()) {
            Optional<LocalDate> due = timetable.latestDue(schedule, now);
            if (due.isEmpty()) {
                continue;
            }
            LocalDate day = due.get();
            Optional<ScheduleRun> run = Optional.ofNullable(latest.get(schedule));
            if (mayBeHad(run, day) && !isActive(schedule, day) && !waits(schedule, day, latest)) {
                take(schedule, day, run);
            }
            if (run.isPresent() && run.get().state() == ScheduleRun.State.FAILED) {
                wrong = Optional.of(
                        words(run.get()) + " failed: " + run.get().error().orElse("without words"));
            }
        }
        return wrong;
    }

    /** Whether it is worth trying; the statement of the claim decides. */
    private static boolean mayBeHad(Optional<ScheduleRun> latest, LocalDate day) {
        if (latest.isEmpty() || latest.get().day().isBefore(day)) {
            return true;
        }
        return latest.get().day().equals(day)
                && switch (latest.get().state()) {
                    case RUNNING -> true;
                    case DONE -> false;
                    case FAILED -> latest.get().retryAt().isPresent();
                };
    }

    private static boolean waits(Schedule schedule, LocalDate day, Map<Schedule, ScheduleRun> latest) {
        if (schedule.after().isEmpty()) {
            return false;
        }
        ScheduleRun first = latest.get(schedule.after().get());
        return first == null || !first.day().equals(day) || first.state() != ScheduleRun.State.DONE;
    }

    private void take(Schedule schedule, LocalDate day, Optional<ScheduleRun> known) throws SQLException {
        boolean joins = known.isPresent() && known.get().state() == ScheduleRun.State.RUNNING;
        // Not claimed while it cannot run, so that no attempt is lost to a Flink that is away.
        Optional<String> unavailable = joins ? Optional.empty() : work.unavailable(schedule);
        if (unavailable.isPresent()) {
            String said = day + " " + unavailable.get();
            if (!said.equals(lastSaid.put(schedule, said))) {
                LOG.warn("{} for {} is due and was not run: {}", schedule.code(), day, unavailable.get());
            }
            return;
        }
        Optional<ScheduleRun> run = runs.claim(schedule, day, owner, newJobId(schedule), false);
        if (run.isPresent()) {
            LOG.info(
                    "{} was taken, attempt {}{}",
                    words(run.get()),
                    run.get().attempts(),
                    joins ? ", from " + known.get().owner() + ", who gave no sign of life" : "");
            begin(run.get());
        }
    }

    private LocalDate dayToRun(Schedule schedule) throws ScheduleRefusedException, SQLException {
        if (owner == null) {
            throw new ScheduleRefusedException(
                    ScheduleRefusedException.Reason.STARTING, "the gateway is just starting");
        }
        Optional<String> oldTables = schemaProblem();
        if (oldTables.isPresent()) {
            throw new ScheduleRefusedException(ScheduleRefusedException.Reason.OLD_TABLES, oldTables.get());
        }
        LocalDateTime now = clock.now();
        Optional<String> refusal = timetable.refusal(now);
        if (refusal.isPresent()) {
            throw new ScheduleRefusedException(ScheduleRefusedException.Reason.NO_DAY, refusal.get());
        }
        LocalDate day = timetable
                .latestDue(schedule, now)
                .orElseThrow(() -> new ScheduleRefusedException(
                        ScheduleRefusedException.Reason.NO_DAY,
                        schedule.code() + " was not due on any day that the calendar covers"));
        if (waits(schedule, day, latest())) {
            throw new ScheduleRefusedException(
                    ScheduleRefusedException.Reason.WAITS,
                    schedule.code() + " for " + day + " waits for "
                            + schedule.after().orElseThrow().code() + ", which is not done for that day");
        }
        Optional<String> unavailable = work.unavailable(schedule);
        if (unavailable.isPresent()) {
            throw new ScheduleRefusedException(
                    ScheduleRefusedException.Reason.NOT_AVAILABLE,
                    schedule.code() + " cannot run: " + unavailable.get());
        }
        return day;
    }

    private boolean isActive(Schedule schedule, LocalDate day) {
        return active.stream().anyMatch(mine -> mine.is(schedule, day));
    }

    private static Optional<String> newJobId(Schedule schedule) {
        return schedule.job().map(job -> JobLauncher.newId());
    }

    private void begin(ScheduleRun run) {
        Active mine = new Active(run);
        active.add(mine);
        workers.execute(mine.worker);
    }

    private void work(Active mine) {
        ScheduleRun run = mine.run;
        try {
            Update end;
            try {
                work.run(run, timetable.sessionOf(run.day()), mine);
                LOG.info("{} was done", words(run));
                end = () -> runs.done(run);
            } catch (WorkFailedException e) {
                LOG.warn("{} failed in attempt {}", words(run), run.attempts(), e);
                end = () -> failed(run, e);
            } catch (RuntimeException e) {
                LOG.error("{} failed in attempt {}", words(run), run.attempts(), e);
                end = () -> runs.failed(run, e.toString(), false, timings.retryAfter(run.attempts()));
            }
            finish(mine, end);
        } catch (InterruptedException e) {
            // Somebody else has the run, or will have it: see heartbeat() and close().
            LOG.debug("{} was left", words(run), e);
            Thread.currentThread().interrupt();
        }
    }

    private boolean failed(ScheduleRun run, WorkFailedException failure) throws SQLException {
        // The job fails because it may not write any more; another one would do what somebody called off.
        if (runs.isScanCancelled(run)) {
            return runs.failed(
                    run,
                    "The scan " + run.scanId().orElseThrow() + " was cancelled",
                    failure.jobEnded(),
                    Optional.empty());
        }
        return runs.failed(
                run,
                failure.getMessage(),
                failure.jobEnded(),
                failure.isRetried() ? timings.retryAfter(run.attempts()) : Optional.empty());
    }

    /** Until the database has it, or another gateway has the run. */
    private void finish(Active mine, Update end) throws InterruptedException {
        while (true) {
            try {
                // So that a sign of life is not refused because the run has just ended.
                synchronized (mine) {
                    if (!end.write()) {
                        LOG.warn("{} ended after another gateway had taken it", words(mine.run));
                    }
                    active.remove(mine);
                }
                return;
            } catch (SQLException e) {
                LOG.debug("{} ended, which was not written", words(mine.run), e);
                mine.trouble(Optional.of(inWords(e)));
            }
            mine.pause();
        }
    }

    private void heartbeat() {
        for (Active mine : active) {
            try {
                synchronized (mine) {
                    if (active.contains(mine) && !runs.heartbeat(mine.run, mine.trouble)) {
                        LOG.warn("{} was taken by another gateway", words(mine.run));
                        active.remove(mine);
                        mine.worker.cancel(true);
                    }
                }
            } catch (SQLException e) {
                LOG.warn("{} gave no sign of life: {}", words(mine.run), e.getMessage());
            } catch (RuntimeException e) {
                // The timer would end with it.
                LOG.error("{} gave no sign of life", words(mine.run), e);
            }
        }
    }

    private Map<Schedule, ScheduleRun> latest() throws SQLException {
        Map<Schedule, ScheduleRun> latest = new EnumMap<>(Schedule.class);
        runs.latest().forEach(run -> latest.put(run.schedule(), run));
        return latest;
    }

    private void problem(Optional<String> now) {
        if (now.isPresent() && !now.equals(problem)) {
            LOG.warn("The schedules have a problem: {}", now.get());
        }
        problem = now;
    }

    private <T> CompletableFuture<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        workers.execute(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Its first line: the others point into a statement that the operator does not have. */
    static String inWords(SQLException problem) {
        return "the database cannot be asked: "
                + String.valueOf(problem.getMessage()).lines().findFirst().orElse("without words");
    }

    private static String words(ScheduleRun run) {
        return run.schedule().code() + " for " + run.day();
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger made = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
