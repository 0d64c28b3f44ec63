package dev.sise.gateway.schedule;

import dev.sise.gateway.JobLaunchException;
import dev.sise.gateway.JobLauncher;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Jobs that are done at once, or end as they are told to, and the record of their starts, each by its first argument. Shared by all gateways, as
 * a cluster is.
 */
final class RecordedJobs implements JobLauncher {
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Map<String, State> runs = new ConcurrentHashMap<>();
    private final Map<String, State> ends = new ConcurrentHashMap<>();
    private final List<String> started = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private volatile boolean losesAnswers;
    private final Set<String> submitted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refusals = new AtomicInteger();

    RecordedJobs(String... jobs) {
        known.addAll(List.of(jobs));
    }

    /** What becomes of the next runs with a first argument; RUNNING for those that go on. */
    void end(String argument, State state) {
        ends.put(argument, state);
    }

    /** Ends all that run. */
    void endRunning(State state) {
        runs.replaceAll((id, now) -> now == State.RUNNING ? state : now);
    }

    /** Nobody answers any more, or again. */
    void away(boolean isAway) {
        away = isAway;
    }

    /** Starts are done, and told to have failed. */
    void loseAnswers() {
        losesAnswers = true;
    }

    /** The next starts are refused, and the ids of those for ever. */
    void refuse(int starts) {
        refusals.set(starts);
    }

    List<String> started() {
        return started;
    }

    @Override
    public boolean knows(String job) throws JobLaunchException {
        requireThere();
        return known.contains(job);
    }

    @Override
    public void submit(String id, String job, List<String> arguments) throws JobLaunchException {
        requireThere();
        if (!submitted.add(id) || refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw JobLaunchException.refused("the job refused its settings, or was submitted before", null);
        }
        runs.put(id, ends.getOrDefault(arguments.get(0), State.FINISHED));
        started.add(arguments.get(0));
        if (losesAnswers) {
            throw new JobLaunchException("the answer was lost", null);
        }
    }

    @Override
    public State state(String id) throws JobLaunchException {
        requireThere();
        return runs.getOrDefault(id, State.UNKNOWN);
    }

    @Override
    public void cancel(String id) {
        runs.computeIfPresent(id, (known, state) -> State.CANCELED);
    }

    @Override
    public void close() {}

    private void requireThere() throws JobLaunchException {
        if (away) {
            throw new JobLaunchException("Flink did not answer", null);
        }
    }
}
