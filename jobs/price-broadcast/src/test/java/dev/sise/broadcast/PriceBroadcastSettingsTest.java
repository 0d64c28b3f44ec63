package dev.sise.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.KrxCalendar;
import dev.sise.runtime.CommonOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceBroadcastSettingsTest {

    @Test
    void readsEverySettingIntoItsOwnField(@TempDir Path folder) throws IOException {
        Path override = folder.resolve("calendar.json");
        Files.writeString(override, "{\"closed\":{\"2027-03-03\":\"Presidential election\"}}");
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, "broker:9093");
        configuration.set(CommonOptions.KAFKA_REPLICATION, 3);
        configuration.set(CommonOptions.KAFKA_TIMEOUT, Duration.ofSeconds(7));
        configuration.set(CommonOptions.REDIS_URL, "redis://cache:6380/3");
        configuration.set(PriceBroadcastSettings.FLUSH_INTERVAL, Duration.ofMillis(250));
        configuration.set(CommonOptions.CHECKPOINT_INTERVAL, Duration.ofSeconds(11));
        configuration.set(CommonOptions.PARALLELISM, 5);
        configuration.set(CommonOptions.CLOCK_OFFSET, Duration.ofHours(-5));
        configuration.set(CommonOptions.CALENDAR_OVERRIDE, override.toString());
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
                        Duration.ofHours(-5),
                        KrxCalendar.load(override.toString())));
    }

    @Test
    void flushesTenTimesASecondUnlessToldOtherwise() {
        PriceBroadcastSettings settings = PriceBroadcastSettings.of(new Configuration());

        assertThat(settings.flushInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.checkpointInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.parallelism()).isEqualTo(2);
        assertThat(settings.clockOffset()).isZero();
        assertThat(settings.calendar()).isEqualTo(KrxCalendar.load());
    }

    @Test
    void refusesWithKeyRuleAndValue() {
        assertRefused(
                CommonOptions.KAFKA_BOOTSTRAP_SERVERS,
                "broker",
                "kafka.bootstrap-servers must be host:port, several of them separated by commas, was 'broker'");
        assertRefused(CommonOptions.KAFKA_REPLICATION, 0, "kafka.replication must be 1 to 32767, was 0");
        assertRefused(
                CommonOptions.KAFKA_TIMEOUT, Duration.ofHours(2), "kafka.timeout must be 1 s to 1 h, was 7200000 ms");
        assertRefused(
                CommonOptions.REDIS_URL,
                "cache:6379",
                "redis.url must be redis://[user:password@]host:port/database or rediss://... for TLS, was something else"
                        + " (it is not shown: it may hold a password)");
        assertRefused(
                PriceBroadcastSettings.FLUSH_INTERVAL,
                Duration.ofMillis(-1),
                "redis.flush-interval must be 0 or more, was -1 ms");
        assertRefused(
                CommonOptions.CHECKPOINT_INTERVAL,
                Duration.ZERO,
                "checkpoint.interval must be at least 1 ms, was 0 ms");
        assertRefused(CommonOptions.PARALLELISM, 0, "parallelism must be at least 1, was 0");
        assertRefused(
                CommonOptions.CLOCK_OFFSET,
                Duration.ofDays(-4_000),
                "sise.clock-offset must be at most 3660 days either way, was -4000 days");
        assertRefused(
                CommonOptions.CALENDAR_OVERRIDE,
                "no/such/file.json",
                "the calendar's override must be a file, and there is none: no/such/file.json");
    }

    @Test
    void takesSeveralBrokersAndAFlushWithoutPause() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, "a:9092, b.example:9093,[::1]:9094");
        configuration.set(PriceBroadcastSettings.FLUSH_INTERVAL, Duration.ZERO);

        assertThat(PriceBroadcastSettings.of(configuration).flushInterval()).isZero();
    }

    private static <T> void assertRefused(ConfigOption<T> option, T value, String message) {
        Configuration configuration = new Configuration().set(option, value);
        assertThatThrownBy(() -> PriceBroadcastSettings.of(configuration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void showsEverySettingButNoPassword() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.REDIS_URL, "redis://user:the-password@cache:6380/3");

        assertThat(PriceBroadcastSettings.of(configuration))
                .hasToString(
                        "PriceBroadcastSettings[bootstrapServers=localhost:9092, replication=1, kafkaTimeout=PT30S,"
                                + " redisUrl=***, flushInterval=PT0.1S, checkpointInterval=PT5S, parallelism=2, clockOffset=PT0S,"
                                + " calendar=" + KrxCalendar.load() + "]");
    }
}
