package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses before reconnects: doubling, with up to half as much on top by chance so that processes do not move in step. */
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
        Duration pause = base.plus(Duration.ofNanos((long) (base.toNanos() / 2 * random.nextDouble())));
        base = shorter(base.multipliedBy(2), atMost);
        return shorter(pause, atMost);
    }

    /** Call it after a success that lasted. */
    void reset() {
        base = atLeast;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
