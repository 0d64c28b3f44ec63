package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MarketPaceTest {

    @Test
    void aSecondOfTimersMakesASecondsMessages() {
        assertThat(messagesOfASecond(1)).isEqualTo(1);
        assertThat(messagesOfASecond(333)).isEqualTo(333);
        assertThat(messagesOfASecond(10_000)).isEqualTo(10_000);
        assertThat(messagesOfASecond(0)).isZero();
    }

    @Test
    void aLongPauseDoesNotBecomeABurst() {
        MarketPace pace = new MarketPace(1_000, 0);

        assertThat(pace.due(TimeUnit.MINUTES.toNanos(5))).isEqualTo(500);
    }

    @Test
    void aStandingMarketOwesNothingFromBefore() {
        MarketPace pace = new MarketPace(1_000, 0);
        pace.change(0, TimeUnit.MILLISECONDS.toNanos(100));

        assertThat(pace.due(TimeUnit.SECONDS.toNanos(1))).isZero();
    }

    private static int messagesOfASecond(int messagesPerSecond) {
        MarketPace pace = new MarketPace(messagesPerSecond, 0);
        int messages = 0;
        // One timer more than a second has, against the rounding of the last fraction.
        for (int timer = 1; timer <= 100; timer++) {
            messages += pace.due(TimeUnit.MILLISECONDS.toNanos(10L * timer));
        }
        return messages + (pace.due(TimeUnit.MILLISECONDS.toNanos(1_000) + 1_000) > 0 ? 1 : 0);
    }
}
