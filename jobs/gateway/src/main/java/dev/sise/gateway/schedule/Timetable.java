package dev.sise.gateway.schedule;

import dev.sise.market.KrxCalendar;
import dev.sise.market.KrxSession;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * When schedules are due by the calendar of the exchange. It guesses nothing: on a day that the calendar does not cover nothing is due,
 * and {@link #refusal} says why. All times are market time. Immutable; any thread.
 */
final class Timetable {
    private final KrxCalendar calendar;

    Timetable(KrxCalendar calendar) {
        this.calendar = calendar;
    }

    /** Why nothing is due at this moment, in words for the operator; empty if the calendar covers it. */
    Optional<String> refusal(LocalDateTime now) {
        try {
            calendar.requireCovered(now.toLocalDate());
            return Optional.empty();
        } catch (IllegalArgumentException outside) {
            return Optional.of(outside.getMessage());
        }
    }

    /** The latest day that the schedule is due for; of all days that were missed only this one is caught up. */
    Optional<LocalDate> latestDue(Schedule schedule, LocalDateTime now) {
        for (LocalDate day = now.toLocalDate(); calendar.isCovered(day); day = day.minusDays(1)) {
            Optional<LocalDateTime> due = dueOn(schedule, day);
            if (due.isPresent() && !due.get().isAfter(now)) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    /** The first moment after this one at which the schedule becomes due; empty if that lies outside of the calendar. */
    Optional<LocalDateTime> nextDue(Schedule schedule, LocalDateTime now) {
        for (LocalDate day = now.toLocalDate(); calendar.isCovered(day); day = day.plusDays(1)) {
            Optional<LocalDateTime> due = dueOn(schedule, day);
            if (due.isPresent() && due.get().isAfter(now)) {
                return due;
            }
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException if the exchange does not trade on this day */
    KrxSession sessionOf(LocalDate day) {
        return calendar.session(day)
                .orElseThrow(() -> new IllegalArgumentException("A run is for a session day, was for " + day));
    }

    private Optional<LocalDateTime> dueOn(Schedule schedule, LocalDate day) {
        return calendar.session(day).flatMap(schedule::dueOn).map(day::atTime);
    }
}
