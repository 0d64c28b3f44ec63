package dev.sise.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresAddressTest {
    @TempDir
    Path folder;

    @Test
    void refusesAnAddressWithAPasswordAndDoesNotShowIt() {
        for (String url : new String[] {
            "jdbc:postgresql://user:the-password@host/database",
            "jdbc:postgresql://host/database?user=sise&password=the-password",
            "postgres://host/the-password"
        }) {
            assertThatThrownBy(() -> address(url))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("without user and password")
                    .message()
                    .doesNotContain("the-password");
        }
    }

    @Test
    void refusesRewrittenBatches() {
        assertThatThrownBy(() -> address("jdbc:postgresql://host/database?reWriteBatchedInserts=true"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A PostgreSQL address must not set reWriteBatchedInserts");
    }

    @Test
    void carriesNoPasswordInTheJobGraph() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), " the-password\n");
        PostgresPassword password = PostgresPassword.fromFile(file);
        PostgresAddress address = PostgresAddress.of("jdbc:postgresql://host/database", "sise", password);

        byte[] graph = InstantiationUtil.serializeObject(address);

        assertThat(password.load()).contains("the-password");
        assertThat(new String(graph, StandardCharsets.ISO_8859_1)).doesNotContain("the-password");
        assertThat(address).hasToString("jdbc:postgresql://host/database");
    }

    @Test
    void namesThePasswordFileThatIsMissing() {
        PostgresPassword password = PostgresPassword.fromFile(folder.resolve("missing"));

        assertThatThrownBy(password::load)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The file " + folder.resolve("missing") + " must hold the password of PostgreSQL");
    }

    @Test
    void tellsWhereAPasswordIsAndFindsItThere() throws Exception {
        PostgresPassword inFile = PostgresPassword.fromFile(Files.writeString(folder.resolve("p:w"), "the-password"));
        PostgresPassword inEnvironment = PostgresPassword.fromEnvironment("SOME_VARIABLE");

        assertThat(PostgresPassword.at(inFile.place().orElseThrow())).isEqualTo(inFile);
        assertThat(PostgresPassword.at(inEnvironment.place().orElseThrow())).isEqualTo(inEnvironment);
        assertThatThrownBy(() -> PostgresPassword.at("the-password"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("the-password");
    }

    private static PostgresAddress address(String url) {
        return PostgresAddress.of(url, "sise", PostgresPassword.fromEnvironment("NO_SUCH_VARIABLE"));
    }
}
