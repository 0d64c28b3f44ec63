package dev.sise.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.runtime.CommonOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class TickIngestSettingsTest {

    @Test
    void readsEverySettingIntoItsOwnField() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, "broker:9093");
        configuration.set(CommonOptions.KAFKA_REPLICATION, 3);
        configuration.set(CommonOptions.KAFKA_TIMEOUT, Duration.ofSeconds(7));
        configuration.set(CommonOptions.REDIS_URL, "redis://cache:6380/3");
        configuration.set(TickIngestSettings.REST_URL, "https://rest.example");
        configuration.set(TickIngestSettings.WEB_SOCKET_URL, "wss://feed.example/socket");
        configuration.set(TickIngestSettings.APP_KEY_IDS, List.of("first", "second"));
        configuration.set(TickIngestSettings.SECRETS_DIRECTORY, "/run/secrets/kiwoom");
        configuration.set(CommonOptions.CHECKPOINT_INTERVAL, Duration.ofSeconds(11));
        configuration.set(CommonOptions.CLOCK_OFFSET, Duration.ofHours(-5));
        assertThat(configuration.keySet())
                .isEqualTo(TickIngestSettings.OPTIONS.stream()
                        .map(ConfigOption::key)
                        .collect(Collectors.toSet()));

        assertThat(TickIngestSettings.of(configuration))
                .isEqualTo(new TickIngestSettings(
                        "broker:9093",
                        3,
                        Duration.ofSeconds(7),
                        "redis://cache:6380/3",
                        "https://rest.example",
                        "wss://feed.example/socket",
                        List.of("first", "second"),
                        Optional.of("/run/secrets/kiwoom"),
                        Duration.ofSeconds(11),
                        Duration.ofHours(-5)));
    }

    @Test
    void callsTheRealExchangeWithOneAppKeyUnlessToldOtherwise() {
        TickIngestSettings settings = TickIngestSettings.of(new Configuration());

        assertThat(settings.restUrl()).isEqualTo("https://api.kiwoom.com");
        assertThat(settings.webSocketUrl()).isEqualTo("wss://api.kiwoom.com:10000/api/dostk/websocket");
        assertThat(settings.appKeyIds()).containsExactly("main");
        assertThat(settings.secretsDirectory()).isEmpty();
        assertThat(settings.clockOffset()).isZero();
    }

    @Test
    void refusesWithKeyRuleAndValue() {
        assertRefused(
                CommonOptions.KAFKA_BOOTSTRAP_SERVERS,
                " ",
                "kafka.bootstrap-servers must be host:port, several of them separated by commas, was ' '");
        assertRefused(CommonOptions.KAFKA_REPLICATION, 0, "kafka.replication must be 1 to 32767, was 0");
        assertRefused(
                CommonOptions.KAFKA_TIMEOUT, Duration.ofMillis(999), "kafka.timeout must be 1 s to 1 h, was 999 ms");
        assertRefused(
                TickIngestSettings.REST_URL,
                "api.kiwoom.com",
                "kiwoom.rest-url must be an address with a host that begins with https:// or http://, was 'api.kiwoom.com'");
        assertRefused(
                TickIngestSettings.WEB_SOCKET_URL,
                "https://api.kiwoom.com",
                "kiwoom.websocket-url must be an address with a host that begins with wss:// or ws://, was 'https://api.kiwoom.com'");
        String names = "kiwoom.app-key-ids must be at least one name, none of them empty or given twice, was ";
        assertRefused(TickIngestSettings.APP_KEY_IDS, List.of(), names + "[]");
        assertRefused(TickIngestSettings.APP_KEY_IDS, List.of("main", " "), names + "[main,  ]");
        assertRefused(TickIngestSettings.APP_KEY_IDS, List.of("main", "main"), names + "[main, main]");
        assertRefused(TickIngestSettings.SECRETS_DIRECTORY, "", "kiwoom.secrets-directory must be a folder, was empty");
        assertRefused(
                CommonOptions.CHECKPOINT_INTERVAL,
                Duration.ZERO,
                "checkpoint.interval must be at least 1 ms, was 0 ms");
    }

    @Test
    void refusesAnAddressOfRedisWithoutShowingIt() {
        assertRefused(
                CommonOptions.REDIS_URL,
                "http://user:the-password@cache",
                "redis.url must be redis://[user:password@]host:port/database or rediss://... for TLS, was something else"
                        + " (it is not shown: it may hold a password)");
    }

    private static <T> void assertRefused(ConfigOption<T> option, T value, String message) {
        Configuration configuration = new Configuration().set(option, value);
        assertThatThrownBy(() -> TickIngestSettings.of(configuration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void showsNoPassword() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.REDIS_URL, "redis://user:the-password@cache:6380/3");

        assertThat(TickIngestSettings.of(configuration).toString())
                .doesNotContain("the-password")
                .contains("redisUrl=***");
    }
}
