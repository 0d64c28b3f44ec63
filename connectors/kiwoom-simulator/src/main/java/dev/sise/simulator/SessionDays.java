package dev.sise.simulator;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The days on which the exchange opens: weekdays without its holidays. Those to the middle of 2025 are the days without any price in
 * public price data, those of 2026 were announced, those of 2027 follow from the law and the lunar calendar; outside of 2024 to
 * 2027 every weekday is a session. Written here a second time on purpose, like the tick table.
 */
final class SessionDays {

    private static final Set<LocalDate> WEEKDAYS_CLOSED = Arrays.stream(
                    """
                    2023-12-25 2023-12-29
                    2024-01-01 2024-02-09 2024-02-12 2024-03-01 2024-04-10 2024-05-01 2024-05-06 2024-05-15 2024-06-06
                    2024-08-15 2024-09-16 2024-09-17 2024-09-18 2024-10-01 2024-10-03 2024-10-09 2024-12-25 2024-12-31
                    2025-01-01 2025-01-27 2025-01-28 2025-01-29 2025-01-30 2025-03-03 2025-05-01 2025-05-05 2025-05-06
                    2025-06-03 2025-06-06 2025-08-15 2025-10-03 2025-10-06 2025-10-07 2025-10-08 2025-10-09 2025-12-25
                    2025-12-31
                    2026-01-01 2026-02-16 2026-02-17 2026-02-18 2026-03-02 2026-05-01 2026-05-05 2026-05-25 2026-06-03
                    2026-07-17 2026-08-17 2026-09-24 2026-09-25 2026-10-05 2026-10-09 2026-12-25 2026-12-31
                    2027-01-01 2027-02-08 2027-02-09 2027-03-01 2027-05-03 2027-05-05 2027-05-13 2027-07-19 2027-08-16
                    2027-09-14 2027-09-15 2027-09-16 2027-10-04 2027-10-11 2027-12-27 2027-12-31
                    """
                            .strip()
                            .split("\\s+"))
            .map(LocalDate::parse)
            .collect(Collectors.toUnmodifiableSet());

    private SessionDays() {}

    static boolean isSession(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !WEEKDAYS_CLOSED.contains(day);
    }

    /** The newest session before a day. */
    static LocalDate before(LocalDate day) {
        LocalDate session = day.minusDays(1);
        while (!isSession(session)) {
            session = session.minusDays(1);
        }
        return session;
    }

    /** The first session on a day or after it. */
    static LocalDate from(LocalDate day) {
        LocalDate session = day;
        while (!isSession(session)) {
            session = session.plusDays(1);
        }
        return session;
    }
}
