package dev.sise.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.Market;
import dev.sise.market.ScanRequest;
import dev.sise.runtime.CommonOptions;
import dev.sise.scan.functions.ScanKind;
import dev.sise.scan.functions.ScanOrder;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class VcpScanSettingsTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 7, 2);

    @Test
    void readsEverySettingIntoItsOwnField() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.POSTGRES_URL, "jdbc:postgresql://database:5433/prices");
        configuration.set(CommonOptions.POSTGRES_USER, "scanner");
        configuration.set(CommonOptions.POSTGRES_PASSWORD_FILE, "/run/secrets/postgres");
        configuration.set(VcpScanSettings.SCAN_ID, "adhoc-17");
        configuration.set(VcpScanSettings.SCAN_KIND, "adhoc");
        configuration.set(VcpScanSettings.SCAN_AS_OF, "2026-07-01");
        configuration.set(VcpScanSettings.SCAN_REQUEST, "{\"market\":\"KOSDAQ\",\"top_n\":7}");
        configuration.set(CommonOptions.PARALLELISM, 5);
        configuration.set(CommonOptions.CLOCK_OFFSET, Duration.ofHours(-5));
        assertThat(configuration.keySet())
                .isEqualTo(
                        VcpScanSettings.OPTIONS.stream().map(ConfigOption::key).collect(Collectors.toSet()));

        assertThat(VcpScanSettings.of(configuration))
                .isEqualTo(new VcpScanSettings(
                        "jdbc:postgresql://database:5433/prices",
                        "scanner",
                        Optional.of("/run/secrets/postgres"),
                        Optional.of("adhoc-17"),
                        ScanKind.ADHOC,
                        Optional.of(LocalDate.of(2026, 7, 1)),
                        Optional.of(ScanRequest.builder()
                                .market(Market.KOSDAQ)
                                .topN(7)
                                .build()),
                        5,
                        Duration.ofHours(-5)));
    }

    @Test
    void runsEverythingOfTheNewestSessionUnlessToldOtherwise() {
        VcpScanSettings settings = VcpScanSettings.of(new Configuration());

        assertThat(settings.parallelism()).isEqualTo(2);
        assertThat(settings.orderOn(TODAY)).isEqualTo(new ScanOrder(null, ScanKind.NIGHTLY, null, null, TODAY));
    }

    @Test
    void takesTheDateOfTheRequestWhereNoneIsSet() {
        VcpScanSettings settings = with(Map.of("scan.kind", "adhoc", "scan.request", "{\"as_of\":\"2026-06-30\"}"));

        assertThat(settings.orderOn(TODAY).asOf()).isEqualTo(LocalDate.of(2026, 6, 30));
    }

    @Test
    void asksForTheDefaultsOfTheApiInAnAdhocRunWithoutRequest() {
        assertThat(with(Map.of("scan.kind", "adhoc")).orderOn(TODAY).request())
                .isEqualTo(ScanRequest.builder().build());
    }

    @Test
    void refusesWithKeyRuleAndValue() {
        assertRefused(Map.of("scan.id", "a b"), "scan.id must be 1 to 64 letters, digits, - and _, was 'a b'");
        assertRefused(
                Map.of("scan.kind", "weekly"), "scan.kind: the kind of a scan must be nightly or adhoc, was 'weekly'");
        assertRefused(Map.of("scan.as-of", "1.7.2026"), "scan.as-of must be a date such as 2026-07-01, was '1.7.2026'");
        assertRefused(
                Map.of("scan.request", "{}"),
                "scan.request must be left out of a nightly run, which always asks for the same, was there");
        assertRefused(
                Map.of("scan.kind", "adhoc", "scan.request", "{\"top_n\":0}"),
                "scan.request is not allowed: top_n must be 1 or more, is 0");
        assertRefused(
                Map.of("scan.kind", "adhoc", "scan.request", "{\"as_of\":\"2026-06-30\"}", "scan.as-of", "2026-07-01"),
                "scan.as-of must be the as_of of scan.request where both are given, was 2026-07-01");
        assertRefused(Map.of("parallelism", "0"), "parallelism must be 1 to 64, was 0");
        assertRefused(Map.of("postgres.user", " "), "postgres.user must be a name, was empty");
        assertRefused(Map.of("postgres.password-file", " "), "postgres.password-file must be a file, was empty");
        assertRefused(
                Map.of("sise.clock-offset", "9999 d"),
                "sise.clock-offset must be at most 3660 days either way, was 9999 days");
    }

    @Test
    void refusesAnAddressOfPostgresWithAPasswordAndDoesNotShowIt() {
        assertRefused(
                Map.of("postgres.url", "jdbc:postgresql://database/sise?password=the-password"),
                "postgres.url must be jdbc:postgresql://host:port/database without user and password, was something else"
                        + " (it is not shown: it may hold a password)");
    }

    private static VcpScanSettings with(Map<String, String> settings) {
        return VcpScanSettings.of(Configuration.fromMap(settings));
    }

    private static void assertRefused(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> with(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
