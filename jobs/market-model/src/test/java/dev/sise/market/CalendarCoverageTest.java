package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CalendarCoverageTest {
    private final SetClock clock = new SetClock();

    @Test
    void warnsOnceOnEachDayAfterTheLastCoveredOne() {
        CalendarCoverage coverage = new CalendarCoverage(KrxCalendar.load(), MarketClock.of(clock, Duration.ZERO));

        clock.now = Instant.parse("2027-12-31T14:59:59Z");
        assertThat(coverage.isCovered()).isTrue();
        assertThat(coverage.warning()).isEmpty();

        // Midnight in Seoul.
        clock.now = Instant.parse("2027-12-31T15:00:00Z");
        assertThat(coverage.isCovered()).isFalse();
        assertThat(coverage.warning())
                .contains(
                        "2028-01-01 lies outside of the calendar, which knows the closures of 2026-01-01 to 2027-12-31"
                                + " (calendar.override extends it): every weekday is taken as a session");
        clock.now = Instant.parse("2028-01-01T14:59:59Z");
        assertThat(coverage.warning()).isEmpty();
        clock.now = Instant.parse("2028-01-01T15:00:00Z");
        assertThat(coverage.warning()).isPresent();
    }

    @Test
    void goesByMarketTime() {
        CalendarCoverage coverage =
                new CalendarCoverage(KrxCalendar.load(), MarketClock.of(clock, Duration.ofDays(-365)));

        clock.now = Instant.parse("2028-06-01T00:00:00Z");

        assertThat(coverage.isCovered()).isTrue();
        assertThat(coverage.warning()).isEmpty();
    }

    private static final class SetClock extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
