package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarketClockTest {

    private static final Instant REAL = Instant.parse("2026-11-23T01:30:00Z");

    @Test
    void showsSeoulTimeMovedByTheOffset() {
        Clock clock = Clock.fixed(REAL, ZoneOffset.UTC);

        assertThat(MarketClock.of(clock, Duration.ZERO).now()).isEqualTo("2026-11-23T10:30:00");
        assertThat(MarketClock.of(clock, Duration.ofHours(-20)).now()).isEqualTo("2026-11-22T14:30:00");
        assertThat(MarketClock.of(clock, Duration.ofHours(14)).today()).isEqualTo("2026-11-24");
    }

    @Property
    void findsTheRealTimeOfAMarketTime(@ForAll @IntRange(min = -1_000_000, max = 1_000_000) int offsetSeconds) {
        MarketClock clock = MarketClock.of(Clock.systemUTC(), Duration.ofSeconds(offsetSeconds));

        assertThat(clock.realTime(clock.marketTime(REAL))).isEqualTo(REAL);
        assertThat(clock.realTime(LocalDateTime.of(2026, 11, 23, 10, 30))).isEqualTo(REAL.minusSeconds(offsetSeconds));
    }

    @ParameterizedTest
    @CsvSource({
        "145428,2026-07-01T14:54:28.512,2026-07-01",
        "145428,2026-07-01T14:54:27.900,2026-07-01",
        "235959,2026-07-02T00:00:01,2026-07-01",
        "1,2026-07-01T23:59:59,2026-07-02",
        "0,2026-07-02T00:00:00,2026-07-02",
        // replays: a recorded time is never far enough from the clock to mean another day
        "145428,2026-07-01T00:00:00,2026-07-01",
        "90000,2026-07-01T23:59:59,2026-07-01",
        "195959,2026-07-01T02:00:00,2026-07-01",
    })
    void takesTheDayOfReceiptUnlessMidnightPassedInBetween(int hhmmss, LocalDateTime received, LocalDate day) {
        MarketClock clock = MarketClock.of(Clock.systemUTC(), Duration.ofHours(5));

        assertThat(clock.eventDay(hhmmss, clock.realTime(received))).isEqualTo(day);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 240000, 126000, 120060, 1_000_000, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void refusesWhatIsNoTimeOfDay(int hhmmss) {
        MarketClock clock = MarketClock.of(Clock.systemUTC(), Duration.ZERO);

        assertThatThrownBy(() -> clock.eventDay(hhmmss, REAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a time of day is written HHMMSS, 000000 to 235959: " + hhmmss);
    }

    @Test
    void survivesSerialization() throws Exception {
        MarketClock copy =
                JavaSerialization.copyOf(MarketClock.of(Clock.fixed(REAL, ZoneOffset.UTC), Duration.ofHours(-20)));

        assertThat(copy.now()).isEqualTo("2026-11-22T14:30:00");
        assertThat(copy.offset()).isEqualTo(Duration.ofHours(-20));
    }
}
