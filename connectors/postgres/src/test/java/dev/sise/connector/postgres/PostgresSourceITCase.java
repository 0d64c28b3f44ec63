package dev.sise.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.jdbc.core.datastream.source.JdbcSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server that asks for a password, in jobs of a real cluster. */
class PostgresSourceITCase {
    private static final String PASSWORD = "the-password";

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;
    private static FlinkCluster flink;
    private static String url;
    private static Leaks leaks;

    @BeforeAll
    static void startServers() throws Exception {
        leaks = Leaks.watch();
        postgres = EmbeddedPostgres.start();
        flink = FlinkCluster.start(1);
        url = postgres.createDatabase("guarded");
        try (Connection connection = DriverManager.getConnection(url, postgres.user(), null);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE reader LOGIN PASSWORD '" + PASSWORD + "'");
            statement.execute("CREATE TABLE numbers AS SELECT i::bigint FROM generate_series(1, 2500) i");
            statement.execute("GRANT SELECT ON numbers TO reader");
            String file;
            try (ResultSet row = statement.executeQuery("SHOW hba_file")) {
                row.next();
                file = row.getString(1);
            }
            statement.execute(
                    "COPY (SELECT * FROM (VALUES ('host all reader all scram-sha-256'), ('host all all all trust')) v)"
                            + " TO '" + file + "'");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @AfterAll
    static void stopServers() {
        flink.close();
        postgres.close();
        leaks.assertNone();
    }

    @Test
    void findsThePasswordWhereItRuns() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        StreamExecutionEnvironment environment = environment();

        environment
                .fromSource(source(PostgresPassword.fromFile(file)), WatermarkStrategy.noWatermarks(), "numbers")
                .sinkTo(new DiscardingSink<>());
        byte[] graph =
                InstantiationUtil.serializeObject(environment.getStreamGraph().getJobGraph());
        assertThat(new String(graph, StandardCharsets.ISO_8859_1))
                .contains(file.toString())
                .doesNotContain(PASSWORD);
        assertThat(read(PostgresPassword.fromFile(file))).hasSize(2_500).isSorted();
    }

    @Test
    void isRefusedWithAnotherPasswordAndWithNone() throws Exception {
        Path file = Files.writeString(folder.resolve("wrong"), "guessed");

        assertThat(ExceptionUtils.stringifyException(catchThrowable(() -> read(PostgresPassword.fromFile(file)))))
                .contains("password authentication failed for user \"reader\"")
                .doesNotContain("guessed");
        assertThat(ExceptionUtils.stringifyException(
                        catchThrowable(() -> read(PostgresPassword.fromEnvironment("NO_SUCH_VARIABLE")))))
                .contains("requested");
    }

    @Test
    void takesNoPasswordThatWouldHaveToTravel() {
        assertThatThrownBy(() -> source(() -> Optional.of(PASSWORD)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be in a file or in the environment")
                .message()
                .doesNotContain(PASSWORD);
    }

    private static List<Long> read(PostgresPassword password) throws Exception {
        return environment()
                .fromSource(source(password), WatermarkStrategy.noWatermarks(), "numbers")
                .executeAndCollect(10_000);
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), configuration);
        environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
        environment.setParallelism(1);
        return environment;
    }

    private static JdbcSource<Long> source(PostgresPassword password) {
        return PostgresSource.of(
                PostgresAddress.of(url, "reader", password),
                "SELECT i FROM numbers ORDER BY i",
                row -> row.getLong(1),
                Types.LONG);
    }
}
