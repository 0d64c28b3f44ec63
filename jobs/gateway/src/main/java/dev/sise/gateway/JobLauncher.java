package dev.sise.gateway;

import java.util.List;

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

    /**
     * Starts a run and does not wait for its end.
     *
     * @param job its name, such as {@code reference-data}
     * @param arguments of its command line, without secrets: they are shown in Flink's web UI
     * @return the id of the run, which outlives this process where Flink does
     * @throws JobLaunchException when it was not started
     */
    String submit(String job, List<String> arguments) throws JobLaunchException;

    /**
     * Where a run stands now.
     *
     * @throws JobLaunchException when nobody could be asked
     */
    State state(String id) throws JobLaunchException;

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
