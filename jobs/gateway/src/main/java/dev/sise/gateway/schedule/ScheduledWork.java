package dev.sise.gateway.schedule;

import dev.sise.gateway.JobLaunchException;
import dev.sise.gateway.JobLauncher;
import dev.sise.market.KrxSession;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What schedules do: a job that is followed to its end, or the clearing of the cache. Thread-safe if its parts are. */
public final class ScheduledWork {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledWork.class);

    private final Optional<JobLauncher> launcher;
    private final Function<ScheduleRun, List<String>> arguments;
    private final PriceClearing cache;

    /** Where a run waits and tells what keeps it from going on. */
    interface Progress {
        /** Waits a moment before a job is asked about again. */
        void pause() throws InterruptedException;

        /** @param trouble in words for the operator; empty once it is over */
        void trouble(Optional<String> trouble);
    }

    /**
     * @param launcher runs the jobs; without one schedules whose work is a job do not run
     * @param arguments of the job of a run, without secrets
     * @param cache what is cleared
     */
    public ScheduledWork(
            Optional<JobLauncher> launcher, Function<ScheduleRun, List<String>> arguments, PriceClearing cache) {
        this.launcher = Objects.requireNonNull(launcher, "launcher");
        this.arguments = Objects.requireNonNull(arguments, "arguments");
        this.cache = Objects.requireNonNull(cache, "cache");
    }

    /** Why a schedule cannot run here and now, in words for the operator; empty if it can. Blocks. */
    Optional<String> unavailable(Schedule schedule) {
        if (schedule.job().isEmpty()) {
            return Optional.empty();
        }
        if (launcher.isEmpty()) {
            return Optional.of("flink.rest.url is not set");
        }
        String job = schedule.job().get();
        try {
            return launcher.get().knows(job) ? Optional.empty() : Optional.of("there is no job " + job);
        } catch (JobLaunchException e) {
            LOG.debug("{} was not asked for", job, e);
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Does the work of a run and returns when it is done.
     *
     * @param session of the day that the run is for
     * @throws WorkFailedException when this attempt failed
     * @throws InterruptedException when somebody else has the run, or the gateway ends; a job goes on
     */
    void run(ScheduleRun run, KrxSession session, Progress progress) throws WorkFailedException, InterruptedException {
        if (run.flinkJobId().isPresent()) {
            follow(
                    launcher.orElseThrow(() -> new WorkFailedException(
                            "flink.rest.url is not set, so its job "
                                    + run.flinkJobId().get() + " is not followed",
                            false,
                            true,
                            null)),
                    run,
                    run.flinkJobId().get(),
                    progress);
        } else {
            clear(run.schedule(), session);
        }
    }

    private void clear(Schedule schedule, KrxSession session) throws WorkFailedException, InterruptedException {
        try {
            long cleared = cache.clear(instrumentClass -> schedule.clears(instrumentClass, session));
            LOG.info("{} for {} removed {} prices", schedule.code(), session.date(), cleared);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new WorkFailedException("The cache was not cleared: " + e.getMessage(), false, true, e);
        }
    }

    /**
     * Starts the job unless it is there: the run was taken over, or the answer to an earlier start was lost. That the id is known before the
     * start, and Flink refuses a second job with it, is why there is never more than one.
     */
    private void follow(JobLauncher flink, ScheduleRun run, String id, Progress progress)
            throws WorkFailedException, InterruptedException {
        String job = run.schedule().job().orElseThrow();
        boolean seen = false;
        JobLaunchException notStarted = null;
        while (true) {
            try {
                JobLauncher.State state = flink.state(id);
                progress.trouble(Optional.empty());
                switch (state) {
                    case UNKNOWN -> {
                        if (seen) {
                            throw new WorkFailedException(
                                    "Flink does not know the job " + id + " any more", true, true, null);
                        }
                        if (notStarted != null) {
                            // Flink takes no second submission with the id of one that it refused.
                            throw new WorkFailedException(
                                    notStarted.getMessage(), notStarted.isRefused(), true, notStarted);
                        }
                        try {
                            flink.submit(id, job, arguments.apply(run));
                            LOG.info("{} was started as {}", job, id);
                            seen = true;
                        } catch (JobLaunchException e) {
                            // It may have been started all the same, so it is asked for.
                            notStarted = e;
                            continue;
                        }
                    }
                    case WAITING, RUNNING -> seen = true;
                    case FINISHED -> {
                        return;
                    }
                    case FAILED -> throw new WorkFailedException(flink.failureInWords(id), true, true, null);
                    case CANCELED ->
                        throw new WorkFailedException("The job " + id + " was cancelled", true, false, null);
                }
            } catch (JobLaunchException e) {
                LOG.debug("{} {} was not asked about", job, id, e);
                // Not a failure: the job may run on, and another beside it would do everything twice.
                progress.trouble(Optional.of(e.getMessage()));
            }
            progress.pause();
        }
    }
}
