package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionDaysTest {

    @ParameterizedTest
    @CsvSource({
        "2024-02-12, false",
        "2024-02-13, true",
        "2025-06-03, false",
        "2025-10-10, true",
        "2026-09-25, false",
        "2026-11-19, true",
        "2026-11-21, false",
        "2026-12-31, false",
        "2030-01-01, true"
    })
    void aWeekdayThatIsNoHolidayIsASession(LocalDate day, boolean session) {
        assertThat(SessionDays.isSession(day)).isEqualTo(session);
        assertThat(MarketPhase.at(day.atTime(10, 0))).isEqualTo(session ? MarketPhase.REGULAR : MarketPhase.CLOSED);
    }

    @Test
    void leadsOverHolidaysBothWays() {
        assertThat(SessionDays.before(LocalDate.of(2025, 10, 10))).isEqualTo("2025-10-02");
        assertThat(SessionDays.from(LocalDate.of(2025, 10, 3))).isEqualTo("2025-10-10");
        assertThat(SessionDays.from(LocalDate.of(2025, 10, 10))).isEqualTo("2025-10-10");
    }
}
