package dev.sise.gateway.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * Periods of real time.
 *
 * @param look between two looks at what is due, and between two questions about a job
 * @param heartbeat between two signs of life of a run
 * @param lease after so long without a sign of life a run is taken over
 * @param backOff before the second attempt; twice as long before each further one
 */
record ScheduleTimings(Duration look, Duration heartbeat, Duration lease, Duration backOff) {
    static final ScheduleTimings DEFAULTS = new ScheduleTimings(
            Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(1));
    /** With the back-off: a quarter of an hour from the first to the last. */
    static final int MAX_ATTEMPTS = 5;

    /** When a run is tried again that failed for the given time; empty for never. */
    Optional<Duration> retryAfter(int attempts) {
        return attempts >= MAX_ATTEMPTS ? Optional.empty() : Optional.of(backOff.multipliedBy(1L << (attempts - 1)));
    }
}
