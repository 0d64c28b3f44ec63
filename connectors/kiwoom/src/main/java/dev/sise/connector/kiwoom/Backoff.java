package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses before reconnects: doubling, with up to half as much on top by chance so that processes do not move in step. At the
 * ceiling, where nothing goes on top, chance takes up to a third away.
 */
final class Backoff {
    private final Duration atLeast;
    private final Duration atMost;
    private final RandomGenerator random;
    private Duration base;

    Backoff(Duration atLeast, Duration atMost, RandomGenerator random) {
        this.atLeast = atLeast;
        this.atMost = atMost;
        this.random = random;
        this.base = atLeast;
    }

    /** Never below the least, never above the most. */
    Duration next() {
        long low = Math.max(atLeast.toNanos(), Math.min(base.toNanos(), atMost.toNanos() / 3 * 2));
        long high = Math.min(base.toNanos() / 2 * 3, atMost.toNanos());
        base = shorter(base.multipliedBy(2), atMost);
        return Duration.ofNanos(low + (long) (Math.max(0, high - low) * random.nextDouble()));
    }

    /** Call it after a success that lasted. */
    void reset() {
        base = atLeast;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
