package dev.sise.ingest.functions;

import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

/**
 * Trading day and second of a polled quote: when the trade was made whose price it shows. The row's own day and time, but for what a row can
 * say besides:
 *
 * <ul>
 *   <li>A row without time or with a volume of zero tells that nothing was traded on its day: the price comes from a session before. It gets
 *       the session before, 00:00:00, and so shows a price where none is known and never replaces a trade of that session, also not one of the
 *       after-market that is younger than the regular close which the row shows.
 *   <li>A row without a day has that of its receipt.
 *   <li>A day on which the exchange does not trade stands for the session before it: on a Sunday the last trade was on Friday.
 *   <li>A time that has not come yet is that of the session before: the row was not reset yet. A clock that is five minutes late is no reason.
 *   <li>A day that has not come yet is refused: no trade could replace such a price until that day.
 * </ul>
 *
 * @param day days since 1970-01-01
 * @param second of that day
 */
record QuoteTime(int day, int second) {
    /** How late the market clock may be. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    /**
     * The day and second of a quote.
     *
     * @throws DateTimeException in words for a day that does not exist or has not come yet, or for a time that does not exist
     */
    static QuoteTime of(FeedEvent quote, MarketClock clock, KrxCalendar calendar) {
        Instant receivedAt = Instant.ofEpochMilli(quote.receivedAt);
        LocalDateTime latest = clock.marketTime(receivedAt).plus(TOLERANCE);
        boolean traded = quote.time != FeedEvent.NO_TIME && quote.volume > 0;
        LocalDate day = day(quote, traded, clock, receivedAt);
        if (day.isAfter(latest.toLocalDate())) {
            throw new DateTimeException("a quote must not be of a day that has not come yet: it is of " + day
                    + ", and the market clock showed " + clock.marketTime(receivedAt) + " when it came");
        }
        if (!traded) {
            return new QuoteTime(epochDay(calendar.previousSession(day).date()), 0);
        }
        LocalTime time = LocalTime.of(quote.time / 10_000, quote.time / 100 % 100, quote.time % 100);
        boolean comes = calendar.isSession(day) && !day.atTime(time).isAfter(latest);
        LocalDate session = comes ? day : calendar.previousSession(day).date();
        return new QuoteTime(epochDay(session), time.toSecondOfDay());
    }

    private static LocalDate day(FeedEvent quote, boolean traded, MarketClock clock, Instant receivedAt) {
        if (quote.date != FeedEvent.NO_DATE) {
            return LocalDate.of(quote.date / 10_000, quote.date / 100 % 100, quote.date % 100);
        }
        return traded
                ? clock.eventDay(quote.time, receivedAt)
                : clock.marketTime(receivedAt).toLocalDate();
    }

    private static int epochDay(LocalDate date) {
        return Math.toIntExact(date.toEpochDay());
    }
}
