package dev.sise.market;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Watches whether the calendar still covers the market's day, for services that go on beyond with weekdays as sessions: a gauge asks
 * {@link #isCovered()}, a log gets {@link #warning()}.
 */
public final class CalendarCoverage {
    private final KrxCalendar calendar;
    private final MarketClock clock;
    private LocalDate lastWarned;

    public CalendarCoverage(KrxCalendar calendar, MarketClock clock) {
        this.calendar = calendar;
        this.clock = clock;
    }

    /** Whether the closures of today, in market time, are known. Any thread. */
    public boolean isCovered() {
        return calendar.isCovered(clock.today());
    }

    /** What to warn of: a sentence on the first call of each day that is not covered, else nothing. One thread. */
    public Optional<String> warning() {
        LocalDate today = clock.today();
        if (calendar.isCovered(today) || today.equals(lastWarned)) {
            return Optional.empty();
        }
        lastWarned = today;
        return Optional.of(calendar.outside(today) + ": every weekday is taken as a session");
    }
}
