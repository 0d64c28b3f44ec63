package dev.sise.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaMigratorMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void tellsItsCommandsSettingsAndExitCodes() {
        assertThat(run(Map.of(), "--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("migrate|validate|info", "--postgres.url", "SISE_POSTGRES_PASSWORD", "Exit codes");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertRefused("The first word is migrate, validate or info");
        assertRefused("The first word is migrate, validate or info", "--postgres.user", "sise");
        assertRefused("A command is migrate, validate or info, was 'drop'", "drop");
        assertRefused("There is no setting --postgres.password", "migrate", "--postgres.password=the-password");
        assertRefused("--postgres.user needs a value", "migrate", "--postgres.user");
        assertRefused("--postgres.user was given twice", "migrate", "--postgres.user", "one", "--postgres.user", "two");
        assertRefused(
                "The password file /nowhere/at/all cannot be read",
                "migrate",
                "--postgres.password-file",
                "/nowhere/at/all");
    }

    @Test
    void refusesAnAddressWithAPasswordAndDoesNotShowIt() {
        assertRefused(
                "An address holds no user and no password, this one does (it is not shown)",
                "migrate",
                "--postgres.url",
                "jdbc:postgresql://localhost/sise?password=the-password");
        assertRefused(
                "An address is jdbc:postgresql://host:port/database, this one begins otherwise (it is not shown: it may hold"
                        + " a password)",
                "migrate",
                "--postgres.url",
                "postgres://sise:the-password@localhost/sise");
    }

    private void assertRefused(String sentence, String... arguments) {
        err.reset();
        assertThat(run(Map.of(), arguments)).isEqualTo(SchemaMigratorMain.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(sentence + "; --help tells more\n");
    }

    private int run(Map<String, String> environment, String... arguments) {
        return SchemaMigratorMain.run(
                arguments,
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
