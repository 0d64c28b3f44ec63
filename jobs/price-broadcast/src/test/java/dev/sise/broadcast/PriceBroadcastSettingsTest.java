package dev.sise.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.runtime.CommonOptions;
import java.time.Duration;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class PriceBroadcastSettingsTest {

    @Test
    void readsEverySettingIntoItsOwnField() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, "broker:9093");
        configuration.set(CommonOptions.KAFKA_REPLICATION, 3);
        configuration.set(CommonOptions.KAFKA_TIMEOUT, Duration.ofSeconds(7));
        configuration.set(CommonOptions.REDIS_URL, "redis://cache:6380/3");
        configuration.set(PriceBroadcastSettings.FLUSH_INTERVAL, Duration.ofMillis(250));
        configuration.set(CommonOptions.CHECKPOINT_INTERVAL, Duration.ofSeconds(11));
        configuration.set(CommonOptions.PARALLELISM, 5);
        configuration.set(CommonOptions.CLOCK_OFFSET, Duration.ofHours(-5));
        assertThat(configuration.keySet())
                .isEqualTo(PriceBroadcastSettings.OPTIONS.stream()
                        .map(ConfigOption::key)
                        .collect(Collectors.toSet()));

        assertThat(PriceBroadcastSettings.of(configuration))
                .isEqualTo(new PriceBroadcastSettings(
                        "broker:9093",
                        3,
                        Duration.ofSeconds(7),
                        "redis://cache:6380/3",
                        Duration.ofMillis(250),
                        Duration.ofSeconds(11),
                        5,
                        Duration.ofHours(-5)));
    }

    @Test
    void flushesTenTimesASecondUnlessToldOtherwise() {
        PriceBroadcastSettings settings = PriceBroadcastSettings.of(new Configuration());

        assertThat(settings.flushInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.checkpointInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.parallelism()).isEqualTo(2);
        assertThat(settings.clockOffset()).isZero();
    }

    @Test
    void showsNoPassword() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.REDIS_URL, "redis://user:the-password@cache:6380/3");

        assertThat(PriceBroadcastSettings.of(configuration).toString())
                .doesNotContain("the-password")
                .contains("redisUrl=***");
    }
}
