package dev.sise.gateway.schedule;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What an alarm needs to know of a schedule.
 *
 * @param schedule which one
 * @param outstanding whether the latest day that it is due for is not done: it waits, runs, failed or was not begun
 * @param lastSuccess when a run of it was last done, by the database's clock; empty for never
 */
public record ScheduleFigures(Schedule schedule, boolean outstanding, Optional<Instant> lastSuccess) {
    public ScheduleFigures {
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(lastSuccess, "lastSuccess");
    }
}
