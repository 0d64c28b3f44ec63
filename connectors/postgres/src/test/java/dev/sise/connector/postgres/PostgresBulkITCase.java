package dev.sise.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.connector.postgres.PostgresTable.Type;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Loads of many rows and transactions of one record, against a real server. */
class PostgresBulkITCase {
    private static EmbeddedPostgres postgres;
    private static FlinkCluster flink;
    private static PostgresAddress address;

    private static Leaks leaks;

    @BeforeAll
    static void startServers() {
        leaks = Leaks.watch();
        postgres = EmbeddedPostgres.start();
        flink = FlinkCluster.start(1);
        address = PostgresAddress.of(
                postgres.createDatabase("bulk"), postgres.user(), PostgresPassword.fromEnvironment("NO_SUCH_VARIABLE"));
    }

    @AfterAll
    static void stopServers() {
        flink.close();
        postgres.close();
        leaks.assertNone();
    }

    private record Bar(String code, LocalDate day, Long price) {}

    private static PostgresBulk<Bar> bulk(String table) {
        return PostgresTable.<Bar>of(table)
                .key("code", Type.TEXT, Bar::code)
                .key("day", Type.DATE, Bar::day)
                .column("price", Type.NUMBER, Bar::price)
                .bulk();
    }

    private static Bar bar(String code, int day, Long price) {
        return new Bar(code, LocalDate.of(2026, 1, day), price);
    }

    @Test
    void insertsWhatIsNewReplacesWhatDiffersAndCountsBoth() throws SQLException {
        execute("CREATE TABLE prices (code text, day date, price bigint, PRIMARY KEY (code, day))");
        execute("INSERT INTO prices VALUES ('A', '2026-01-01', 1), ('A', '2026-01-02', 2), ('B', '2026-01-01', 7)");

        PostgresBulk.Written written =
                load(bulk("prices"), bar("A", 1, 1L), bar("A", 2, 5L), bar("A", 3, 3L), bar("C", 1, null));

        assertThat(written).isEqualTo(new PostgresBulk.Written(4, 0, 2, 1));
        assertThat(column("SELECT code || ' ' || extract(day FROM day) || ' ' || coalesce(price::text, '-') FROM prices"
                        + " ORDER BY code, day"))
                .containsExactly("A 1 1", "A 2 5", "A 3 3", "B 1 7", "C 1 -");
    }

    @Test
    void takesTheLastOfRowsWithOneKey() throws SQLException {
        execute("CREATE TABLE twice (code text, day date, price bigint, PRIMARY KEY (code, day))");

        PostgresBulk.Written written =
                load(bulk("twice"), bar("A", 1, 1L), bar("A", 2, 2L), bar("A", 1, 9L), bar("A", 1, 3L));

        assertThat(written).isEqualTo(new PostgresBulk.Written(4, 2, 2, 0));
        assertThat(column("SELECT price FROM twice ORDER BY day")).containsExactly("3", "2");
    }

    @Test
    void keepsEveryCharacterOfAText() throws SQLException {
        execute("CREATE TABLE texts (code text, day date, price bigint, PRIMARY KEY (code, day))");
        String text = "a\tb\\N\nc\r'\"; 삼성전자 \uD83D\uDE00";

        load(bulk("texts"), bar(text, 1, 1L), bar("\\N", 1, 1L), bar("", 1, 1L));

        assertThat(column("SELECT code FROM texts")).containsExactlyInAnyOrder(text, "\\N", "");
    }

    @Test
    void leavesNothingOfALoadThatIsGivenUpAndTheConnectionUsable() throws SQLException {
        execute("CREATE TABLE given_up (code text, day date, price bigint CHECK (price > 0), PRIMARY KEY (code, day))");
        PostgresBulk<Bar> bulk = bulk("given_up");
        try (Connection connection = address.connect()) {
            connection.setAutoCommit(false);
            try (PostgresBulk.Load<Bar> load = bulk.begin(connection)) {
                load.add(bar("A", 1, 1L));
            }
            connection.rollback();
            assertThatThrownBy(() -> {
                        try (PostgresBulk.Load<Bar> load = bulk.begin(connection)) {
                            load.add(bar("A", 1, 1L));
                            load.add(bar("A", 2, -1L));
                            load.finish();
                        }
                    })
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("given_up_price_check");
            connection.rollback();
            for (int i = 0; i < 2; i++) {
                try (PostgresBulk.Load<Bar> load = bulk.begin(connection)) {
                    load.add(bar("A", 3, 3L));
                    load.finish();
                }
                connection.commit();
            }
        }
        assertThat(column("SELECT price FROM given_up")).containsExactly("3");
    }

    @Test
    void refusesAConnectionWithoutATransaction() throws SQLException {
        try (Connection connection = address.connect()) {
            assertThatThrownBy(() -> bulk("nothing").begin(connection))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Rows of nothing are loaded inside a transaction of the caller");
        }
    }

    @Test
    void commitsEachRecordByItselfAndNothingOfTheOneThatFails() throws Exception {
        execute("CREATE TABLE steps (id bigint PRIMARY KEY, half int)");
        PostgresTransactions<Long> sink = new PostgresTransactions<>(address, (connection, id) -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO steps VALUES (" + id + ", 1)");
                statement.execute("UPDATE steps SET half = 2 / (3 - id) WHERE id = " + id);
            }
        });
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(),
                flink.restAddress().getPort(),
                new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "disable"));
        environment.setParallelism(1);
        environment.fromData(Types.LONG, 1L, 2L, 3L, 4L).sinkTo(sink);

        assertThatThrownBy(environment::execute).hasStackTraceContaining("division by zero");

        assertThat(column("SELECT id FROM steps ORDER BY id")).containsExactly("1", "2");
    }

    private static PostgresBulk.Written load(PostgresBulk<Bar> bulk, Bar... bars) throws SQLException {
        try (Connection connection = address.connect()) {
            connection.setAutoCommit(false);
            PostgresBulk.Written written;
            try (PostgresBulk.Load<Bar> load = bulk.begin(connection)) {
                for (Bar bar : bars) {
                    load.add(bar);
                }
                written = load.finish();
            }
            connection.commit();
            return written;
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> column(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
