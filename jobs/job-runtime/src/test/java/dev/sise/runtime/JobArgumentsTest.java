package dev.sise.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class JobArgumentsTest {
    private static final List<ConfigOption<?>> OPTIONS =
            List.of(CommonOptions.REDIS_URL, CommonOptions.CLOCK_OFFSET, CommonOptions.PARALLELISM);

    private final ByteArrayOutputStream help = new ByteArrayOutputStream();

    @Test
    void readsBothFormsOfASetting() {
        Configuration given =
                parse(Map.of(), "--redis.url", "redis://a", "--parallelism=3").orElseThrow();

        assertThat(given.get(CommonOptions.REDIS_URL)).isEqualTo("redis://a");
        assertThat(given.get(CommonOptions.PARALLELISM)).isEqualTo(3);
        assertThat(given.get(CommonOptions.CLOCK_OFFSET)).isEqualTo(Duration.ZERO);
    }

    @Test
    void takesTheEnvironmentWhereTheCommandLineIsSilentAndNotOtherwise() {
        Map<String, String> environment = Map.of("REDIS_URL", "redis://env", "SISE_CLOCK_OFFSET", "5 s");

        Configuration given = parse(environment, "--redis.url", "redis://line").orElseThrow();

        assertThat(given.get(CommonOptions.REDIS_URL)).isEqualTo("redis://line");
        assertThat(given.get(CommonOptions.CLOCK_OFFSET)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void namesVariablesAfterUsButForTheAddressOfRedis() {
        assertThat(OPTIONS)
                .extracting(JobArguments::environmentName)
                .containsExactly("REDIS_URL", "SISE_CLOCK_OFFSET", "SISE_PARALLELISM");
    }

    @Test
    void isNotSetByAVariableThatIsMeantForSomethingElse() {
        Configuration given =
                parse(Map.of("PARALLELISM", "64", "CLOCK_OFFSET", "5 s")).orElseThrow();

        assertThat(given.keySet()).isEmpty();
    }

    @Test
    void printsEverySettingWithItsVariableAndDefaultOnHelp() {
        assertThat(parse(Map.of(), "--help")).isEmpty();

        assertThat(help.toString(StandardCharsets.UTF_8))
                .contains(
                        "Usage: test",
                        "--redis.url  (REDIS_URL)",
                        "Default: redis://localhost:6379/0",
                        "--parallelism  (SISE_PARALLELISM)",
                        "--sise.clock-offset  (SISE_CLOCK_OFFSET)");
    }

    @Test
    void refusesAnUnknownSettingAndNamesTheNearest() {
        assertThatThrownBy(() -> parse(Map.of(), "--redis.uri", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--redis.uri is no setting of test; did you mean --redis.url? --help lists all");
    }

    @Test
    void refusesAValueOfTheWrongTypeWithoutPrintingIt() {
        assertThatThrownBy(() -> parse(Map.of(), "--parallelism", "hunter2"))
                .hasMessageContaining("--parallelism cannot be read")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> parse(Map.of("SISE_PARALLELISM", "x")))
                .hasMessageContaining("SISE_PARALLELISM cannot be read");
    }

    @Test
    void refusesAPasswordOnTheCommandLineWithoutPrintingIt() {
        assertThatThrownBy(() -> parse(Map.of(), "--redis.url", "redis://user:hunter2@cache:6380/3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--redis.url must not hold a password")
                .hasMessageNotContaining("hunter2");
        assertThat(parse(Map.of("REDIS_URL", "redis://user:hunter2@cache"))).isPresent();
    }

    @Test
    void refusesAMissingARepeatedAndABareValue() {
        assertThatThrownBy(() -> parse(Map.of(), "--parallelism")).hasMessageContaining("--parallelism needs a value");
        assertThatThrownBy(() -> parse(Map.of(), "--parallelism", "1", "--parallelism", "2"))
                .hasMessage("--parallelism was given twice");
        assertThatThrownBy(() -> parse(Map.of(), "parallelism"))
                .hasMessage("A setting starts with --, found: parallelism");
    }

    private Optional<Configuration> parse(Map<String, String> environment, String... arguments) {
        return JobArguments.parse(
                "test", arguments, environment, OPTIONS, new PrintStream(help, true, StandardCharsets.UTF_8));
    }
}
