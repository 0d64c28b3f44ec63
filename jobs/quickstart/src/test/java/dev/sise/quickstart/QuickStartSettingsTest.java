package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.gateway.GatewayOptions;
import dev.sise.simulator.SyntheticMarket;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class QuickStartSettingsTest {

    @Test
    void readsEverySettingIntoItsOwnField() {
        Configuration configuration = new Configuration();
        configuration.set(GatewayOptions.HTTP_PORT, 81);
        configuration.set(QuickStartSettings.FLINK_PORT, 82);
        configuration.set(QuickStartSettings.METRICS_PORT, 84);
        configuration.set(QuickStartSettings.MESSAGES_PER_SECOND, 83);
        configuration.set(QuickStartSettings.MARKET, SyntheticMarket.SMALL);
        assertThat(configuration.keySet())
                .isEqualTo(QuickStartSettings.OPTIONS.stream()
                        .map(ConfigOption::key)
                        .collect(Collectors.toSet()));

        assertThat(QuickStartSettings.of(configuration))
                .isEqualTo(new QuickStartSettings(81, 82, 84, 83, SyntheticMarket.SMALL));
    }

    @Test
    void takesTheWellKnownPortsAndTheWholeMarketUnlessToldOtherwise() {
        assertThat(QuickStartSettings.of(new Configuration()))
                .isEqualTo(new QuickStartSettings(8080, 8081, 0, 500, SyntheticMarket.WHOLE));
    }

    @Test
    void letsBothPortsBeFreeOnes() {
        assertThat(new QuickStartSettings(0, 0, 1).flinkPort()).isZero();
    }

    @Test
    void refusesWithRuleAndValue() {
        assertRefused(65_536, 8081, 500, "--http.port must be 0 to 65535, was 65536");
        assertRefused(8080, -1, 500, "--flink.port must be 0 to 65535, was -1");
        assertRefused(8080, 8080, 500, "--http.port and --flink.port must differ, both were 8080");
        assertThatThrownBy(() -> new QuickStartSettings(8080, 8081, 8081, 500, SyntheticMarket.SMALL))
                .hasMessage("--flink.port and --flink.metrics-port must differ, both were 8081");
        assertRefused(8080, 8081, 0, "--market.messages-per-second must be 1 to 10000, was 0");
        assertRefused(8080, 8081, 10_001, "--market.messages-per-second must be 1 to 10000, was 10001");
    }

    private static void assertRefused(int httpPort, int flinkPort, int messagesPerSecond, String message) {
        assertThatThrownBy(() -> new QuickStartSettings(httpPort, flinkPort, messagesPerSecond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
