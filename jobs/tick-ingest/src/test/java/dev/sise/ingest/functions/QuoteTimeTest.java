package dev.sise.ingest.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

/** Wednesday, 2026-11-18 is a session with an after-market, as are the days around it; 2026-11-22 is a Sunday. */
class QuoteTimeTest {
    private static final MarketClock CLOCK = MarketClock.of(Clock.systemUTC(), Duration.ZERO);
    private static final KrxCalendar CALENDAR = KrxCalendar.load();
    private static final long TRADED = 20_631_648;

    @Test
    void isWhatTheRowSays() {
        assertThat(timeOf("2026-11-18T14:54:30", 20261118, 145_428, TRADED)).isEqualTo(at("2026-11-18T14:54:28"));
    }

    @Test
    void isThatOfTheLastTradeHoweverOld() {
        assertThat(timeOf("2026-11-19T21:00:00", 20261118, 195_959, TRADED)).isEqualTo(at("2026-11-18T19:59:59"));
    }

    @Test
    void isTheMidnightThatBeganTheSessionBeforeWhereTheRowHasNoTime() {
        assertThat(timeOf("2026-11-18T08:40:00", 20261118, FeedEvent.NO_TIME, 0))
                .isEqualTo(at("2026-11-17T00:00:00"));
    }

    @Test
    void isTheMidnightThatBeganTheSessionBeforeWhereTheRowStillHasTheTimeOfAnEarlierTrade() {
        assertThat(timeOf("2026-11-18T09:30:00", 20261118, 90_500, 0)).isEqualTo(at("2026-11-17T00:00:00"));
    }

    @Test
    void isOfFridayWhenNothingWasTradedOnMondayYet() {
        assertThat(timeOf("2026-11-23T08:40:00", 20261123, FeedEvent.NO_TIME, 0))
                .isEqualTo(at("2026-11-20T00:00:00"));
    }

    @Test
    void isOfFridayOnASundayEveningWhicheverOfTheTwoDaysTheRowNames() {
        assertThat(timeOf("2026-11-22T21:00:00", 20261122, 195_959, TRADED)).isEqualTo(at("2026-11-20T19:59:59"));
        assertThat(timeOf("2026-11-22T21:00:00", 20261120, 195_959, TRADED)).isEqualTo(at("2026-11-20T19:59:59"));
        assertThat(timeOf("2026-11-22T21:00:00", 20261122, FeedEvent.NO_TIME, 0))
                .isEqualTo(at("2026-11-20T00:00:00"));
    }

    @Test
    void isOfTheSessionBeforeWhileTheTimeHasNotCome() {
        assertThat(timeOf("2026-11-18T08:20:00", 20261118, 153_000, TRADED)).isEqualTo(at("2026-11-17T15:30:00"));
    }

    @Test
    void isOfTodayWhenOurClockIsFiveMinutesLateAndOfTheSessionBeforeWhenMore() {
        assertThat(timeOf("2026-11-18T10:00:00", 20261118, 100_500, TRADED)).isEqualTo(at("2026-11-18T10:05:00"));
        assertThat(timeOf("2026-11-18T10:00:00", 20261118, 100_501, TRADED)).isEqualTo(at("2026-11-17T10:05:01"));
    }

    @Test
    void isOfTheDayOfReceiptWhereTheRowNamesNone() {
        assertThat(timeOf("2026-11-18T14:54:30", FeedEvent.NO_DATE, 145_428, TRADED))
                .isEqualTo(at("2026-11-18T14:54:28"));
        assertThat(timeOf("2026-11-18T14:54:30", FeedEvent.NO_DATE, FeedEvent.NO_TIME, 0))
                .isEqualTo(at("2026-11-17T00:00:00"));
        assertThat(timeOf("2026-11-18T08:00:00", FeedEvent.NO_DATE, 153_000, TRADED))
                .isEqualTo(at("2026-11-17T15:30:00"));
    }

    @Test
    void refusesADayThatHasNotComeInWords() {
        assertThatThrownBy(() -> timeOf("2026-11-18T10:00:00", 20261119, 90_000, TRADED))
                .isInstanceOf(DateTimeException.class)
                .hasMessage("a quote must not be of a day that has not come yet: it is of 2026-11-19,"
                        + " and the market clock showed 2026-11-18T10:00 when it came");
        assertThatThrownBy(() -> timeOf("2026-11-18T10:00:00", 20261119, FeedEvent.NO_TIME, 0))
                .isInstanceOf(DateTimeException.class);
    }

    @Test
    void refusesADayAndATimeThatDoNotExist() {
        assertThatThrownBy(() -> timeOf("2026-11-18T10:00:00", 20261131, 90_000, TRADED))
                .isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> timeOf("2026-11-18T10:00:00", 20261118, 96_000, TRADED))
                .isInstanceOf(DateTimeException.class);
    }

    private static QuoteTime timeOf(String received, int date, int time, long volume) {
        long receivedAt = CLOCK.realTime(LocalDateTime.parse(received)).toEpochMilli();
        FeedEvent quote = FeedEvent.quote(
                "005930", false, date, time, 316_500, -17_500, -524, volume, receivedAt, "kiwoom/main/1/2/0");
        return QuoteTime.of(quote, CLOCK, CALENDAR);
    }

    private static QuoteTime at(String moment) {
        LocalDateTime expected = LocalDateTime.parse(moment);
        return new QuoteTime(
                Math.toIntExact(expected.toLocalDate().toEpochDay()),
                expected.toLocalTime().toSecondOfDay());
    }
}
