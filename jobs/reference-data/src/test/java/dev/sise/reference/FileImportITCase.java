package dev.sise.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.sise.runtime.CommonOptions;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import dev.sise.testkit.SharedData;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The import as a cluster runs it, into a real PostgreSQL; there is neither Kafka nor Redis. A database of its own for each test. */
class FileImportITCase {
    private static final Logger LOG = LoggerFactory.getLogger(FileImportITCase.class);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-30T03:00:00Z"), ZoneOffset.UTC);
    private static final String BARS = "ticker,date,open,high,low,close,volume\n";

    private static EmbeddedPostgres postgres;
    private static FlinkCluster flink;

    private static Leaks leaks;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServers() {
        leaks = Leaks.watch();
        postgres = EmbeddedPostgres.start();
        flink = FlinkCluster.start(2);
    }

    @AfterAll
    static void stopServers() {
        flink.close();
        postgres.close();
        leaks.assertNone();
    }

    @Test
    void importsEveryKindOfFileAndChangesNothingTheSecondTime() throws Exception {
        String database = database("every_kind");
        Files.writeString(
                folder.resolve("daily_prices.a.csv"),
                BARS + "005930,2026-11-26,100,110,90,105,7\r\n005930,2026-11-27,105,101,100,103,8\n\n"
                        + "000660,2026-11-27,0,0,0,500,0\n");
        zip(
                "daily_prices.b.csv.gz",
                "date,ticker,open,high,low,close,volume,traded_value_krw\n2026-11-27,069500,1,2,1,2,3,5\n");
        zip("investor_flows_1.csv.gz", "date,ticker,foreign_buy,inst_buy\n2026-11-27,005930,-51,30\n");
        Files.writeString(
                folder.resolve("instruments.csv"),
                "ticker,name,market,instrument_class,market_cap_krw,listed_shares,list_date\n"
                        + "005930,삼성전자,KOSPI,COMMON,700,10,1975-06-11\n000660,\"SK, 하이닉스\",KOSPI,ODD,,,\n");
        Files.writeString(folder.resolve("readme.txt"), "not a table");

        Map<String, Object> totals = run(database);

        assertThat(totals)
                .contains(entry("files.daily_prices", 2L), entry("rows.daily_prices", 4L))
                .contains(entry("inserted.daily_prices", 4L), entry("changed.daily_prices", 0L))
                .contains(entry("repaired.daily_prices", 1L), entry("rows.investor_flows", 1L))
                .contains(entry("rows.stocks", 2L), entry("unknown_class.stocks", 1L), entry("listed.stocks", 2L));
        assertThat(column(database, "SELECT p::text FROM daily_prices p ORDER BY ticker, date"))
                .containsExactly(
                        "(000660,2026-11-27,0,0,0,500,0,)",
                        "(005930,2026-11-26,100,110,90,105,7,)",
                        "(005930,2026-11-27,105,105,100,103,8,)",
                        "(069500,2026-11-27,1,2,1,2,3,5)");
        assertThat(column(database, "SELECT f::text FROM investor_flows f"))
                .containsExactly("(005930,2026-11-27,-51,30,,)");
        assertThat(column(
                        database,
                        "SELECT concat_ws('|', ticker, name, market_code, list_market, market_cap, listing_status,"
                                + " realtime_supported, ticker_category, instrument_class, listed_shares, listing_date)"
                                + " FROM stocks ORDER BY ticker"))
                .containsExactly(
                        "000660|SK, 하이닉스|0|0|Y|t|KOSPI|unknown", "005930|삼성전자|0|0|700|Y|t|KOSPI|common|10|1975-06-11");
        assertThat(column(
                        database, "SELECT ticker || ' ' || event || ' ' || event_date FROM listing_history ORDER BY 1"))
                .containsExactly("000660 listed 2026-11-30", "005930 listed 1975-06-11");

        totals = run(database);

        assertThat(totals)
                .contains(entry("inserted.daily_prices", 0L), entry("changed.daily_prices", 0L))
                .contains(entry("inserted.stocks", 0L), entry("changed.stocks", 0L), entry("listed.stocks", 0L));
        assertThat(column(database, "SELECT count(*) FROM listing_history")).containsExactly("2");
    }

