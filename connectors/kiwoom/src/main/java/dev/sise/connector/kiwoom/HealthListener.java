package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Is told every five seconds how the source is. Opened once on the JobManager, before the first report; {@link #report(List)} is
 * called by one thread at a time that is not the coordinator's, {@link #close()} by another. No exception from here fails the
 * job: it is counted as {@code healthFailures} and logged by nobody but the listener, and the next report, or the next attempt to open, comes five seconds later.
 */
public interface HealthListener extends AutoCloseable {

    /**
     * How the app keys are now, one entry each in the order of the settings. Must return within a second: demand
     * is asked by the same thread.
     */
    void report(List<KeyHealth> keys) throws Exception;

    @Override
    void close() throws IOException;

    /** Opens the listener on the JobManager. */
    @FunctionalInterface
    interface Factory extends Serializable {
        HealthListener open() throws Exception;
    }

    /** Tells nobody. */
    static Factory none() {
        return NoHealthListener::new;
    }
}
