package dev.sise.connector.websocket;

import java.util.concurrent.TimeUnit;

/**
 * How many topic changes one client may still make: a bucket that starts full and fills evenly. Times are nanoseconds of any
 * clock that never goes back. Belongs to the client's event loop.
 */
final class ChangeAllowance {
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int most;
    private final int perSecond;
    private double left;
    private long filledAt;

    ChangeAllowance(int most, int perSecond, long now) {
        this.most = most;
        this.perSecond = perSecond;
        this.left = most;
        this.filledAt = now;
    }

    /** Takes all of them, or none and returns false. */
    boolean take(int changes, long now) {
        fill(now);
        if (changes > left) {
            return false;
        }
        left -= changes;
        return true;
    }

    /** Takes them, or what is left: for changes that cannot be refused. */
    void takeAtMost(int changes, long now) {
        fill(now);
        left = Math.max(0, left - changes);
    }

    private void fill(long now) {
        left = Math.min(most, left + (double) (now - filledAt) * perSecond / NANOS_PER_SECOND);
        filledAt = now;
    }
}
