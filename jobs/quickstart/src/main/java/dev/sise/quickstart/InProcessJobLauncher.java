package dev.sise.quickstart;

import dev.sise.gateway.JobLaunchException;
import dev.sise.gateway.JobLauncher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs batch jobs on the quick start's own Flink, with their topologies instead of their jars. Knows its own runs. What others ask for begins when
 * the quick start is ready: a nightly load beside it would hold up the first price, and before the instrument list is there it would find nothing to
 * load. Thread-safe.
 */
final class InProcessJobLauncher implements JobLauncher {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Supplier<StreamExecutionEnvironment> environments;
    private final Map<String, Definition> jobs;
    private final Map<String, JobClient> runs = new ConcurrentHashMap<>();
    /** Asked for, and neither started nor refused nor cancelled. */
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile boolean closed;

    /** Adds a job to an environment. */
    @FunctionalInterface
    interface Definition {
        /** @throws RuntimeException when the job refuses its arguments, or what it needs is not there; in words */
        void define(StreamExecutionEnvironment environment, List<String> arguments);
    }

    /**
     * @param environments a new one for each run
     * @param jobs by name
     */
    InProcessJobLauncher(Supplier<StreamExecutionEnvironment> environments, Map<String, Definition> jobs) {
        this.environments = environments;
        this.jobs = Map.copyOf(jobs);
    }

    @Override
    public boolean knows(String job) {
        return jobs.containsKey(job);
    }

    /** From now on runs begin when they are asked for; those that were asked for before begin now. */
    void ready() {
        ready.countDown();
    }

    /** Waits for {@link #ready()}; what is cancelled until then is refused. */
    @Override
    public void submit(String id, String job, List<String> arguments) throws JobLaunchException {
        waiting.add(id);
        try {
            ready.await();
            if (closed) {
                throw JobLaunchException.refused(job + " was not started: the quick start ends", null);
            }
            if (!waiting.contains(id)) {
                throw JobLaunchException.refused(job + " was not started: it was cancelled", null);
            }
            submitAtOnce(id, job, arguments);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobLaunchException(job + " was not started: interrupted", e);
        } finally {
            waiting.remove(id);
        }
    }

    /** As {@link #submit}, for what the start itself needs. */
    void submitAtOnce(String id, String job, List<String> arguments) throws JobLaunchException {
        Definition definition = jobs.get(job);
        if (definition == null) {
            throw JobLaunchException.refused("There is no job " + job + ", only " + jobs.keySet(), null);
        }
        StreamExecutionEnvironment environment = environments.get();
        JobClient run;
        try {
            environment.configure(new Configuration().set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, id));
            definition.define(environment, arguments);
            run = environment.executeAsync(job);
        } catch (Exception e) {
            throw JobLaunchException.refused(job + " was not started: " + e.getMessage(), e);
        }
        runs.put(id, run);
    }

    @Override
    public State state(String id) throws JobLaunchException {
        if (waiting.contains(id)) {
            return State.WAITING;
        }
        JobClient run = runs.get(id);
        if (run == null) {
            return State.UNKNOWN;
        }
        JobStatus status = await(id, run.getJobStatus(), ANSWER);
        return switch (status) {
            case INITIALIZING, CREATED -> State.WAITING;
            case RUNNING, FAILING, CANCELLING, RESTARTING, SUSPENDED, RECONCILING -> State.RUNNING;
            case FINISHED -> State.FINISHED;
            case FAILED -> State.FAILED;
            case CANCELED -> State.CANCELED;
        };
    }

    @Override
    public void cancel(String id) throws JobLaunchException {
        waiting.remove(id);
        JobClient run = runs.get(id);
        if (run != null && !state(id).isEnd()) {
            await(id, run.cancel(), ANSWER);
        }
    }

    /** The cluster ends the runs when it ends. */
    @Override
    public void close() {
        closed = true;
        ready.countDown();
        runs.clear();
    }

    /**
     * Waits for the end of a run of this launcher and returns its totals.
     *
     * @throws IllegalStateException when it failed or takes longer, with the innermost reason
     */
    Map<String, Object> awaitTotals(String id, Duration atMost) {
        try {
            return await(id, runs.get(id).getJobExecutionResult(), atMost).getAllAccumulatorResults();
        } catch (JobLaunchException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static <T> T await(String id, CompletableFuture<T> answer, Duration atMost) throws JobLaunchException {
        try {
            return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw new JobLaunchException("run " + id + ": " + reason.getMessage(), e);
        } catch (TimeoutException e) {
            throw new JobLaunchException("run " + id + " was not done within " + atMost, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobLaunchException("run " + id + " was not awaited: interrupted", e);
        }
    }
}
