package dev.sise.gateway.schedule;

import java.time.LocalDateTime;
import java.util.Optional;

/**
 * Where a schedule stands.
 *
 * @param schedule which
 * @param unavailable why it cannot run, in words for the operator; empty if it can
 * @param lastRun for the latest day that it ran for
 * @param nextDue market time; empty if that lies outside of the calendar
 */
public record ScheduleStatus(
        Schedule schedule,
        Optional<String> unavailable,
        Optional<ScheduleRun> lastRun,
        Optional<LocalDateTime> nextDue) {}
