package dev.sise.gateway.scan;

import java.time.Duration;

/**
 * How often things are looked at.
 *
 * @param look between two looks at the published board and at what became of jobs
 * @param poll between two looks for the end of a scan that a client waits for
 * @param startWithin how long after a scan was asked for Flink may not know its job yet
 */
record ScanTimings(Duration look, Duration poll, Duration startWithin) {
    /** A cluster runs the main of a job before it knows the job, for a minute at most. */
    static final ScanTimings DEFAULTS =
            new ScanTimings(Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofMinutes(2));
}
