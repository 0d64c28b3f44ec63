package dev.sise.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.KrxCalendar;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 2026-11-27 is a Friday. */
class ComparedClosesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-30T07:59:59,",
        "2026-11-30T08:00:00, 2026-11-27",
        "2026-11-30T08:30:00, 2026-11-27",
        "2026-11-30T15:29:59, 2026-11-27",
        "2026-11-30T15:30:00,",
        "2026-11-28T08:30:00,",
        "2040-01-05T08:30:00,"
    })
    void isTheSessionBeforeFromTheMorningUntilTodaysCloseIsMade(LocalDateTime now, LocalDate day) {
        assertThat(ComparedCloses.day(KrxCalendar.load(), now)).isEqualTo(Optional.ofNullable(day));
    }
}
