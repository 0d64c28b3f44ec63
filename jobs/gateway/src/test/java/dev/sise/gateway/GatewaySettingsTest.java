package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.connector.redis.RedisAddress;
import dev.sise.gateway.schedule.Schedule;
import dev.sise.gateway.schedule.ScheduleRun;
import dev.sise.market.KrxCalendar;
import dev.sise.runtime.CommonOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
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
        config.set(GatewayOptions.POSTGRES_URL, "jdbc:postgresql://database:5433/prices");
        config.set(CommonOptions.POSTGRES_USER, "gateway");
        config.set(CommonOptions.POSTGRES_PASSWORD_FILE, "/run/secrets/postgres");
        config.set(GatewayOptions.FLINK_REST_URL, "http://flink:8081");
        config.set(GatewayOptions.REFERENCE_DATA_ARGUMENTS, List.of("--lists.max-shrink=30"));
        config.set(GatewayOptions.VCP_SCAN_ARGUMENTS, List.of("--parallelism=4"));
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
                        KrxCalendar.load(override.toString()),
                        Optional.of(new ScheduleSettings(
                                "jdbc:postgresql://database:5433/prices",
                                "gateway",
                                Optional.of("/run/secrets/postgres"),
                                Optional.of("http://flink:8081"),
                                List.of("--lists.max-shrink=30"),
                                List.of("--parallelism=4")))));
    }

    @Test
    void hasDefaultsForAll() {
        GatewaySettings settings = GatewaySettings.from(new Configuration());

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.id()).isEmpty();
        assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.clockOffset()).isZero();
        assertThat(settings.calendar()).isEqualTo(KrxCalendar.load());
        assertThat(settings.schedules()).isEmpty();
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
        assertRefused(
                GatewayOptions.POSTGRES_URL,
                "postgres://host/sise",
                "postgres.url must be jdbc:postgresql://host:port/database without user and password");
    }

    @Test
    void refusesWithRuleAndValueWhatSchedulesCannotUse() {
        Configuration config = new Configuration().set(GatewayOptions.POSTGRES_URL, "jdbc:postgresql://database/sise");
        assertRefused(config, GatewayOptions.FLINK_REST_URL, "flink:8081", "flink.rest.url must be", "'flink:8081'");
        for (String argument : List.of("lists.max-shrink=30", "--help", "--redis.url=redis://user:secret@cache")) {
            assertRefused(
                    config,
                    GatewayOptions.REFERENCE_DATA_ARGUMENTS,
                    List.of(argument),
                    "reference-data.arguments must be --key=value without passwords");
            assertRefused(
                    config,
                    GatewayOptions.VCP_SCAN_ARGUMENTS,
                    List.of(argument),
                    "vcp-scan.arguments must be --key=value without passwords");
        }
    }

    @Test
    void givesTheJobItsOwnStoresUnlessOthersAreGivenAndNoSecret() {
        Configuration config = new Configuration();
        config.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, "broker:9093");
        config.set(CommonOptions.REDIS_URL, "redis://cache:6380/3");
        config.set(CommonOptions.CLOCK_OFFSET, Duration.ofMinutes(90));
        config.set(GatewayOptions.POSTGRES_URL, "jdbc:postgresql://database/sise");
        config.set(
                GatewayOptions.REFERENCE_DATA_ARGUMENTS,
                List.of("--kafka.bootstrap-servers=inside:9092", "--lists.max-shrink=30"));

        assertThat(GatewaySettings.from(config).referenceDataArguments(Map.of()))
                .containsExactly(
                        "--kafka.bootstrap-servers=inside:9092",
                        "--kafka.replication=1",
                        "--kafka.timeout=PT30S",
                        "--redis.url=redis://cache:6380/3",
                        "--sise.clock-offset=PT1H30M",
                        "--postgres.url=jdbc:postgresql://database/sise",
                        "--postgres.user=sise",
                        "--lists.max-shrink=30");
        Configuration asTheJobReadsIt = new Configuration();
        asTheJobReadsIt.setString(CommonOptions.CLOCK_OFFSET.key(), "PT1H30M");
        assertThat(asTheJobReadsIt.get(CommonOptions.CLOCK_OFFSET)).isEqualTo(Duration.ofMinutes(90));

        config.set(CommonOptions.REDIS_URL, "redis://user:secret@cache:6380/3");
        config.set(CommonOptions.CLOCK_OFFSET, Duration.ofMinutes(-90));
        assertThat(GatewaySettings.from(config).referenceDataArguments(Map.of()))
                .noneMatch(
                        argument -> argument.startsWith("--redis.url") || argument.startsWith("--sise.clock-offset"));
    }

    @Test
    void tellsTheJobOfEachScheduleWhatToDoForWhichDay() {
        Configuration config = new Configuration();
        config.set(GatewayOptions.POSTGRES_URL, "jdbc:postgresql://database/sise");
        config.set(GatewayOptions.VCP_SCAN_ARGUMENTS, List.of("--parallelism=4", "--scan.kind=adhoc"));
        GatewaySettings settings = GatewaySettings.from(config);

        assertThat(GatewaySchedules.arguments(settings, run(Schedule.LIST_SYNC)))
                .isEqualTo(settings.referenceDataArguments(Map.of()))
                .noneMatch(argument -> argument.startsWith("--load."));
        assertThat(GatewaySchedules.arguments(settings, run(Schedule.NIGHTLY_LOAD)))
                .containsAll(settings.referenceDataArguments(Map.of()))
                .endsWith("--load.tables=daily_prices;investor_flows");
        assertThat(GatewaySchedules.arguments(settings, run(Schedule.NIGHTLY_SCAN)))
                .containsExactly(
                        "--postgres.url=jdbc:postgresql://database/sise",
                        "--postgres.user=sise",
                        "--parallelism=4",
                        "--scan.kind=nightly",
                        "--scan.as-of=2026-07-01",
                        "--scan.id=nightly-2026-07-01-0123456789abcdef0123456789abcdef");
    }

    private static ScheduleRun run(Schedule schedule) {
        return new ScheduleRun(
                schedule,
                LocalDate.of(2026, 7, 1),
                ScheduleRun.State.RUNNING,
                "one",
                1,
                Optional.of("0123456789abcdef0123456789abcdef"),
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
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
        assertRefused(new Configuration(), option, value, message);
    }

    private static <T> void assertRefused(
            Configuration others, ConfigOption<T> option, T value, String... messageParts) {
        Configuration config = new Configuration(others).set(option, value);
        assertThatThrownBy(() -> GatewaySettings.from(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(messageParts)
                .hasMessageNotContaining("secret");
    }
}
