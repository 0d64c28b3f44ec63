package dev.sise.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.sise.connector.redis.LockedValue;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.InstrumentJson;
import dev.sise.market.ListedInstrument;
import dev.sise.reference.functions.KnownStock;
import dev.sise.reference.functions.ListRow;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.Topics;
import dev.sise.simulator.InstrumentKind;
import dev.sise.simulator.KiwoomSimulator;
import dev.sise.simulator.SyntheticMarket;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job as a cluster runs it, against real servers and the whole simulated market; a database of its own for each test. */
class ReferenceDataITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COUNTS = "SELECT instrument_class || ' ' || count(*) FROM stocks"
            + " WHERE listing_status = 'Y' GROUP BY instrument_class ORDER BY 1";

    @TempDir
    private static Path secrets;

    private static EmbeddedKafka kafka;
    private static EmbeddedRedis redis;
    private static EmbeddedPostgres postgres;
    private static KiwoomSimulator exchange;
    private static FlinkCluster flink;

    private static Leaks leaks;

    @BeforeAll
    static void startServers() throws IOException {
        leaks = Leaks.watch();
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        postgres = EmbeddedPostgres.start();
        exchange = KiwoomSimulator.builder()
                .appKey("app-key", "secret-key")
                .market(SyntheticMarket.WHOLE)
                .messagesPerSecond(0)
                .callsPerSecond(200)
                .start();
        flink = FlinkCluster.start(2);
        Files.writeString(secrets.resolve("main.appkey"), "app-key");
        Files.writeString(secrets.resolve("main.secretkey"), "secret-key");
    }

    @AfterAll
    static void stopServers() {
        flink.close();
        exchange.close();
        postgres.close();
        redis.close();
        kafka.close();
        leaks.assertNone();
    }

    @Test
    void landsTheWholeMarketAndFollowsItsChanges() throws Exception {
        String database = database("whole_market");

        Map<String, Object> totals = run(database, exchange.restUri(), Map.of());

        int listed = exchange.tickers().size();
        assertThat(listed).isGreaterThan(7_000);
        assertThat(column(database, "SELECT count(*) FROM stocks WHERE listing_status = 'Y'"))
                .containsExactly(Integer.toString(listed));
        assertThat(column(database, COUNTS))
                .contains("elw 2870", "etf 1155", "etn 376", "fund 1", "infrastructure_fund 2", "konex 110", "otc 40")
                .contains("preferred 113", "reit 23", "spac 72");
        assertThat(totals).contains(entry("listed.elw", 2_870L), entry("new", (long) listed), entry("delisted", 0L));
        assertThat(column(
                        database,
                        "SELECT ticker_category || ' ' || instrument_class || ' ' || realtime_supported FROM stocks WHERE"
                                + " ticker IN ('005930', '069500', '0015N0', '57M747') ORDER BY ticker"))
                .containsExactly("KOSPI common true", "KOSPI common true", "KOSPI etf true", "ELW elw true");
        assertThat(column(
                        database,
                        "SELECT count(*) FROM stocks WHERE market_cap <> listed_shares * last_close OR"
                                + " realtime_supported = (instrument_class = 'otc') OR market_cap IS NULL"))
                .containsExactly("0");
        assertThat(column(database, "SELECT count(*) FROM listing_history WHERE event = 'listed'"))
                .containsExactly(Integer.toString(listed));
        Map<String, ListedInstrument> instruments = instruments();
        assertThat(instruments).hasSize(listed);
        assertThat(instruments.get("57M747").instrumentClass().isElw()).isTrue();
        assertThat(instruments.get("069500").market()).isEqualTo("KOSPI");

        try (LockedValue token = LockedValue.open(RedisAddress.of(redis.uri()), "token:{main}")) {
            assertThat(token.read().toCompletableFuture().join())
                    .as("where tick-ingest has it too")
                    .isPresent();
        }

        String before = fingerprint(database);
        run(database, exchange.restUri(), Map.of());
        assertThat(fingerprint(database))
                .as("both tables after the same run again")
                .isEqualTo(before);

        exchange.delist("000020");
        exchange.halt("035420");
        exchange.list("999990", "새로운기업", InstrumentKind.COMMON, 12_000);
        totals = run(database, exchange.restUri(), Map.of());

        assertThat(totals).contains(entry("new", 1L), entry("delisted", 1L));
        assertThat(column(
                        database,
                        "SELECT ticker || ' ' || listing_status || ' ' || halted FROM stocks WHERE ticker IN ('000020',"
                                + " '035420', '999990') ORDER BY ticker"))
                .containsExactly("000020 N false", "035420 Y true", "999990 Y false");
        assertThat(column(
                        database,
                        "SELECT ticker || ' ' || event FROM listing_history WHERE recorded_at = (SELECT max(recorded_at)"
                                + " FROM listing_history) ORDER BY ticker"))
                .containsExactly("000020 delisted", "999990 listed");
        instruments = instruments();
        assertThat(instruments.get("000020").status()).isEqualTo(ListedInstrument.Status.DELISTED);
        assertThat(instruments.get("035420").status()).isEqualTo(ListedInstrument.Status.HALTED);
        assertThat(instruments.get("999990").status()).isEqualTo(ListedInstrument.Status.LISTED);
    }

    @Test
    void keepsWhatAnIncompleteListMissesAndSendsARowItCannotReadToRejected() throws Exception {
        String database = database("incomplete");
        execute(
                database,
                "INSERT INTO stocks (ticker, name, market_code, list_market, instrument_class, has_after_market, updated_at)"
                        + " SELECT '8' || lpad(i::text, 5, '0'), 'gone', '50', '50', 'konex', false, 'epoch'"
                        + " FROM generate_series(1, 40) i");
        execute(
                database,
                "INSERT INTO stocks (ticker, name, market_code, list_market, instrument_class, has_after_market, updated_at)"
                        + " VALUES ('299990', 'unreadable', '30', '30', 'otc', false, 'epoch')");
        String unreadable = "{\"code\":\"299990\", \"name\":\"장외\", \"lastPrice\":\"x\"}";
        try (Impostor impostor = new Impostor(
                "\"mrkt_tp\":\"30\"",
                200,
                "{\"return_code\":0,\"list\":[{\"code\":\"1234567890\",\"name\":\"긴코드\"}," + unreadable + "]}")) {
            Map<String, Object> totals = run(database, impostor.uri(), Map.of());

            assertThat(totals)
                    .contains(entry("kept.KONEX", 40L), entry("delisted", 0L), entry("rejected.code", 1L))
                    .contains(entry("rejected.number", 1L), entry("listed.otc", 1L))
                    .doesNotContainKey("kept.K-OTC");
        }
        assertThat(column(database, "SELECT count(*) FROM stocks WHERE name = 'gone' AND listing_status = 'Y'"))
                .containsExactly("40");
        assertThat(rejected()).anySatisfy(record -> {
            assertThat(record.path("source").asText()).isEqualTo("reference-data");
            assertThat(record.path("position").asText()).isEqualTo("ka10099/30#1234567890");
            assertThat(record.path("reason").asText()).contains("K-OTC");
        });
        assertThat(rejected()).anySatisfy(record -> {
            assertThat(record.path("position").asText()).isEqualTo("ka10099/30#299990");
            assertThat(record.path("reason").asText()).startsWith("lastPrice must be ");
            assertThat(new String(record.path("bytes").binaryValue(), StandardCharsets.UTF_8))
                    .isEqualTo(unreadable);
        });
    }

    @Test
    void writesNothingAndNamesTheListThatWasNotRead() throws Exception {
        String database = database("failed_list");
        try (Impostor impostor = new Impostor(
                "\"mrkt_tp\":\"8\"",
                200,
                "{\"return_code\":2,\"return_msg\":\"입력 값 오류입니다[1901:시장 코드값이 존재하지 않습니다]\"}")) {
            Throwable failure = catchThrowable(() -> run(database, impostor.uri(), Map.of()));

            assertThat(ExceptionUtils.stringifyException(failure))
                    .contains(
                            "1 of 10 instrument lists were not read, nothing was written: ETF (8): ka10099 of market 8 was"
                                    + " answered with HTTP 200, code 1901 and '입력 값 오류입니다[1901:시장 코드값이 존재하지 않습니다]'");
        }
        assertThat(column(database, "SELECT count(*) FROM stocks")).containsExactly("0");
    }

    /** Thrown in a thread of its own, as a function of a whole partition has one, it would end the TaskManager. */
    @Test
    void failsTheRunAndNotTheTaskManagerWhereTheComparisonThrows() throws Exception {
        Throwable failure = catchThrowable(() -> compare("7"));

        assertThat(ExceptionUtils.stringifyException(failure)).contains("NoSuchElementException", "CompareLists");
        assertThat(compare("0")).contains(entry("listed.common", 1L));
    }

    /** Compares a row of a list with nothing, without a second attempt, and returns the totals. */
    private static Map<String, Object> compare(String marketType) throws Exception {
        ListRow row = new ListRow();
        row.marketType = marketType;
        row.position = "ka10099/" + marketType + "#000020";
        row.code = "000020";
        row.marketCode = "0";
        row.raw = "{}";
        StreamExecutionEnvironment environment = environment();
        ReferenceDataTopology.define(
                environment,
                ReferenceDataSettings.of(new Configuration()),
                new ReferenceDataTopology.Sources(
                        lists -> lists.fromData(ListRow.typeInformation(), row),
                        known -> known.fromData(KnownStock.typeInformation(), new KnownStock())
                                .filter(stock -> false)),
                new ReferenceDataTopology.Sinks(
                        new DiscardingSink<>(),
                        new DiscardingSink<>(),
                        new DiscardingSink<>(),
                        new DiscardingSink<>(),
                        new DiscardingSink<>()),
                Clock.systemUTC());
        environment.configure(new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "disable"));
        return environment.execute(ReferenceDataTopology.NAME).getAllAccumulatorResults();
    }

    private static String database(String name) {
        String url = postgres.createDatabase(name);
        SchemaMigrator.of(url, postgres.user(), Optional.empty()).migrate();
        return url;
    }

    /** Runs the job to its end and returns its totals. */
    private static Map<String, Object> run(String database, URI restUri, Map<String, String> more) throws Exception {
        Configuration configuration = Configuration.fromMap(more);
        configuration.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        configuration.set(CommonOptions.REDIS_URL, redis.uri());
        configuration.set(CommonOptions.POSTGRES_URL, database);
        configuration.set(CommonOptions.POSTGRES_USER, postgres.user());
        configuration.set(CommonOptions.KIWOOM_REST_URL, restUri.toString());
        configuration.set(CommonOptions.KIWOOM_CALLS_PER_SECOND, 200.0);
        configuration.set(CommonOptions.KIWOOM_SECRETS_DIRECTORY, secrets.toString());
        StreamExecutionEnvironment environment = environment();
        ReferenceDataJob.define(environment, ReferenceDataSettings.of(configuration), Clock.systemUTC());
        return environment.execute(ReferenceDataTopology.NAME).getAllAccumulatorResults();
    }

    private static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
    }

    private static String fingerprint(String database) throws SQLException {
        return column(database, "SELECT md5(string_agg(s::text, '|' ORDER BY ticker)) FROM stocks s")
                + " "
                + column(
                        database,
                        "SELECT md5(string_agg(h::text, '|' ORDER BY ticker, recorded_at)) FROM listing_history h");
    }

    private static Map<String, ListedInstrument> instruments() throws Exception {
        Map<String, ListedInstrument> instruments = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> row : records(Topics.INSTRUMENTS)) {
            instruments.put(new String(row.key(), StandardCharsets.US_ASCII), InstrumentJson.read(row.value()));
        }
        return instruments;
    }

    private static List<JsonNode> rejected() throws Exception {
        List<JsonNode> rejected = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> row : records(Topics.REJECTED)) {
            rejected.add(JSON.readTree(row.value()));
        }
        return rejected;
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(Topics topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic.topic(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
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

    /** Passes every call on to the exchange but those with a text in their body, which it answers itself. */
    private static final class Impostor implements AutoCloseable {
        private final HttpServer server;

        Impostor(String marked, int status, String answer) throws IOException {
            HttpClient client = HttpClient.newHttpClient();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", call -> {
                String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                byte[] reply;
                int code = status;
                if (body.contains(marked)) {
                    reply = answer.getBytes(StandardCharsets.UTF_8);
                } else {
                    HttpRequest.Builder request = HttpRequest.newBuilder(
                                    exchange.restUri().resolve(call.getRequestURI()))
                            .POST(HttpRequest.BodyPublishers.ofString(body));
                    for (String name : List.of("Content-Type", "authorization", "api-id", "cont-yn", "next-key")) {
                        String value = call.getRequestHeaders().getFirst(name);
                        if (value != null && !value.isEmpty()) {
                            request.header(name, value);
                        }
                    }
                    HttpResponse<byte[]> passed = send(client, request.build());
                    reply = passed.body();
                    code = passed.statusCode();
                }
                call.getResponseHeaders().set("content-type", "application/json;charset=UTF-8");
                call.sendResponseHeaders(code, reply.length);
                call.getResponseBody().write(reply);
                call.close();
            });
            server.start();
        }

        private static HttpResponse<byte[]> send(HttpClient client, HttpRequest request) throws IOException {
            try {
                return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted", e));
            }
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
