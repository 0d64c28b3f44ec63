package dev.sise.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.KrxCalendar;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 2026-11-27 is a Friday. */
class LoadThroughTest {
    private static final KrxCalendar CALENDAR = KrxCalendar.load();

    @ParameterizedTest
    @CsvSource({
        "2026-11-27T19:59:59, 2026-11-26",
        "2026-11-27T20:00:00, 2026-11-27",
        "2026-11-28T10:00:00, 2026-11-27",
        "2026-11-30T08:30:00, 2026-11-27",
        "2026-09-10T15:29:59, 2026-09-09",
        "2026-09-10T15:30:00, 2026-09-10"
    })
    void isTheLatestSessionThatIsOverWithItsAfterMarket(LocalDateTime now, LocalDate latest) {
        assertThat(LoadThrough.of(Optional.empty(), CALENDAR, now)).isEqualTo(latest);
    }

    @Test
    void takesAnEarlierDayAndRefusesOneThatIsNotOver() {
        LocalDateTime now = LocalDateTime.of(2026, 11, 27, 18, 0);

        assertThat(LoadThrough.of(Optional.of(LocalDate.of(2026, 11, 1)), CALENDAR, now))
                .isEqualTo("2026-11-01");
        assertThatThrownBy(() -> LoadThrough.of(Optional.of(LocalDate.of(2026, 11, 27)), CALENDAR, now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "load.through must be a day that is over, at most the latest session that is, 2026-11-26, was"
                                + " 2026-11-27");
    }

    @Test
    void refusesToGuessWhereTheCalendarEnds() {
        assertThatThrownBy(() -> LoadThrough.of(Optional.empty(), CALENDAR, LocalDateTime.of(2040, 1, 5, 21, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2040-01-05 lies outside of the calendar");
    }
}
