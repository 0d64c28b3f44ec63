package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofSeconds(3), Duration.ofSeconds(60), new Random(1));

    @Test
    void doublesWithUpToHalfOnTopAndEndsAtTheMost() {
        long[] bases = {3, 6, 12, 24};
        for (long base : bases) {
            Duration pause = backoff.next();
            assertThat(pause).isBetween(Duration.ofSeconds(base), Duration.ofMillis(base * 1_500));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(backoff.next()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
        }
    }

    @Test
    void leavesNoTwoPausesAlikeAtTheMost() {
        Set<Duration> pauses = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            backoff.next();
        }

        for (int i = 0; i < 10; i++) {
            pauses.add(backoff.next());
        }

        assertThat(pauses).hasSize(10);
    }

    @Test
    void keepsToTheLeastWhereItIsTheMost() {
        Backoff fixed = new Backoff(Duration.ofSeconds(3), Duration.ofSeconds(3), new Random(1));

        assertThat(fixed.next()).isEqualTo(Duration.ofSeconds(3));
        assertThat(fixed.next()).isEqualTo(Duration.ofSeconds(3));
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
