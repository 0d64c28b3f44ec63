package dev.sise.gateway;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Plays a cluster that runs the job vcp-scan: a run does to the tables what the script says. Shared by gateways, as a cluster is. */
final class ScriptedScans implements JobLauncher {
    /** What becomes of the next runs. */
    enum Script {
        /** Done at once. */
        DONE,
        /** Begins, and goes on. */
        RUNS,
        /** Begins, and its answer is lost. */
        RUNS_UNANSWERED,
        /** Is not taken. */
        REFUSED,
        /** Begins, and fails. */
        FAILS,
        /** Ends, and writes nothing. */
        ENDS_WITHOUT_RESULT
    }

    private final ScanTables tables;
    private final Map<String, State> runs = new ConcurrentHashMap<>();
    private final List<List<String>> started = new CopyOnWriteArrayList<>();
    private volatile Script script = Script.DONE;

    ScriptedScans(ScanTables tables) {
        this.tables = tables;
    }

    void next(Script next) {
        script = next;
    }

    /** The arguments of each run. */
    List<List<String>> started() {
        return started;
    }

    /** The cluster is a new one. */
    void forget() {
        runs.clear();
    }

    @Override
    public boolean knows(String job) {
        return job.equals("vcp-scan");
    }

    @Override
    public void submit(String id, String job, List<String> arguments) throws JobLaunchException {
        if (script == Script.REFUSED) {
            throw JobLaunchException.refused("Flink has no jar " + job + "-<version>-job.jar: upload it first", null);
        }
        started.add(arguments);
        String scanId = arguments.stream()
                .filter(argument -> argument.startsWith("--scan.id="))
                .findFirst()
                .orElseThrow()
                .substring("--scan.id=".length());
        try {
            runs.put(id, run(scanId));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        if (script == Script.RUNS_UNANSWERED) {
            throw new JobLaunchException("the answer was lost", null);
        }
    }

    private State run(String scanId) throws SQLException {
        return switch (script) {
            case DONE -> {
                tables.begin(scanId);
                tables.finish(scanId);
                yield State.FINISHED;
            }
            case RUNS, RUNS_UNANSWERED -> {
                tables.begin(scanId);
                yield State.RUNNING;
            }
            case FAILS -> {
                tables.begin(scanId);
                yield State.FAILED;
            }
            case ENDS_WITHOUT_RESULT -> State.FINISHED;
            case REFUSED -> throw new IllegalStateException("A refused run does nothing");
        };
    }

    @Override
    public State state(String id) {
        return runs.getOrDefault(id, State.UNKNOWN);
    }

    @Override
    public void cancel(String id) {
        runs.computeIfPresent(id, (known, state) -> State.CANCELED);
    }

    @Override
    public void close() {}
}
