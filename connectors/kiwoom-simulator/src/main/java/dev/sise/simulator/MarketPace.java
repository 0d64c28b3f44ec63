package dev.sise.simulator;

/**
 * How many messages are due. A late timer catches up, but never by more than half a second's worth, so that a pause of the
 * machine does not become a burst. Not thread-safe.
 */
final class MarketPace {

    private static final double MAX_CATCH_UP_SECONDS = 0.5;
    private static final double NANOS_PER_SECOND = 1e9;

    private int messagesPerSecond;
    private long measuredAt;
    private double owed;

    /** @param nanos from {@link System#nanoTime()} */
    MarketPace(int messagesPerSecond, long nanos) {
        this.messagesPerSecond = messagesPerSecond;
        this.measuredAt = nanos;
    }

    void change(int newMessagesPerSecond, long nanos) {
        accrue(nanos);
        messagesPerSecond = newMessagesPerSecond;
        owed = Math.min(owed, newMessagesPerSecond);
    }

    /** The messages that became due since the last call. */
    int due(long nanos) {
        accrue(nanos);
        int due = (int) owed;
        owed -= due;
        return due;
    }

    private void accrue(long nanos) {
        double seconds = Math.min((nanos - measuredAt) / NANOS_PER_SECOND, MAX_CATCH_UP_SECONDS);
        owed += seconds * messagesPerSecond;
        measuredAt = nanos;
    }
}
