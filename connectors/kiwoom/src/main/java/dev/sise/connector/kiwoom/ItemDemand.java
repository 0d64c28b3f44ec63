package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;

/**
 * What {@link KiwoomSource} should serve. Opened once on the JobManager; afterwards {@link #ready()} and {@link #current()} are
 * called every 100 ms by one thread at a time that is not the coordinator's, {@link #close()} by another. No exception from here
 * fails the job: it is counted as {@code demandFailures}, and the call, or the opening, is repeated.
 */
public interface ItemDemand extends AutoCloseable {

    /**
     * Whether demand has been read completely once. Until then nothing is assigned and nothing withdrawn: a source that was
     * restored goes on with the items of its checkpoint.
     */
    default boolean ready() {
        return true;
    }

    /**
     * Everything demanded now, by item: the code to register, with its venue suffix if it has one, 1 to 32 of the letters A to Z, digits
     * and {@code _}. What is none is left out, counted as {@code refusedItems} and named in the log; all others are served. Must return
     * within a second. After an exception the assignment stays as it is. The same instance of an unmodifiable map is the cheapest
     * way to say that nothing changed.
     */
    Map<String, Demanded> current() throws Exception;

    @Override
    void close() throws IOException;

    /**
     * Why and how an item is demanded.
     *
     * @param priority who gets a scarce slot: the smaller number first
     * @param since when demand began, UTC milliseconds; among equal priorities the older first
     * @param sessionAllowed whether it may be served by a WebSocket session
     * @param pollAllowed whether it is polled periodically now: false outside the market hours of its class. The first poll of new
     *     demand and a fetch are made at any hour
     * @param fetchAt when an answer newer than what is known was last asked for, UTC milliseconds, 0 = never; every larger value
     *     is one poll ahead of all periodic ones
     * @param once whether the item is demanded by that request alone: it gets no slot and is not polled periodically
     */
    record Demanded(
            int priority, long since, boolean sessionAllowed, boolean pollAllowed, long fetchAt, boolean once) {}

    /** Opens the demand on the JobManager. */
    @FunctionalInterface
    interface Factory extends Serializable {
        ItemDemand open() throws Exception;
    }
}
