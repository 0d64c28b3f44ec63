package dev.sise.connector.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChangeAllowanceTest {
    private static final long START = Long.MAX_VALUE - 5;

    private final ChangeAllowance allowance = new ChangeAllowance(2_000, 500, START);

    @Test
    void givesWhatItHoldsAtOnceAndThenSoManyASecond() {
        assertThat(allowance.take(1_500, START)).isTrue();
        assertThat(allowance.take(500, START)).isTrue();
        assertThat(allowance.take(1, START)).isFalse();

        assertThat(allowance.take(1, after(1))).isFalse();
        assertThat(allowance.take(1, after(2))).isTrue();
        assertThat(allowance.take(499, after(1_000))).isTrue();
        assertThat(allowance.take(1, after(1_000))).isFalse();
    }

    @Test
    void takesNothingWhenItHasNotEnough() {
        assertThat(allowance.take(2_001, START)).isFalse();
        assertThat(allowance.take(2_000, START)).isTrue();
    }

    @Test
    void holdsNoMoreThanAtFirstHoweverLongItRests() {
        assertThat(allowance.take(2_001, after(1_000_000))).isFalse();
        assertThat(allowance.take(2_000, after(1_000_000))).isTrue();
    }

    @Test
    void isEmptyAndNotBelowAfterChangesThatCannotBeRefused() {
        allowance.takeAtMost(5_000, START);

        assertThat(allowance.take(1, START)).isFalse();
        assertThat(allowance.take(500, after(1_000))).isTrue();
    }

    private static long after(long millis) {
        return START + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
