package dev.sise.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.reference.functions.InstrumentList;
import dev.sise.reference.functions.LoadTable;
import dev.sise.runtime.CommonOptions;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        configuration.set(LoadSettings.TABLES, List.of("daily_prices", "investor_flows"));
        configuration.set(LoadSettings.THROUGH, "2026-11-27");
        configuration.set(LoadSettings.BARS, 700);
        configuration.set(LoadSettings.FLOW_DAYS, 90);
        configuration.set(LoadSettings.MAX_MISSED, 7);
        configuration.set(ImportSettings.DIRECTORY, "/data/prices");
        configuration.set(ImportSettings.FLOWS, "/data/flows.csv");
        configuration.set(CommonOptions.PARALLELISM, 6);
        configuration.set(CommonOptions.CALENDAR_OVERRIDE, "/etc/calendar.json");
        configuration.set(CommonOptions.CLOCK_OFFSET, Duration.ofHours(-5));
        assertThat(configuration.keySet())
                .isEqualTo(ReferenceDataSettings.OPTIONS.stream()
                        .map(ConfigOption::key)
                        .collect(Collectors.toSet()));
        assertThatThrownBy(() -> ReferenceDataSettings.of(configuration))
                .hasMessage(
                        "load.tables must be left out where files are imported (import.directory, import.flows), was"
                                + " daily_prices;investor_flows");
        configuration.removeConfig(ImportSettings.DIRECTORY);
        configuration.removeConfig(ImportSettings.FLOWS);

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
                        new LoadSettings(
                                Set.of(LoadTable.DAILY_PRICES, LoadTable.INVESTOR_FLOWS),
                                Optional.of(LocalDate.of(2026, 11, 27)),
                                700,
                                90,
                                7),
                        Optional.empty(),
                        6,
                        Optional.of("/etc/calendar.json"),
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
        assertThat(settings.load())
                .isEqualTo(new LoadSettings(Set.of(LoadTable.STOCKS), Optional.empty(), 600, 100, 5));
        assertThat(settings.load().loadsHistories()).isFalse();
        assertThat(settings.imported()).isEmpty();
    }

    @Test
    void tellsKafkaOfAnImportOnlyWhereBrokersWereNamed() {
        Configuration configuration = new Configuration().set(ImportSettings.DIRECTORY, "/data");
        assertThat(ReferenceDataSettings.of(configuration).imported())
                .contains(new ImportSettings(Optional.of("/data"), Optional.empty(), false));

        configuration.set(ImportSettings.FLOWS, "/data/flows.csv");
        configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, "broker:9092");
        assertThat(ReferenceDataSettings.of(configuration).imported())
                .contains(new ImportSettings(Optional.of("/data"), Optional.of("/data/flows.csv"), true));
    }

    @Test
    void readsTablesAsTheScheduleWritesThem() {
        Configuration configuration = new Configuration();
        configuration.setString(LoadSettings.TABLES.key(), "daily_prices;investor_flows");

        assertThat(ReferenceDataSettings.of(configuration).load().tables())
                .containsExactlyInAnyOrder(LoadTable.DAILY_PRICES, LoadTable.INVESTOR_FLOWS);
    }

    @Test
    void refusesWithKeyRuleAndValue() {
        assertRefused(
                ReferenceDataSettings.LISTS,
                List.of("0", "77"),
                "lists.market-types must be some of 3, 30, 50, 5, 8, 6, 9, 4, 10, 0, was '77'");
        assertRefused(ReferenceDataSettings.MAX_SHRINK, 101, "lists.max-shrink must be 0 to 100, was 101");
        String tables = "load.tables must be stocks alone, or daily_prices, investor_flows or both, was ";
        assertRefused(LoadSettings.TABLES, List.of("stocks", "daily_prices"), tables + "daily_prices;stocks");
        assertRefused(
                LoadSettings.TABLES,
                List.of("prices"),
                "load.tables must be some of stocks, daily_prices, investor_flows, was 'prices'");
        assertRefused(
                LoadSettings.THROUGH, "27.11.2026", "load.through must be a day such as 2026-11-27, was '27.11.2026'");
        assertRefused(
                LoadSettings.THROUGH,
                "2026-11-27",
                "load.through must be left out where no histories are loaded (load.tables), was 2026-11-27");
        assertRefused(LoadSettings.BARS, 0, "load.bars must be 1 to 15000, was 0");
        assertRefused(LoadSettings.FLOW_DAYS, 2_501, "load.flow-days must be 1 to 2500, was 2501");
        assertRefused(LoadSettings.MAX_MISSED, 101, "load.max-missed must be 0 to 100, was 101");
        assertRefused(ImportSettings.DIRECTORY, " ", "import.directory must be a folder, was empty");
        assertRefused(ImportSettings.FLOWS, "", "import.flows must be a file, was empty");
        assertRefused(CommonOptions.PARALLELISM, 0, "parallelism must be at least 1, was 0");
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
