package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class ScanSettingsTest {

    private static Configuration given(String data, String dates, String out, String flows) {
        Configuration configuration = new Configuration();
        configuration.set(ScanSettings.DATA, data);
        configuration.set(ScanSettings.AS_OF, dates);
        configuration.set(ScanSettings.OUT, out);
        configuration.set(ScanSettings.FLOWS, flows);
        configuration.set(ScanSettings.DIRECTORY, "/home/somebody");
        return configuration;
    }

    @Test
    void readsEverySettingIntoItsOwnField() {
        Configuration configuration = given("/data", "2025-03-05", "/tmp/a.csv", "/tmp/flows.csv");
        assertThat(configuration.keySet())
                .isEqualTo(ScanSettings.OPTIONS.stream().map(ConfigOption::key).collect(Collectors.toSet()));

        assertThat(ScanSettings.of(configuration))
                .isEqualTo(new ScanSettings(
                        Path.of("/data"),
                        List.of(LocalDate.of(2025, 3, 5)),
                        Path.of("/tmp/a.csv"),
                        Optional.of(Path.of("/tmp/flows.csv"))));
    }

    @Test
    void takesRelativePathsFromWhereTheCommandWasGivenAndDatesInOrderOnce() {
        ScanSettings settings =
                ScanSettings.of(given("../data", " 2025-03-05,2025-01-31, 2025-03-05", "out/a.csv", ""));

        assertThat(settings.data()).isEqualTo(Path.of("/home/data"));
        assertThat(settings.out()).isEqualTo(Path.of("/home/somebody/out/a.csv"));
        assertThat(settings.dates()).containsExactly(LocalDate.of(2025, 1, 31), LocalDate.of(2025, 3, 5));
        assertThat(settings.flows()).isEmpty();
    }

    @Test
    void saysWhatIsMissingOrNoDate() {
        assertThatThrownBy(() -> ScanSettings.of(given("", "2025-03-05", "a.csv", "")))
                .hasMessage("-Dsise.data is missing; the command is"
                        + " mvn -Pscan -Dsise.data=DIR -Dsise.as-of=DATE[,DATE...] -Dsise.out=FILE.csv"
                        + " [-Dsise.flows=FILE]");
        assertThatThrownBy(() -> ScanSettings.of(given("data", " ", "a.csv", "")))
                .hasMessageStartingWith("-Dsise.as-of is missing");
        assertThatThrownBy(() -> ScanSettings.of(given("data", "2025-03-05", "", "")))
                .hasMessageStartingWith("-Dsise.out is missing");
        assertThatThrownBy(() -> ScanSettings.of(given("data", "2025-03-05,5.3.2025", "a.csv", "")))
                .hasMessage("-Dsise.as-of must be dates such as 2025-03-05, separated by commas, but has '5.3.2025'");
        assertThatThrownBy(() -> ScanSettings.of(given("data", ",", "a.csv", "")))
                .hasMessage("-Dsise.as-of must be dates such as 2025-03-05, separated by commas, but has ''");
        assertThatThrownBy(() -> ScanSettings.of(new Configuration())).hasMessageStartingWith("-Dsise.data is missing");
    }
}
