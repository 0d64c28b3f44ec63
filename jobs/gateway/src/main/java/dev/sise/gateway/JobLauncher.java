package dev.sise.gateway;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Starts batch jobs by name: through Flink's REST interface on a cluster ({@link FlinkRestLauncher}), in this process in the quick start.
 * Thread-safe. Every method may block for some seconds, so it is never called on an event loop.
 */
public interface JobLauncher extends AutoCloseable {

    /** Where a run stands. */
    enum State {
        /** Accepted, not running yet. */
        WAITING,
        /** Running, also while it restarts or ends. */
        RUNNING,
        /** Done, all of it. */
        FINISHED,
        /** Ended by an error. */
        FAILED,
        /** Ended by {@link #cancel}. */
        CANCELED,
        /** Nobody knows the run: the cluster was started again since, or forgot an old one. */
        UNKNOWN;

        /** Whether it will not change any more. */
        public boolean isEnd() {
            return switch (this) {
                case WAITING, RUNNING -> false;
                case FINISHED, FAILED, CANCELED, UNKNOWN -> true;
            };
        }
    }

    /** A new id of a run, to be written down before the run is started. */
    static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /**
     * Whether there is such a job to run.
     *
     * @param job its name, such as {@code reference-data}
     * @throws JobLaunchException when nobody could be asked
     */
    boolean knows(String job) throws JobLaunchException;

    /**
     * Starts a run and does not wait for its end. There is at most one run of an id: another one is refused while the cluster remembers the
     * first, so whoever does not know whether a start succeeded may ask for its {@link #state}, or start it again.
     *
     * @param id from {@link #newId}; it outlives this process where Flink does
     * @param job its name, such as {@code reference-data}
     * @param arguments of its command line, without secrets: they are shown in Flink's web UI
     * @throws JobLaunchException when it was not started, as far as is known
     */
    void submit(String id, String job, List<String> arguments) throws JobLaunchException;

    /**
     * Where a run stands now.
     *
     * @throws JobLaunchException when nobody could be asked
     */
    State state(String id) throws JobLaunchException;

    /**
     * The innermost cause of a run that failed, in one line; empty where it is not known.
     *
     * @throws JobLaunchException when nobody could be asked
     */
    default Optional<String> failure(String id) throws JobLaunchException {
        return Optional.empty();
    }

    /** What is said of a run that failed, with its cause where that can be had. */
    default String failureInWords(String id) {
        Optional<String> cause;
        try {
            cause = failure(id);
        } catch (JobLaunchException e) {
            cause = Optional.empty();
        }
        return "The job " + id + " failed" + cause.map(words -> ": " + words).orElse("; Flink tells why");
    }

    /**
     * Asks a run to end and does not wait for it. A run that has ended, or is not known, is left as it is.
     *
     * @throws JobLaunchException when nobody could be asked
     */
    void cancel(String id) throws JobLaunchException;

    /** Ends what this launcher holds, not the runs. */
    @Override
    void close();
}
