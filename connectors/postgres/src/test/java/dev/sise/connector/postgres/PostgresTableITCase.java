package dev.sise.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.postgres.PostgresTable.Type;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real server, in jobs of a real cluster. A row is written as "code price version", with a minus for NULL. */
class PostgresTableITCase {
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
                postgres.createDatabase("tables"),
                postgres.user(),
                PostgresPassword.fromEnvironment("NO_SUCH_VARIABLE"));
    }

    @AfterAll
    static void stopServers() {
        flink.close();
        postgres.close();
        leaks.assertNone();
    }

    @Test
    void keepsTheNewestOfRowsWithOneKeyAlsoWithinOneBatch() throws Exception {
        execute(
                "CREATE TABLE quotes (code text PRIMARY KEY, price bigint, day date, good boolean, seen_at timestamptz)");
        Sink<String> quotes = quotes("quotes").upserts(address);

        write(quotes, "A 1 10", "B 5 10", "A 3 30", "A 2 20", "C - 10");

        assertThat(rows("quotes"))
                .containsExactly("A 3 30 1970-01-02 true", "B 5 10 1970-01-02 true", "C - 10 1970-01-02 true");
    }

    @Test
    void keepsTheVersionOfTheLastChangeAndRefusesWhatIsOlder() throws Exception {
        execute(
                "CREATE TABLE versions (code text PRIMARY KEY, price bigint, day date, good boolean, seen_at timestamptz)");
        Sink<String> versions = quotes("versions").upserts(address);

        write(versions, "A 1 10", "B - 10");
        write(versions, "A 1 20", "B - 20");
        assertThat(rows("versions")).containsExactly("A 1 10 1970-01-02 true", "B - 10 1970-01-02 true");

        write(versions, "A 2 30", "B 2 30");
        write(versions, "A 9 20", "B - 20");
        assertThat(rows("versions")).containsExactly("A 2 30 1970-01-02 true", "B 2 30 1970-01-02 true");
    }

    @Test
    void leavesARowThatIsThereWhereItOnlyInserts() throws Exception {
        execute(
                "CREATE TABLE events (code text PRIMARY KEY, price bigint, day date, good boolean, seen_at timestamptz)");
        Sink<String> events = quotes("events").inserts(address);

        write(events, "A 1 10");
        write(events, "A 2 20", "B 2 20");

        assertThat(rows("events")).containsExactly("A 1 10 1970-01-02 true", "B 2 20 1970-01-02 true");
    }

    @Test
    void readsEveryRowOfAQuery() throws Exception {
        execute("CREATE TABLE numbers AS SELECT i FROM generate_series(1, 2500) i");
        List<Long> read = environment()
                .fromSequence(0, 0)
                .flatMap(new PostgresQuery<>(address, "SELECT i FROM numbers ORDER BY i", row -> row.getLong(1)))
                .returns(Types.LONG)
                .executeAndCollect(10_000);

        assertThat(read).hasSize(2_500).isSorted();
    }

    private static PostgresTable<String> quotes(String table) {
        return PostgresTable.<String>of(table)
                .key("code", Type.TEXT, row -> row.split(" ")[0])
                .column("price", Type.NUMBER, row -> {
                    String price = row.split(" ")[1];
                    return price.equals("-") ? null : Long.valueOf(price);
                })
                .column("day", Type.DATE, row -> LocalDate.ofEpochDay(1))
                .column("good", Type.TRUTH, row -> true)
                .version("seen_at", row -> Instant.ofEpochSecond(Long.parseLong(row.split(" ")[2])));
    }

    private static void write(Sink<String> sink, String... rows) throws Exception {
        StreamExecutionEnvironment environment = environment();
        environment.fromData(Types.STRING, rows).sinkTo(sink);
        environment.execute();
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), configuration);
        environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
        environment.setParallelism(1);
        return environment;
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(String table) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT concat_ws(' ', code, coalesce(price::text, '-'), extract(epoch FROM seen_at)::bigint, day,"
                                + " CASE WHEN good THEN 'true' END) FROM " + table + " ORDER BY code")) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
