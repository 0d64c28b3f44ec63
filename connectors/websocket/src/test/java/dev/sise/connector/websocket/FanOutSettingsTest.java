package dev.sise.connector.websocket;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FanOutSettingsTest {

    @Test
    void refusesALimitOutOfRangeWithItsNameRuleAndValue() {
        assertThatThrownBy(() -> new FanOutSettings(0, 1, 1, 1, 0, 1024, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxMessageBytes must be 1 to 1048576, was 0");
    }

    @Test
    void refusesATimeThatIsNotPositive() {
        assertThatThrownBy(() -> new FanOutSettings(1, 1, 1, 1, 0, 1024, Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slowClientTimeout must be at least 1 ms, was PT0S");
    }

    @Test
    void refusesFewerChangesThanOneMessageMayAskFor() {
        assertThatThrownBy(
                        () -> new FanOutSettings(1, 500, 499, 1, 0, 1024, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxTopicChanges must be 500 to 2147483647, was 499");
    }
}
