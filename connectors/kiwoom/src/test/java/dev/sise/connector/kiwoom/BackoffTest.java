package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(3), Duration.ofSeconds(60), new Random(1));

    @Test
    void doublesWithUpToHalfOnTopAndEndsAtTheMost() {
        long[] bases = {3, 6, 12, 24, 48, 60, 60};
        for (long base : bases) {
            Duration pause = backoff.next();
            assertThat(pause).isBetween(Duration.ofSeconds(base), Duration.ofMillis(Math.min(60_000, base * 1_500)));
        }
    }

    @Test
    void beginsAgainAtTheLeastAfterASuccess() {
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }

        backoff.reset();

        assertThat(backoff.next()).isBetween(Duration.ofSeconds(3), Duration.ofMillis(4_500));
    }
}
