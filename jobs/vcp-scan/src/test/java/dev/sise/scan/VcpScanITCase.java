package dev.sise.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.market.ScanRequest;
import dev.sise.market.ScanRequestJson;
import dev.sise.market.SignalType;
import dev.sise.market.SortBy;
import dev.sise.runtime.CommonOptions;
import dev.sise.scan.functions.Contraction;
import dev.sise.scan.functions.Decimals;
import dev.sise.scan.functions.Reason;
import dev.sise.scan.functions.ScanResult;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.io.IOException;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The job as a cluster runs it, against a real database, compared with the pure functions; a database of its own for each test. */
class VcpScanITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The evening of the last session. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-30T12:00:00Z"), ZoneOffset.UTC);

    private static final String RUNS =
            "SELECT concat_ws(' ', id, kind, state, published::text, as_of) FROM scan_runs ORDER BY id";

    private static EmbeddedPostgres postgres;
    private static FlinkCluster flink;
    private static Leaks leaks;

    @BeforeAll
    static void startServers() {
        leaks = Leaks.watch();
        postgres = EmbeddedPostgres.start();
        flink = FlinkCluster.start(4);
    }

    @AfterAll
    static void stopServers() {
        flink.close();
        postgres.close();
        leaks.assertNone();
    }

    @Test
    void findsWhatThePureFunctionsFindInEveryOrderOfRowsAndWithEveryParallelism() throws Exception {
        ScanFixture market = ScanFixture.synthetic();
        ScanResult expected = market.expected(ScanRequest.nightly(null), ScanFixture.LAST);
        assertThat(expected.signals()).hasSizeGreaterThan(20);
        for (int parallelism = 1; parallelism <= 3; parallelism++) {
            String database = database("orders" + parallelism, market, parallelism);

            Map<String, Object> totals =
                    run(database, Map.of("scan.id", "night", "parallelism", Integer.toString(parallelism)));

            assertThat(signals(database, "night"))
                    .as("parallelism %s", parallelism)
                    .isEqualTo(signals(expected));
            assertTold(database, "night", expected);
            assertThat(totals)
                    .contains(entry("universe", (long) expected.universe()))
                    .contains(entry("returned", (long) expected.signals().size()))
                    .contains(entry(
                            "bullish.CLASS",
                            expected.totals(SignalType.BULLISH)
                                    .get(Reason.CLASS)
                                    .longValue()));
        }
    }

    @Test
    void findsTheRealExchangeAsThePureFunctionsDo() throws Exception {
        ScanFixture market = ScanFixture.krx();
        LocalDate date = LocalDate.of(2025, 3, 5);
        ScanResult expected = market.expected(ScanRequest.nightly(null), date);
        String database = database("krx", market, 1);

        run(database, Map.of("scan.id", "night", "scan.as-of", date.toString()));

        assertThat(signals(database, "night")).isEqualTo(signals(expected)).isNotEmpty();
        assertTold(database, "night", expected);
    }

    @Test
    void listsTheWholeUniverseWhereAskedAlsoForARequestOfTheOtherDirection() throws Exception {
        ScanFixture market = ScanFixture.synthetic();
        String database = database("listing", market, 1);
        Lines.COLLECTED.clear();
        StreamExecutionEnvironment environment = environment();
        VcpScanJob.define(
                environment,
                settings(database, Map.of("scan.kind", "adhoc", "scan.request", "{\"signal_type\":\"bearish\"}")),
                CLOCK,
                Optional.of(new Lines()));

        environment.execute(VcpScanTopology.NAME);

        assertThat(Lines.COLLECTED)
                .containsExactlyElementsOf(market.listing(ScanFixture.LAST))
                .isNotEmpty();
        assertThat(column(database, "SELECT DISTINCT signal_type FROM signals")).containsExactly("bearish");
    }

    @Test
    void anAdhocRunTakesItsRowAndLeavesTheBoardWhichANightlyOneReplaces() throws Exception {
        ScanFixture market = ScanFixture.synthetic();
        String database = database("board", market, 1);
        run(database, Map.of("scan.id", "first"));
        assertThat(column(database, RUNS)).containsExactly("first nightly done true 2026-06-30");

        ScanRequest request = ScanRequest.builder()
                .topN(3)
                .signalTypes(List.of(SignalType.values()))
                .sortBy(SortBy.MARKET_CAP)
                .build();
        execute(
                database,
                "INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at) VALUES ('asked', 'adhoc', '2026-06-30', '"
                        + ScanRequestJson.format(request.on(ScanFixture.LAST)) + "', 'waiting', now())");
        // What is said beside the id of a row does not count.
        run(database, Map.of("scan.id", "asked", "scan.kind", "nightly", "scan.as-of", "2026-06-29"));

        ScanResult expected = market.expected(request, ScanFixture.LAST);
        assertThat(expected.signals()).hasSize(6);
        assertThat(signals(database, "asked")).isEqualTo(signals(expected));
        assertTold(database, "asked", expected);
        assertThat(column(database, RUNS))
                .containsExactly("asked adhoc done false 2026-06-30", "first nightly done true 2026-06-30");
        assertThat(column(
                        database,
                        "SELECT progress_done || '/' || progress_total FROM scan_runs WHERE started_at <= ended_at"))
                .containsExactly("82/82", "82/82");

        run(database, Map.of("scan.id", "second"));
        run(database, Map.of("scan.id", "yesterday", "scan.as-of", "2026-06-29"));

        assertThat(column(database, RUNS))
                .containsExactly(
                        "asked adhoc done false 2026-06-30",
                        "first nightly done false 2026-06-30",
                        "second nightly done true 2026-06-30",
                        "yesterday nightly done true 2026-06-29");
        assertThat(signals(database, "second")).isEqualTo(signals(database, "first"));
    }

    @Test
    void leavesARunThatIsDoneAsItIs() throws Exception {
        String database = database("done", ScanFixture.synthetic(), 1);
        run(database, Map.of("scan.id", "night"));
        run(database, Map.of("scan.id", "later"));
        String before = fingerprint(database);

        run(database, Map.of("scan.id", "night"));

        assertThat(fingerprint(database)).isEqualTo(before);
    }

    @Test
    void makesUpAnIdOfKindDateAndJob() throws Exception {
        String database = database("ids", ScanFixture.synthetic(), 1);

        run(database, Map.of("scan.kind", "adhoc"));

        assertThat(column(database, "SELECT id || ' ' || (id = 'adhoc-2026-06-30-' || flink_job_id) FROM scan_runs"))
                .singleElement()
                .asString()
                .endsWith(" true");
    }

    @Test
    void refusesADateThatIsNoSessionAndNamesThePreviousOne() throws Exception {
        String database = database("sunday", ScanFixture.synthetic(), 1);

        Throwable failure = catchThrowable(() -> run(database, Map.of("scan.id", "night", "scan.as-of", "2026-06-28")));

        String sentence =
                "as_of must be a session of the loaded data, but was 2026-06-28; the previous session is 2026-06-26";
        assertThat(ExceptionUtils.stringifyException(failure)).contains("night was not run: " + sentence);
        assertThat(column(database, "SELECT state || ' ' || error FROM scan_runs WHERE ended_at IS NOT NULL"))
                .containsExactly("failed " + sentence);
    }

    @Test
    void refusesARowWhoseRequestIsNotAllowed() throws Exception {
        String database = database("request", ScanFixture.synthetic(), 1);
        execute(
                database,
                "INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at) VALUES ('asked', 'adhoc', '2026-06-30',"
                        + " '{\"top_n\":0}', 'waiting', now())");

        Throwable failure = catchThrowable(() -> run(database, Map.of("scan.id", "asked")));

        assertThat(ExceptionUtils.stringifyException(failure)).contains("asked was not run: top_n must be 1 or more");
        assertThat(column(database, "SELECT state || ' ' || error FROM scan_runs"))
                .containsExactly("failed top_n must be 1 or more, is 0");
    }

    @Test
    void saysThatThereIsNothingToScan() throws Exception {
        String database = postgres.createDatabase("empty");
        SchemaMigrator.of(database, postgres.user(), Optional.empty()).migrate();

        Throwable failure = catchThrowable(() -> run(database, Map.of()));

        assertThat(ExceptionUtils.stringifyException(failure))
                .contains("there is nothing to scan: no prices up to 2026-06-30");
    }

    @Test
    void endsEveryRowThatIsWrongInAReason() throws Exception {
        ScanFixture market = ScanFixture.synthetic();
        String database = database("poisoned", market, 1);
        ScanResult expected = market.expected(ScanRequest.nightly(null), ScanFixture.LAST);
        for (String row : List.of(
                "'001000', '2999-01-01', 1, 1, 1, 1, 1",
                "'001000', 'infinity', 1, 1, 1, 1, 1",
                "'001000', '-infinity', 1, 1, 1, 1, 1",
                "'NOBODY', '2026-06-30', 1, 1, 1, 1, 1",
                "'O''B\\\"', '2026-06-30', 1, 1, 1, 1, 1",
                "'950000', '2026-06-30', 9223372036854775807, 9223372036854775807, 1, 9223372036854775807, 9223372036854775807",
                "'950001', '2026-06-30', 0, 0, 0, 500, 0",
                "'950002', '2026-06-30', 1, 1, 1, 1, 1",
                "'950003', '2026-06-29', 1, 1, 1, 1, 1")) {
            execute(
                    database,
                    "INSERT INTO daily_prices (ticker, date, open, high, low, close, volume) VALUES (" + row + ")");
        }
        for (String row : List.of(
                "'950000', 'common', 9223372036854775807",
                "'O''B\\\"', 'common', 1",
                "'950001', 'common', 1",
                "'950002', 'dragon', 1",
                "'950003', 'common', NULL::bigint")) {
            execute(
                    database,
                    "INSERT INTO stocks (ticker, name, market_code, list_market, ticker_category, has_after_market, updated_at,"
                            + " instrument_class, listed_shares) SELECT v.ticker, 'x', '0', '0', 'KOSPI', false, '2026-06-30', v.c, v.s"
                            + " FROM (VALUES (" + row + ")) v (ticker, c, s)");
        }

        run(database, Map.of("scan.id", "night"));

        assertThat(signals(database, "night")).isEqualTo(signals(expected));
        assertThat(column(
                        database,
                        "SELECT key || ' ' || value FROM scan_runs, jsonb_each(outcomes -> 'bullish')"
                                + " WHERE key ~ '^(95000|O|NOBODY|999990)' ORDER BY 1"))
                .containsExactly(
                        "950000 [\"INSUFFICIENT_HISTORY\"]",
                        "950001 [\"HALTED\"]",
                        "950003 [\"NO_BAR\"]",
                        "O'B\\\" [\"INSUFFICIENT_HISTORY\"]");
        assertThat(column(database, "SELECT totals -> 'bullish' -> 'reasons' ->> 'CLASS' FROM scan_runs"))
                .containsExactly(
                        Integer.toString(expected.totals(SignalType.BULLISH).get(Reason.CLASS) + 2));
    }

    @Test
    void writesNothingOfARunThatWasCancelledMeanwhile() throws Exception {
        String database = database("cancelled", ScanFixture.synthetic(), 1);
        run(database, Map.of("scan.id", "board"));
        StreamExecutionEnvironment environment = environment();
        VcpScanJob.define(environment, settings(database, Map.of("scan.id", "cancelled")), CLOCK);
        CompletableFuture<?> ended;
        try (Connection reader = DriverManager.getConnection(database, postgres.user(), null);
                Statement statement = reader.createStatement()) {
            // The job gets no further than to the flows.
            reader.setAutoCommit(false);
            statement.execute("LOCK TABLE investor_flows IN ACCESS EXCLUSIVE MODE");
            ended = environment.executeAsync(VcpScanTopology.NAME).getJobExecutionResult();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> column(database, RUNS).contains("cancelled nightly running false 2026-06-30"));
            execute(database, "UPDATE scan_runs SET state = 'cancelled', ended_at = now() WHERE id = 'cancelled'");
            reader.rollback();
        }

        assertThat(catchThrowable(() -> ended.get(2, TimeUnit.MINUTES)))
                .satisfies(failure -> assertThat(ExceptionUtils.stringifyException(failure))
                        .contains("cancelled was not written: it is cancelled, nothing was changed"));
        assertThat(column(database, RUNS))
                .containsExactly("board nightly done true 2026-06-30", "cancelled nightly cancelled false 2026-06-30");
        assertThat(signals(database, "cancelled")).isEmpty();
    }

    @Test
    void isNotBegunOnceItIsCancelled() throws Exception {
        String database = database("never", ScanFixture.synthetic(), 1);
        execute(
                database,
                "INSERT INTO scan_runs (id, kind, as_of, request, state, requested_at) VALUES ('asked', 'adhoc', '2026-06-30',"
                        + " '{}', 'cancelled', now())");

        Throwable failure = catchThrowable(() -> run(database, Map.of("scan.id", "asked")));

        assertThat(ExceptionUtils.stringifyException(failure))
                .contains("asked was not run: it is cancelled, nothing was written");
    }

    private static String database(String name, ScanFixture market, int seed) throws SQLException, IOException {
        String url = postgres.createDatabase(name);
        SchemaMigrator.of(url, postgres.user(), Optional.empty()).migrate();
        market.load(url, postgres.user(), new Random(seed));
        return url;
    }

    /** Runs the job to its end and returns its totals. */
    private static Map<String, Object> run(String database, Map<String, String> settings) throws Exception {
        StreamExecutionEnvironment environment = environment();
        VcpScanJob.define(environment, settings(database, settings), CLOCK);
        return environment.execute(VcpScanTopology.NAME).getAllAccumulatorResults();
    }

    private static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
    }

    private static VcpScanSettings settings(String database, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put(CommonOptions.POSTGRES_URL.key(), database);
        settings.put(CommonOptions.POSTGRES_USER.key(), postgres.user());
        return VcpScanSettings.of(Configuration.fromMap(settings));
    }

    private static void assertTold(String database, String id, ScanResult expected) throws Exception {
        JsonNode totals = JSON.readTree(column(database, "SELECT totals::text FROM scan_runs WHERE id = '" + id + "'")
                .get(0));
        assertThat(totals.path("universe").asInt()).isEqualTo(expected.universe());
        assertThat(totals.path("scanned").asInt()).isEqualTo(expected.scanned());
        assertThat(totals.path("valid_signals").asInt()).isEqualTo(expected.validSignals());
        assertThat(totals.path("returned").asInt()).isEqualTo(expected.signals().size());
        assertThat(totals.path("uses_later_shares").asBoolean()).isEqualTo(expected.usesLaterShares());
        assertThat(totals.path("shares_of").asText())
                .isEqualTo(expected.sharesOf().toString());
        assertThat(totals.path("cleaning").path("halts").asInt())
                .isEqualTo(expected.cleaning().halts());
        assertThat(totals.path("cleaning").path("repairs").asInt())
                .isEqualTo(expected.cleaning().repairs());
        JsonNode outcomes =
                JSON.readTree(column(database, "SELECT outcomes::text FROM scan_runs WHERE id = '" + id + "'")
                        .get(0));
        for (SignalType type : expected.request().signalTypes()) {
            Map<String, Integer> reasons = new TreeMap<>();
            totals.path(type.code())
                    .path("reasons")
                    .properties()
                    .forEach(field ->
                            reasons.put(field.getKey(), field.getValue().asInt()));
            Map<String, Integer> expectedReasons = new TreeMap<>();
            expected.totals(type).forEach((reason, count) -> expectedReasons.put(reason.name(), count));
            assertThat(reasons).isEqualTo(expectedReasons);
            Map<String, List<String>> ended = new TreeMap<>();
            outcomes.path(type.code()).properties().forEach(field -> {
                List<String> names = new ArrayList<>();
                field.getValue().forEach(name -> names.add(name.asText()));
                ended.put(field.getKey(), names);
            });
            Map<String, List<String>> expectedEnds = new TreeMap<>();
            expected.outcomes().stream()
                    .filter(outcome -> outcome.type() == type && outcome.reason() != Reason.CLASS)
                    .forEach(outcome -> expectedEnds.put(
                            outcome.ticker(),
                            outcome.reasons().stream().map(Reason::name).toList()));
            assertThat(ended).isEqualTo(expectedEnds);
        }
    }

    private static List<String> signals(String database, String id) throws SQLException {
        return column(
                database,
                """
                SELECT concat_ws(' ', signal_type, rank, ticker, name, market, analysis_date, grade, score, vcp_score,
                coalesce(smartmoney_score::text, '-'), current_price, entry_price, target_price, stop_price, pivot::text, state,
                footprint, merges, base_start,
                (SELECT string_agg(concat_ws('/', c ->> 'depth', c ->> 'high_date', c ->> 'low_date'), ',')
                FROM jsonb_array_elements(contractions) c),
                coalesce(breakout_date::text, '-'), coalesce(volume_ratio::text, '-'), coalesce(rs::text, '-'),
                coalesce(conditions::text, '-'), array_to_string(conditions_met, ','), array_to_string(flags, ','),
                coalesce(market_cap, 0), volume, avg_traded_value)
                FROM signals WHERE scan_id = '%s' ORDER BY signal_type DESC, rank
                """
                        .formatted(id));
    }

    private static List<String> signals(ScanResult result) {
        return result.signals().stream()
                .map(signal -> String.join(
                        " ",
                        signal.type().code(),
                        Integer.toString(signal.rank()),
                        signal.ticker(),
                        signal.name(),
                        signal.market(),
                        signal.date().toString(),
                        signal.grade().name(),
                        Decimals.score(signal.scores().total()).toPlainString(),
                        Decimals.score(signal.scores().vcp().total()).toPlainString(),
                        signal.scores().smartMoney() == null
                                ? "-"
                                : Decimals.score(signal.scores().smartMoney().score())
                                        .toPlainString(),
                        Long.toString(Math.round(signal.close())),
                        Long.toString(signal.plan().entry()),
                        Long.toString(signal.plan().target()),
                        Long.toString(signal.plan().stop()),
                        Decimals.shortest(signal.pivot()).toPlainString(),
                        signal.state().name(),
                        signal.footprint(),
                        Integer.toString(signal.base().merges()),
                        signal.base().start().toString(),
                        signal.base().contractions().stream()
                                .map(VcpScanITCase::contraction)
                                .collect(Collectors.joining(",")),
                        signal.breakoutDay() == null
                                ? "-"
                                : signal.breakoutDay().toString(),
                        signal.volumeRatio() == null
                                ? "-"
                                : Decimals.shortest(signal.volumeRatio()).toPlainString(),
                        signal.scores().relativeStrength() == null
                                ? "-"
                                : signal.scores().relativeStrength().toString(),
                        signal.conditions() == null
                                ? "-"
                                : Integer.toString(signal.conditions().count()),
                        IntStream.rangeClosed(1, 8)
                                .filter(number -> signal.conditions() != null
                                        && signal.conditions().holds(number))
                                .mapToObj(number -> "C" + number)
                                .collect(Collectors.joining(",")),
                        String.join(",", signal.flags().stream().map(Enum::name).toList()),
                        Long.toString(signal.marketCap()),
                        Long.toString(signal.volume()),
                        Long.toString(Math.round(signal.averageTradedValue()))))
                .toList();
    }

    private static String contraction(Contraction contraction) {
        return Decimals.shortest(contraction.depth())
                        .setScale(6, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + "/" + contraction.highDay() + "/" + contraction.lowDay();
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, postgres.user(), null);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
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

    private static String fingerprint(String url) throws SQLException {
        return column(url, "SELECT md5(string_agg(s::text, '|' ORDER BY id)) FROM scan_runs s") + " "
                + column(
                        url, "SELECT md5(string_agg(s::text, '|' ORDER BY scan_id, signal_type, rank)) FROM signals s");
    }

    /** Lines in the order in which they came. */
    private static final class Lines implements Sink<String> {
        private static final long serialVersionUID = 1L;
        private static final List<String> COLLECTED = new CopyOnWriteArrayList<>();

        @Override
        public SinkWriter<String> createWriter(WriterInitContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(String line, Context context) {
                    COLLECTED.add(line);
                }

                @Override
                public void flush(boolean endOfInput) {}

                @Override
                public void close() {}
            };
        }
    }
}
