package dev.sise.reference;

import dev.sise.market.KrxCalendar;
import dev.sise.market.KrxSession;
import dev.sise.runtime.SettingRules;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;

/** Decides the last day of a load: figures of a session that goes on are provisional and must not be stored. */
final class LoadThrough {
    private LoadThrough() {}

    /**
     * The day that was asked for, or the latest session that is over, with its after-market.
     *
     * @throws IllegalArgumentException for a day after the latest session that is over, or where the calendar does not cover the market's day
     */
    static LocalDate of(Optional<LocalDate> asked, KrxCalendar calendar, LocalDateTime marketTime) {
        LocalDate today = marketTime.toLocalDate();
        calendar.requireCovered(today);
        LocalDate latest = calendar.session(today)
                .filter(session -> !marketTime.toLocalTime().isBefore(session.lastClose()))
                .map(KrxSession::date)
                .orElseGet(() -> calendar.previousSession(today).date());
        asked.ifPresent(day -> SettingRules.require(
                !day.isAfter(latest),
                LoadSettings.THROUGH,
                "a day that is over, at most the latest session that is, " + latest,
                day));
        return asked.orElse(latest);
    }
}
