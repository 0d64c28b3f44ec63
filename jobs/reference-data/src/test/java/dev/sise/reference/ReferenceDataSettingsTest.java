package dev.sise.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.reference.functions.InstrumentList;
import dev.sise.runtime.CommonOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class ReferenceDataSettingsTest {

    @Test
    void readsEverySettingIntoItsOwnField() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, "broker:9093");
        configuration.set(CommonOptions.KAFKA_REPLICATION, 3);
        configuration.set(CommonOptions.KAFKA_TIMEOUT, Duration.ofSeconds(7));
        configuration.set(CommonOptions.REDIS_URL, "redis://cache:6380/3");
        configuration.set(CommonOptions.POSTGRES_URL, "jdbc:postgresql://database:5433/prices");
        configuration.set(CommonOptions.POSTGRES_USER, "loader");
        configuration.set(CommonOptions.POSTGRES_PASSWORD_FILE, "/run/secrets/postgres");
        configuration.set(CommonOptions.KIWOOM_REST_URL, "https://rest.example");
        configuration.set(CommonOptions.KIWOOM_APP_KEY_IDS, List.of("first", "second"));
        configuration.set(CommonOptions.KIWOOM_CALLS_PER_SECOND, 1.5);
        configuration.set(CommonOptions.KIWOOM_SECRETS_DIRECTORY, "/run/secrets/kiwoom");
        configuration.set(ReferenceDataSettings.LISTS, List.of("10", "3"));
        configuration.set(ReferenceDataSettings.MAX_SHRINK, 55);
        configuration.set(CommonOptions.CLOCK_OFFSET, Duration.ofHours(-5));
        assertThat(configuration.keySet())
                .isEqualTo(ReferenceDataSettings.OPTIONS.stream()
                        .map(ConfigOption::key)
                        .collect(Collectors.toSet()));

        assertThat(ReferenceDataSettings.of(configuration))
                .isEqualTo(new ReferenceDataSettings(
                        "broker:9093",
                        3,
                        Duration.ofSeconds(7),
                        "redis://cache:6380/3",
                        "jdbc:postgresql://database:5433/prices",
                        "loader",
                        Optional.of("/run/secrets/postgres"),
                        "https://rest.example",
                        List.of("first", "second"),
                        1.5,
                        Optional.of("/run/secrets/kiwoom"),
                        List.of(InstrumentList.KOSDAQ, InstrumentList.ELW),
                        55,
                        Duration.ofHours(-5)));
    }

    @Test
    void readsEveryListOfTheRealExchangeUnlessToldOtherwise() {
        ReferenceDataSettings settings = ReferenceDataSettings.of(new Configuration());

        assertThat(settings.restUrl()).isEqualTo("https://api.kiwoom.com");
        assertThat(settings.lists()).containsExactly(InstrumentList.values());
        assertThat(settings.maxShrinkPercent()).isEqualTo(20);
        assertThat(settings.callsPerSecond()).isEqualTo(4);
        assertThat(settings.postgresPasswordFile()).isEmpty();
    }

    @Test
    void refusesWithKeyRuleAndValue() {
        assertRefused(
                ReferenceDataSettings.LISTS,
                List.of("0", "77"),
                "lists.market-types must be some of 3, 30, 50, 5, 8, 6, 9, 4, 10, 0, was '77'");
        assertRefused(ReferenceDataSettings.MAX_SHRINK, 101, "lists.max-shrink must be 0 to 100, was 101");
        String calls = "kiwoom.calls-per-second must be above 0 and at most 10000, was ";
        assertRefused(CommonOptions.KIWOOM_CALLS_PER_SECOND, 0.0, calls + "0.0");
        assertRefused(CommonOptions.KIWOOM_CALLS_PER_SECOND, 10_000.5, calls + "10000.5");
        assertRefused(CommonOptions.POSTGRES_USER, " ", "postgres.user must be a name, was empty");
        assertRefused(CommonOptions.POSTGRES_PASSWORD_FILE, "", "postgres.password-file must be a file, was empty");
    }

    @Test
    void refusesAnAddressOfPostgresWithAPasswordAndDoesNotShowIt() {
        assertRefused(
                CommonOptions.POSTGRES_URL,
                "jdbc:postgresql://database/sise?password=the-password",
                "postgres.url must be jdbc:postgresql://host:port/database without user and password, was something else"
                        + " (it is not shown: it may hold a password)");
    }

    @Test
    void showsNoPassword() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.REDIS_URL, "redis://user:the-password@cache:6380/3");

        assertThat(ReferenceDataSettings.of(configuration).toString())
                .doesNotContain("the-password")
                .contains("redisUrl=***");
    }

    private static <T> void assertRefused(ConfigOption<T> option, T value, String message) {
        Configuration configuration = new Configuration().set(option, value);
        assertThatThrownBy(() -> ReferenceDataSettings.of(configuration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
