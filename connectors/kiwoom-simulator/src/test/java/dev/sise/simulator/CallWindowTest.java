package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallWindowTest {

    @Test
    void aRefusedCallDoesNotCount() {
        CallWindow window = new CallWindow(2);

        assertThat(window.admit(0)).isTrue();
        assertThat(window.admit(millis(500))).isTrue();
        assertThat(window.admit(millis(900))).isFalse();
        assertThat(window.admit(millis(1_000))).isTrue();
        assertThat(window.admit(millis(1_100))).isFalse();
        assertThat(window.admit(millis(1_500))).isTrue();
    }

    @Test
    void evenlySpacedCallsBelowTheLimitAreNeverRefused() {
        CallWindow window = new CallWindow(5);

        for (int call = 0; call < 100; call++) {
            assertThat(window.admit(millis(250L * call))).isTrue();
        }
    }

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }
}
