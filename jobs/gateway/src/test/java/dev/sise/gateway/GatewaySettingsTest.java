package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.KrxCalendar;
import dev.sise.runtime.CommonOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewaySettingsTest {

    @Test
    void readsEverySettingIntoItsOwnField(@TempDir Path folder) throws IOException {
        Configuration config = new Configuration();
        config.set(GatewayOptions.HTTP_HOST, "127.0.0.1");
        config.set(GatewayOptions.HTTP_PORT, 81);
        config.set(CommonOptions.REDIS_URL, "redis://cache:6380/3");
        config.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, "broker:9093");
        config.set(CommonOptions.KAFKA_REPLICATION, 3);
        config.set(CommonOptions.KAFKA_TIMEOUT, Duration.ofSeconds(7));
        config.set(GatewayOptions.GATEWAY_ID, "gw-1");
        config.set(GatewayOptions.GATEWAY_HEARTBEAT, Duration.ofSeconds(4));
        config.set(CommonOptions.CLOCK_OFFSET, Duration.ofHours(-5));
        Path override = Files.writeString(folder.resolve("calendar.json"), "{\"closed\":{\"2026-07-01\":\"Flood\"}}");
        config.set(CommonOptions.CALENDAR_OVERRIDE, override.toString());
        assertThat(config.keySet()).isEqualTo(keys());

        assertThat(GatewaySettings.from(config))
                .isEqualTo(new GatewaySettings(
                        "127.0.0.1",
                        81,
                        RedisAddress.of("redis://cache:6380/3"),
                        "broker:9093",
                        3,
                        Duration.ofSeconds(7),
                        Optional.of("gw-1"),
                        Duration.ofSeconds(4),
                        Duration.ofHours(-5),
                        KrxCalendar.load(override.toString())));
    }

    @Test
    void hasDefaultsForAll() {
        GatewaySettings settings = GatewaySettings.from(new Configuration());

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.id()).isEmpty();
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.clockOffset()).isZero();
        assertThat(settings.calendar()).isEqualTo(KrxCalendar.load());
    }

    @Test
    void refusesWithRuleAndValue() {
        assertRefused(GatewayOptions.HTTP_PORT, 65_536, "http.port must be 0 to 65535, was 65536");
        assertRefused(GatewayOptions.GATEWAY_HEARTBEAT, Duration.ofSeconds(8), "must be 100 ms to 7 s, was 8000 ms");
        assertRefused(GatewayOptions.GATEWAY_ID, "clock", "'clock'");
        assertRefused(GatewayOptions.GATEWAY_ID, "a/b", "'a/b'");
        assertRefused(CommonOptions.KAFKA_REPLICATION, 0, "kafka.replication must be 1 to 32767, was 0");
        assertRefused(CommonOptions.CLOCK_OFFSET, Duration.ofDays(4_000), "at most 3660 days");
        assertRefused(CommonOptions.CALENDAR_OVERRIDE, "/no/such/file", "/no/such/file");
    }

    @Test
    void showsNoPassword() {
        Configuration config = new Configuration();
        config.set(CommonOptions.REDIS_URL, "redis://user:secret@cache:6380/3");

        assertThat(GatewaySettings.from(config).toString())
                .doesNotContain("secret")
                .contains("***");
    }

    private static Set<String> keys() {
        return GatewayOptions.ALL.stream().map(ConfigOption::key).collect(Collectors.toSet());
    }

    private static <T> void assertRefused(ConfigOption<T> option, T value, String message) {
        Configuration config = new Configuration().set(option, value);
        assertThatThrownBy(() -> GatewaySettings.from(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