    @Test
    void takesTheLastOfRowsWithOneKeyAndCountsTheOthers() throws Exception {
        String database = database("duplicates");
        Files.writeString(
                folder.resolve("daily_prices.csv"),
                BARS + "005930,2026-11-27,1,1,1,1,1\n005930,2026-11-26,5,5,5,5,5\n005930,2026-11-27,3,3,3,3,3\n"
                        + "005930,2026-11-27,2,2,2,2,2\n");

        Map<String, Object> totals = run(database);

        assertThat(totals).contains(entry("rows.daily_prices", 4L), entry("duplicates.daily_prices", 2L));
        assertThat(column(database, "SELECT close FROM daily_prices ORDER BY date"))
                .containsExactly("5", "2");
    }

    @Test
    void refusesBadLinesOneByOneAndImportsTheOthers() throws Exception {
        String database = database("bad_lines");
        Files.writeString(
                folder.resolve("daily_prices.csv"),
                BARS + "005930,2026-11-27,1,1,1,1,1\nK,2026-11-27,1,1,1,1,1\n005930,2026-12-01,1,1,1,1,1\n"
                        + "005930,2026-11-26,-1,1,1,1,1\n005930,2026-11-25,x,1,1,1,1\n005930\n000660,2026-11-27,1,1,1,1,1\n");

        Map<String, Object> totals = run(database);

        assertThat(totals)
                .contains(entry("rows.daily_prices", 2L), entry("rejected.code", 1L), entry("rejected.future", 1L))
                .contains(entry("rejected.negative", 1L), entry("rejected.number", 1L), entry("rejected.shape", 1L));
        assertThat(column(database, "SELECT ticker FROM daily_prices ORDER BY 1"))
                .containsExactly("000660", "005930");
    }

    @Test
    void importsNothingOfAFileThatBreaksOffAndNamesIt() throws Exception {
        String database = database("broken");
        Files.writeString(folder.resolve("daily_prices.good.csv"), BARS + "005930,2026-11-27,1,1,1,1,1\n");
        Files.writeString(folder.resolve("daily_prices.header.csv"), "ticker,date,open,high,low,close\n");
        Files.createFile(folder.resolve("daily_prices.empty.csv.gz"));
        Files.writeString(folder.resolve("daily_prices.plain.csv.gz"), BARS);
        zip("daily_prices.cut.csv.gz", BARS + "000660,2026-11-27,1,1,1,1,1\n".repeat(20_000));
        Path cut = folder.resolve("daily_prices.cut.csv.gz");
        byte[] whole = Files.readAllBytes(cut);
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> run(database))
                .hasStackTraceContaining("4 files were not imported: ")
                .hasStackTraceContaining(
                        "daily_prices.empty.csv.gz: it cannot be read to its end: java.io.EOFException")
                .hasStackTraceContaining("daily_prices.plain.csv.gz: it cannot be read to its end: ")
                .hasStackTraceContaining("daily_prices.cut.csv.gz: it cannot be read to its end: ")
                .hasStackTraceContaining("daily_prices.header.csv: its header must have the column volume, has ");

