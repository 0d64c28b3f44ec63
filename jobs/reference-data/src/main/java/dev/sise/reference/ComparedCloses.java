package dev.sise.reference;

import dev.sise.market.KrxCalendar;
import dev.sise.market.KrxSession;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;

/** Decides of which session the lists tell the close: the one before today, as long as today's is not made. */
final class ComparedCloses {
    private ComparedCloses() {}

    /** Before it the lists may still be those of the day before. */
    private static final LocalTime LISTS_ARE_MADE = LocalTime.of(8, 0);

    /**
     * The session whose stored closes can be compared. Nothing on a day without a session, before 08:00 or after its regular close: which
     * session the last close of the lists belongs to then is not known.
     */
    static Optional<LocalDate> day(KrxCalendar calendar, LocalDateTime marketTime) {
        LocalDate today = marketTime.toLocalDate();
        if (!calendar.isCovered(today)) {
            return Optional.empty();
        }
        return calendar.session(today)
                .filter(session -> !marketTime.toLocalTime().isBefore(LISTS_ARE_MADE))
                .filter(session -> marketTime.toLocalTime().isBefore(session.regularClose()))
                .map(KrxSession::date)
                .map(day -> calendar.previousSession(day).date());
    }
}
