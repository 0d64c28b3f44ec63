package dev.sise.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.KrxCalendar;
import dev.sise.runtime.CommonOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TickIngestSettingsTest {

    @Test
    void readsEverySettingIntoItsOwnField(@TempDir Path folder) throws IOException {
        Path override = folder.resolve("calendar.json");
        Files.writeString(override, "{\"closed\":{\"2026-11-18\":\"a day of mourning\"}}");
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, "broker:9093");
        configuration.set(CommonOptions.KAFKA_REPLICATION, 3);
        configuration.set(CommonOptions.KAFKA_TIMEOUT, Duration.ofSeconds(7));
        configuration.set(CommonOptions.REDIS_URL, "redis://cache:6380/3");
        configuration.set(CommonOptions.KIWOOM_REST_URL, "https://rest.example");
        configuration.set(TickIngestSettings.WEB_SOCKET_URL, "wss://feed.example/socket");
        configuration.set(CommonOptions.KIWOOM_APP_KEY_IDS, List.of("first", "second"));
        configuration.set(CommonOptions.KIWOOM_SECRETS_DIRECTORY, "/run/secrets/kiwoom");
        configuration.set(TickIngestSettings.POLL_INTERVAL, Duration.ofSeconds(3));
        configuration.set(CommonOptions.KIWOOM_CALLS_PER_SECOND, 2.5);
        configuration.set(TickIngestSettings.FRAMES_DIRECTORY, "/var/lib/frames");
        configuration.set(CommonOptions.CALENDAR_OVERRIDE, override.toString());
        configuration.set(CommonOptions.CHECKPOINT_INTERVAL, Duration.ofSeconds(11));
        configuration.set(CommonOptions.CLOCK_OFFSET, Duration.ofHours(-5));
        assertThat(configuration.keySet())
                .isEqualTo(TickIngestSettings.OPTIONS.stream()
                        .map(ConfigOption::key)
                        .collect(Collectors.toSet()));

        KrxCalendar calendar = KrxCalendar.load(override.toString());
        assertThat(calendar).isNotEqualTo(KrxCalendar.load());
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
                        Duration.ofSeconds(3),
                        2.5,
                        Optional.of("/var/lib/frames"),
                        calendar,
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
        assertThat(settings.pollInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.callsPerSecond()).isEqualTo(4);
        assertThat(settings.framesDirectory()).isEmpty();
        assertThat(settings.calendar()).isEqualTo(KrxCalendar.load());
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
                CommonOptions.KIWOOM_REST_URL,
                "api.kiwoom.com",
                "kiwoom.rest-url must be an address with a host that begins with https:// or http://, was 'api.kiwoom.com'");
        assertRefused(
                TickIngestSettings.WEB_SOCKET_URL,
                "https://api.kiwoom.com",
                "kiwoom.websocket-url must be an address with a host that begins with wss:// or ws://, was 'https://api.kiwoom.com'");
        String names = "kiwoom.app-key-ids must be at least one name, none of them empty or given twice, was ";
        assertRefused(CommonOptions.KIWOOM_APP_KEY_IDS, List.of(), names + "[]");
        assertRefused(CommonOptions.KIWOOM_APP_KEY_IDS, List.of("main", " "), names + "[main,  ]");
        assertRefused(CommonOptions.KIWOOM_APP_KEY_IDS, List.of("main", "main"), names + "[main, main]");
        assertRefused(
                CommonOptions.KIWOOM_SECRETS_DIRECTORY, "", "kiwoom.secrets-directory must be a folder, was empty");
        String interval = "kiwoom.poll-interval must be 100 ms to 1 h, was ";
        assertRefused(TickIngestSettings.POLL_INTERVAL, Duration.ofMillis(99), interval + "99 ms");
        assertRefused(TickIngestSettings.POLL_INTERVAL, Duration.ofMinutes(61), interval + "3660000 ms");
        String calls = "kiwoom.calls-per-second must be above 0 and at most 10000, was ";
        assertRefused(CommonOptions.KIWOOM_CALLS_PER_SECOND, 0.0, calls + "0.0");
        assertRefused(CommonOptions.KIWOOM_CALLS_PER_SECOND, Double.NaN, calls + "NaN");
        assertRefused(CommonOptions.KIWOOM_CALLS_PER_SECOND, 10_000.5, calls + "10000.5");
        assertRefused(TickIngestSettings.FRAMES_DIRECTORY, " ", "kiwoom.frames-directory must be a folder, was empty");
        assertRefused(
                CommonOptions.CALENDAR_OVERRIDE,
                "/no/such/file",
                "the calendar's override must be a file, and there is none: /no/such/file");
        assertRefused(
                CommonOptions.CLOCK_OFFSET,
                Duration.ofDays(-4_000),
                "sise.clock-offset must be at most 3660 days either way, was -4000 days");
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