        assertThat(column(database, "SELECT ticker FROM daily_prices")).containsExactly("005930");
    }

    @Test
    void saysThatThereIsNothingToImport() {
        String database = database("nothing");

        assertThatThrownBy(() -> run(database))
                .hasStackTraceContaining("The folder " + folder + " has no daily_prices*.csv, instruments.csv or");
    }

    @Test
    void keepsWhatTheListsSaidAndTheFileDoesNotTell() throws Exception {
        String database = database("kept");
        try (Connection connection = DriverManager.getConnection(database, postgres.user(), null);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO stocks (ticker, name, market_code, list_market, instrument_class,"
                    + " has_after_market, listing_status, last_close, halted, market_cap, listed_shares, listing_date,"
                    + " updated_at) VALUES ('005930', 'old', '0', '0', 'common', true, 'N', 77, true, 770, 10,"
                    + " '1975-06-11', 'epoch')");
            statement.execute("INSERT INTO listing_history VALUES ('005930', 'delisted', '2026-01-02', 'epoch')");
            statement.execute("INSERT INTO daily_prices VALUES ('005930', '2026-11-27', 1, 1, 1, 1, 1, 99),"
                    + " ('005930', '2026-11-26', 1, 1, 1, 1, 1, 98)");
            statement.execute("INSERT INTO investor_flows VALUES ('005930', '2026-11-27', 1, 2, 3, 4)");
        }
        Files.writeString(
                folder.resolve("instruments.csv"), "ticker,name,market,instrument_class\n005930,new,KOSPI,COMMON\n");
        Files.writeString(folder.resolve("daily_prices.a.csv"), BARS + "005930,2026-11-27,2,2,2,2,2\n");
        Files.writeString(
                folder.resolve("daily_prices.b.csv"),
                "ticker,date,open,high,low,close,volume,traded_value\n005930,2026-11-26,2,2,2,2,2,\n");
        Files.writeString(
                folder.resolve("investor_flows.csv"),
                "date,ticker,foreign_net,institution_net,individual_net,traded_value\n2026-11-27,005930,7,8,,\n");

        run(database);

        String stock = "SELECT concat_ws(' ', name, listing_status, last_close, halted, market_cap, listed_shares,"
                + " listing_date) FROM stocks";
        assertThat(column(database, stock)).containsExactly("new N 77 t 770 10 1975-06-11");
        assertThat(column(database, "SELECT f::text FROM investor_flows f"))
                .containsExactly("(005930,2026-11-27,7,8,3,4)");
        assertThat(column(database, "SELECT event FROM listing_history")).containsExactly("delisted");
        assertThat(column(database, "SELECT p::text FROM daily_prices p"))
                .containsExactlyInAnyOrder("(005930,2026-11-27,2,2,2,2,2,99)", "(005930,2026-11-26,2,2,2,2,2,98)");

        Files.writeString(
                folder.resolve("instruments.csv"),
                "ticker,name,market,instrument_class,market_cap_krw,listed_shares,list_date\n"
                        + "005930,newer,KOSPI,COMMON,,,\n");

        run(database);

        assertThat(column(database, stock)).containsExactly("newer N 77 t 770 10 1975-06-11");
    }

    /** Real data: 986,298 rows of 2,761 tickers, one of them twice; see the README beside them. */
    @Test
    void importsTheWholeExchange() throws Exception {
        Path krx = SharedData.require("krx/instruments.csv").getParent();
        String database = database("krx");

        long begun = System.nanoTime();
        Map<String, Object> totals = run(database, Map.of(ImportSettings.DIRECTORY.key(), krx.toString()));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);

        LOG.info("{} rows of prices were imported in {}", totals.get("rows.daily_prices"), took);
        assertThat(totals)
                .contains(entry("files.daily_prices", 7L), entry("rows.daily_prices", 986_298L))
                .contains(entry("inserted.daily_prices", 986_298L), entry("duplicates.daily_prices", 0L))
                .contains(entry("rows.investor_flows", 50_843L), entry("rows.stocks", 2_875L))
                .doesNotContainKeys("rejected.code", "rejected.date", "rejected.number", "rejected.shape");
        assertThat((Long) totals.get("repaired.daily_prices")).isEqualTo(85);
        assertThat(column(database, "SELECT count(DISTINCT ticker) FROM daily_prices"))
                .containsExactly("2761");
        assertThat(column(
                        database,
                        "SELECT count(*) FROM daily_prices WHERE volume > 0 AND open > 0"
                                + " AND (high < greatest(open, close) OR low > least(open, close))"))
                .containsExactly("0");
        assertThat(took).isLessThan(Duration.ofSeconds(Boolean.getBoolean("sise.soak") ? 20 : 120));
    }

    private void zip(String name, String content) throws IOException {
        try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            file.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String database(String name) {
        String url = postgres.createDatabase(name);
        SchemaMigrator.of(url, postgres.user(), Optional.empty()).migrate();
        return url;
    }

    private Map<String, Object> run(String database) throws Exception {
        return run(database, Map.of(ImportSettings.DIRECTORY.key(), folder.toString()));
    }

    private static Map<String, Object> run(String database, Map<String, String> more) throws Exception {
        Configuration configuration = Configuration.fromMap(more);
        configuration.set(CommonOptions.POSTGRES_URL, database);
        configuration.set(CommonOptions.POSTGRES_USER, postgres.user());
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
        ReferenceDataJob.define(environment, ReferenceDataSettings.of(configuration), CLOCK);
        return environment.execute(ReferenceDataTopology.NAME).getAllAccumulatorResults();
    }

    private static List<String> column(String url, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, postgres.user(), null);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
