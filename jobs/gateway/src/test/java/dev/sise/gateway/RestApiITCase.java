package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.DemandRecords.Fetch;
import dev.sise.market.KrxCalendar;
import dev.sise.market.ListedInstrument.Status;
import dev.sise.market.SourceHealth;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.EmbeddedRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The REST API over real Redis and real Kafka; every answer is held against the description that clients get. */
class RestApiITCase {
    /** Market time 14:54:28.900; what {@link Prices} writes was confirmed 388 ms before. */
    private static final Instant NOW = Instant.parse("2026-07-01T05:54:28.9Z");

    private static final String POLLING = "/api/kr/realtime-prices/polling?tickers=";
    private static final Duration AT_ONCE = Duration.ofMillis(1_500);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final OpenApiFile OPEN_API = new OpenApiFile();

    private static EmbeddedKafka kafka;
    private static EmbeddedRedis redis;
    private static InstrumentTopic instruments;
    private static Prices prices;
    private static DemandTopic demand;
    private static Gateway gateway;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        // A slow machine takes longer than the ten seconds that nobody set.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        try (TopicAdmin topics =
                new TopicAdmin(kafka.bootstrapServers(), 1, Duration.ofSeconds(30), Clock.systemUTC())) {
            topics.createMissing();
        }
        instruments = new InstrumentTopic(kafka.bootstrapServers());
        List<String> listed = List.of(
                "005930", "000660", "035420", "005380", "028260", "000020", "0015N0", "57JBHH", "000270", "051910");
        listed.forEach(ticker -> instruments.write(ticker, 0, Status.LISTED));
        instruments.write("035720", 37_000, Status.LISTED);
        IntStream.range(0, 10).forEach(number -> instruments.write(ticker(number), 0, Status.LISTED));
        prices = new Prices(redis.uri());
        prices.reportSource();
        demand = new DemandTopic(kafka.bootstrapServers());
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        gateway = start("rest", redis.uri());
        await().until(() -> send(gateway, "/readyz").statusCode() == 200);
        await().until(() -> gateway.metrics().instruments() == listed.size() + 11);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        demand.close();
        prices.close();
        instruments.close();
        redis.close();
        kafka.close();
        assertThat(OPEN_API.checked())
                .contains(
                        "GET /api/kr/realtime-prices/polling 200",
                        "GET /api/kr/realtime-prices/polling 400",
                        "GET /api/kr/realtime-prices/polling 503",
                        "GET /api/kr/intraday 200",
                        "GET /api/kr/rejected 200",
                        "GET /api/kr/source 200",
                        "GET /api/kr/schedules 200",
                        "GET /api/kr/schedules 503",
                        "POST /api/kr/schedules/{name}/run 202",
                        "POST /api/kr/schedules/{name}/run 404",
                        "POST /api/kr/schedules/{name}/run 409",
                        "POST /api/kr/schedules/{name}/run 503",
                        "GET /readyz 200");
    }

    @BeforeEach
    void serve() throws Exception {
        prices.reportSource();
        await().until(() -> send(gateway, "/api/kr/source").statusCode() == 200);
    }

    @Test
    void showsItsBroadcastsAsTheOldBackendDidAndItsFiguresToPrometheus() throws Exception {
        GatewayClient first = new GatewayClient(http, gateway.port());
        GatewayClient second = new GatewayClient(http, gateway.port());
        first.subscribe("price:000270").next("subscribed");
        second.subscribe("price:000270").next("subscribed");
        await().until(() -> prices.announce("000270", Prices.data("000270", 100_000, 0, 1)) == 1);
        first.next("price_update");
        second.next("price_update");

        JsonNode today = JSON.readTree(send(gateway, "/ws/metrics").body());
        long broadcasts = today.at("/broadcasts_by_ticker/000270").asLong();
        assertThat(broadcasts).isPositive();
        assertThat(today.path("total_broadcasts").asLong()).isGreaterThanOrEqualTo(broadcasts);
        assertThat(today.at("/subscriber_counts/000270/2").asLong()).isEqualTo(broadcasts);
        assertThat(today.path("last_broadcast_time").asText()).isEqualTo("2026-07-01T14:54:28.900+09:00");
        assertThat(today.fieldNames())
                .toIterable()
                .containsExactly(
                        "total_broadcasts", "broadcasts_by_ticker", "subscriber_counts", "last_broadcast_time");

        // The ages are sampled every two seconds.
        await().until(() -> metric("sise_price_age_seconds_count{class=\"unknown\"}") > 0);
        assertThat(metric("sise_price_age_seconds_bucket{class=\"unknown\",le=\"1.0\"}"))
                .isPositive();
        assertThat(metric("sise_clients")).isEqualTo(2);
        assertThat(metric("sise_demanded_tickers")).isEqualTo(1);
        assertThat(metric("sise_subscriptions")).isEqualTo(2);
        assertThat(metric("sise_broadcasts_total")).isGreaterThanOrEqualTo(broadcasts);
        assertThat(metric("sise_stale_tickers")).isZero();
        assertThat(metric("sise_source_reported")).isEqualTo(1);
        assertThat(metric("sise_source_registered_tickers{app_key=\"key1\"}")).isZero();
        assertThat(metric("sise_source_session{app_key=\"key1\",state=\"live\"}"))
                .isEqualTo(1);
        assertThat(metric("sise_source_session{app_key=\"key1\",state=\"kicked\"}"))
                .isZero();
        assertThat(metric("sise_source_quota_calls{app_key=\"key1\"}")).isEqualTo(4);
        assertThat(metric("sise_source_poll_interval_seconds{app_key=\"key1\"}"))
                .isEqualTo(10);
        assertThat(send(gateway, "/metrics").body())
                .contains(
                        "# TYPE sise_price_age_seconds histogram",
                        "# TYPE sise_rejected_total counter",
                        "sise_rejected_total{reason=\"unreadable_price\"}",
                        "sise_slow_clients 0.0",
                        "sise_conflated_total 0.0",
                        "sise_refused_older_total",
                        "sise_closed_connections_total{code=\"1013\",reason=\"slow\"} 0.0",
                        "sise_demand_records_total",
                        "sise_instruments",
                        "jvm_memory_used_bytes{");
        first.close();
        second.close();
        prices.endReports();
        await().until(() -> metric("sise_source_reported") == 0);
        assertThat(send(gateway, "/metrics").body()).doesNotContain("app_key=");
    }

    private static double metric(String name) throws Exception {
        return send(gateway, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + name));
    }

    @Test
    void cachedPricesComeAsTheyLieInRedisWithTheMembersAndTypesThatTheOldClientsRead() throws Exception {
        String samsung = Prices.data("005930", 316_500, -17_500, 10);
        prices.keep("005930", samsung);
        prices.keep("000660", Prices.data("000660", 250_000, 0, 1));

        HttpResponse<String> answer = get(POLLING + "005930,%20000660%20,,a005930&include_elw=True&cache_ttl=10");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"prices\":{\"005930\":" + samsung + ",\"000660\":{");
        assertThat(answer.body()).endsWith("},\"cached\":2,\"fetched\":0,\"total\":2,\"errors\":{}}");
        JsonNode price = JSON.readTree(answer.body()).at("/prices/005930");
        assertThat(price.path("ticker").isTextual()).isTrue();
        assertThat(price.path("price").isNumber()).isTrue();
        assertThat(price.path("change").asDouble()).isEqualTo(-17_500.0);
        assertThat(price.path("change_rate").asDouble()).isEqualTo(-5.24);
        assertThat(price.path("volume").isIntegralNumber()).isTrue();
        assertThat(price.path("timestamp").asText()).isEqualTo("2026-07-01T14:54:28+09:00");
        assertThat(price.path("is_realtime").isBoolean()).isTrue();
    }

    @Test
    void nothingAskedForIsNothingAnsweredAsInTheOldBackend() throws Exception {
        assertThat(get(POLLING + "%20,,").body())
                .isEqualTo("{\"prices\":{},\"cached\":0,\"fetched\":0,\"total\":0,\"errors\":{}}");
    }

    @Test
    void aColdCacheIsFilledByOneFetchAndOnlyANewerValueAnswersIt() throws Exception {
        prices.keep("035420", Prices.data("035420", 200_000, 0, 1));
        CompletableFuture<HttpResponse<String>> answer = begin(POLLING + "035420,005380&cache_ttl=0");
        await().until(() -> fetched(demand).containsAll(List.of("035420", "005380")));
        prices.keep("005380", confirmedNow(Prices.noPrice("005380", "not_traded", 1)));
        prices.keep("035420", confirmedNow(Prices.data("035420", 200_500, 500, 2)));

        JsonNode body = JSON.readTree(answer.get(10, TimeUnit.SECONDS).body());

        assertThat(body.at("/prices/035420/price").asLong()).isEqualTo(200_500);
        assertThat(body.path("cached").asInt()).isZero();
        assertThat(body.path("fetched").asInt()).isOne();
        assertThat(body.at("/errors/005380").asText()).isEqualTo("not_traded");
    }

    @Test
    void aPriceThatALiveSessionBringsIsNeverTooOld() throws Exception {
        prices.keep("028260", Prices.data("028260", 150_000, 0, 1));
        prices.reportSource(SourceHealth.Session.LIVE, List.of("028260"));
        await().until(() -> send(gateway, "/api/kr/source").body().contains("\"slots_used\":1"));

        assertThat(JSON.readTree(get(POLLING + "028260&cache_ttl=0").body())
                        .path("cached")
                        .asInt())
                .isOne();
        assertThat(fetches("028260")).isZero();
    }

    @Test
    void whatDoesNotComeInTimeIsATimeout() throws Exception {
        long begun = System.nanoTime();
        HttpResponse<String> answer = get(POLLING + "000020");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"prices\":{},\"cached\":0,\"fetched\":0,\"total\":1,\"errors\":{\"000020\":\"timeout\"}}");
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                // A thousand would have five seconds.
                .isBetween(Duration.ofSeconds(2), Duration.ofMillis(4_900));
    }

    @Test
    void fiveHundredRequestsAtOnceAreOneFetchOfEachTicker() throws Exception {
        List<String> tickers =
                IntStream.range(0, 10).mapToObj(RestApiITCase::ticker).toList();
        // Connected before the requests: the first of them must not run out of time while the last are sent.
        DemandTopic rows = new DemandTopic(kafka.bootstrapServers());
        fetched(rows);
        CompletableFuture<Void> broker = CompletableFuture.runAsync(() -> {
            try (rows) {
                await().pollInterval(Duration.ofMillis(20))
                        .until(() -> fetched(rows).containsAll(tickers));
                tickers.forEach(ticker -> prices.keep(ticker, confirmedNow(Prices.data(ticker, 1_000, 0, 1))));
            }
        });
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(begin(POLLING + String.join(",", tickers)));
        }
        broker.get(20, TimeUnit.SECONDS);

        int waited = 0;
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            JsonNode body = JSON.readTree(answer.get(20, TimeUnit.SECONDS).body());
            // Who came after the prices found them in the cache.
            assertThat(body.path("cached").asInt() + body.path("fetched").asInt())
                    .isEqualTo(10);
            assertThat(body.path("prices")).hasSize(10);
            waited += body.path("fetched").asInt() == 10 ? 1 : 0;
        }
        assertThat(waited).isGreaterThan(1);
        await().until(() -> fetched(demand).containsAll(tickers));
        assertThat(fetched(demand)).filteredOn(tickers::contains).containsExactlyInAnyOrderElementsOf(tickers);
    }

    @Test
    void badTickersAreNamedWithTheirReasonsAndTheRestIsAnsweredAtOnce() throws Exception {
        prices.keep("005930", Prices.data("005930", 316_500, -17_500, 10));
        long begun = System.nanoTime();
        HttpResponse<String> answer = get(POLLING + "0152301010,005930_NX,ABCDEF,12345,00593%21,500001,005930");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("errors"))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"0152301010":"k_otc","005930_NX":"venue_not_served","ABCDEF":"no_digit","12345":"length",
                                "00593!":"characters","500001":"unknown_ticker"}"""));
        assertThat(body.path("total").asInt()).isEqualTo(7);
        assertThat(body.path("cached").asInt()).isOne();
        assertThat(fetches("500001")).isZero();
    }

    @Test
    void aTickerDelistedTodayIsNotAskedForWhateverTheCacheHas() throws Exception {
        prices.keep("051910", Prices.data("051910", 700_000, 0, 1));
        assertThat(get(POLLING + "051910").body()).contains("\"cached\":1");
        instruments.write("051910", 700_000, Status.DELISTED);
        await().until(() -> get(POLLING + "051910").body().contains("\"errors\":{\"051910\":\"delisted\"}"));

        long begun = System.nanoTime();
        assertThat(get(POLLING + "051910").statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
        assertThat(fetches("051910")).isZero();
    }

    @Test
    void theLastCloseStandsInWhereTheBrokerHasNoPrice() throws Exception {
        prices.keep("035720", Prices.noPrice("035720", "not_traded", 1));

        JsonNode body = JSON.readTree(get(POLLING + "035720").body());

        assertThat(body.at("/prices/035720/price").asLong()).isEqualTo(37_000);
        assertThat(body.at("/prices/035720/source").asText()).isEqualTo("close");
        assertThat(body.at("/prices/035720/is_realtime").asBoolean()).isFalse();
        assertThat(body.path("cached").asInt() + body.path("fetched").asInt()).isZero();
    }

    @Test
    void warrantsAreLeftOutEverywhereWhenTheyAreNotWanted() throws Exception {
        prices.keep("57JBHH", Prices.data("57JBHH", 610, 0, 1));
        // A letter makes no warrant: this one is a share.
        prices.keep("0015N0", Prices.data("0015N0", 5_000, 0, 1));

        assertThat(get(POLLING + "57JBHH,0015N0").body()).contains("\"cached\":2");
        JsonNode without = JSON.readTree(
                get(POLLING + "57JBHH,0015N0,58ABCD&include_elw=false").body());
        assertThat(without.path("prices").fieldNames()).toIterable().containsExactly("0015N0");
        assertThat(without.path("errors")).isEmpty();
        assertThat(without.path("total").asInt()).isEqualTo(3);
    }

    @Test
    void aSourceThatIsDownIsSaidAtOnceWithWhatTheCacheHas() throws Exception {
        prices.keep("005930", Prices.data("005930", 316_500, -17_500, 10));
        prices.endReports();
        await().until(() -> get("/api/kr/source").statusCode() == 503);

        long begun = System.nanoTime();
        HttpResponse<String> answer = get(POLLING + "005930,000270");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("error").asText()).isEqualTo("source_down");
        assertThat(body.path("prices").fieldNames()).toIterable().containsExactly("005930");
        assertThat(body.path("errors")).isEqualTo(JSON.readTree("{\"000270\":\"source_down\"}"));
        assertThat(fetches("000270")).isZero();
        assertThat(get(POLLING + "005930").statusCode()).isEqualTo(200);

        prices.reportSource(SourceHealth.Session.DOWN, List.of());
        await().until(() -> get("/api/kr/source").statusCode() == 200);
        assertThat(get(POLLING + "005930,000270").statusCode()).isEqualTo(503);
    }

    @Test
    void aCacheThatIsDownOrSilentIsSaidWithinASecond() throws Exception {
        try (EmbeddedRedis own = EmbeddedRedis.start();
                Gateway other = start("redis-down", own.uri())) {
            try (Prices there = new Prices(own.uri())) {
                there.reportSource();
                await().until(() -> send(other, "/readyz").statusCode() == 200);
                there.pause(Duration.ofSeconds(20));
                assertCacheDown(other);
            }
            own.stop();
            await().until(() -> send(other, "/readyz").statusCode() == 503);
            assertCacheDown(other);
            assertThat(checked(other, "/api/kr/intraday?tickers=005930").statusCode())
                    .isEqualTo(503);
        }
    }

    @Test
    void aBrokerThatIsDownIsSaidAtOnce() throws Exception {
        try (Gateway other = start("kafka-down", redis.uri(), "127.0.0.1:1")) {
            await().until(() -> !send(other, "/readyz").body().contains("Redis at"));
            prices.keep("005930", Prices.data("005930", 316_500, -17_500, 10));
            HttpResponse<String> answer = checked(other, POLLING + "005930,000270");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(JSON.readTree(answer.body()).at("/errors/000270").asText())
                    .isEqualTo("demand_down");
            assertThat(JSON.readTree(answer.body()).path("cached").asInt()).isOne();
        }
    }

    @Test
    void aThousandTickersFitAndOneMoreIsRefused() throws Exception {
        long begun = System.nanoTime();
        // Not listed, so that nothing is fetched; in their longest form.
        HttpResponse<String> thousand = get(POLLING
                + IntStream.range(0, 1_000)
                        .mapToObj(number -> String.format("A%06d_NX", 800_000 + number))
                        .collect(Collectors.joining("%2C")));
        assertThat(thousand.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(thousand.body()).path("errors")).hasSize(1_000);

        HttpResponse<String> overHttp2 =
                HttpClient.newHttpClient().send(thousand.request(), HttpResponse.BodyHandlers.ofString());
        assertThat(overHttp2.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(overHttp2.body()).isEqualTo(thousand.body());

        HttpResponse<String> more = get(POLLING
                + IntStream.range(0, 1_001)
                        .mapToObj(number -> String.valueOf(800_000 + number))
                        .collect(Collectors.joining("%2C")));
        assertThat(more.statusCode()).isEqualTo(400);
        assertThat(more.body())
                .isEqualTo(
                        "{\"error\":\"bad_value\",\"detail\":\"tickers must be at most 1000 codes, is '1001 codes'\","
                                + "\"field\":\"tickers\",\"rule\":\"at most 1000 codes\",\"value\":\"1001 codes\"}");

        HttpResponse<String> long_ = get(POLLING + "0".repeat(20_000));
        assertThat(long_.statusCode()).isEqualTo(414);
        assertThat(JSON.readTree(long_.body()).path("error").asText()).isEqualTo("uri_too_long");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE.multipliedBy(3));
    }

    @Test
    void badValuesAreNamedWithTheirRule() throws Exception {
        for (String query : List.of(
                "",
                "?cache_ttl=5",
                "?tickers=005930&cache_ttl=-1",
                "?tickers=005930&cache_ttl=3601",
                "?tickers=005930&cache_ttl=x",
                "?tickers=005930&include_elw=maybe")) {
            HttpResponse<String> answer = get("/api/kr/realtime-prices/polling" + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).fieldNames())
                    .toIterable()
                    .containsExactly("error", "detail", "field", "rule", "value");
        }
        assertThat(get("/api/kr/rejected?limit=11").statusCode()).isEqualTo(400);
        assertThat(get("/api/kr/intraday").statusCode()).isEqualTo(400);
        assertThat(get("/api/kr/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void theMinutesOfADayHaveClosesAndWhatWasTradedBetweenThem() throws Exception {
        prices.keepHash(
                "intraday:005930",
                Map.of("day", "20261120", "0902", "71100 3000", "0901", "71000 1234", "0905", "71050 3000", "x", "y"));

        HttpResponse<String> answer = get("/api/kr/intraday?tickers=A005930,000660,0152301010");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"intraday\":{\"005930\":{\"day\":\"2026-11-20\",\"minutes\":["
                        + "{\"time\":\"09:01\",\"close\":71000,\"volume\":null},"
                        + "{\"time\":\"09:02\",\"close\":71100,\"volume\":1766},"
                        + "{\"time\":\"09:05\",\"close\":71050,\"volume\":0}]}},"
                        + "\"errors\":{\"0152301010\":\"k_otc\",\"000660\":\"no_data\"}}");
    }

    @Test
    void whatWasRejectedComesByReasonTheNewestFirst() throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < 12; i++) {
                reject(producer, "ticks-0@" + i, "price must be positive, is -" + i, "{\"price\":-" + i + "}");
            }
            producer.send(new ProducerRecord<>(
                    Topics.REJECTED.topic(),
                    new RejectedRecord("price-broadcast", "ticks-3@7", "no JSON", 1_000, new byte[] {(byte) 0xff})
                            .toJson()));
        }
        await().until(() -> send(gateway, "/api/kr/rejected").body().contains("ticks-3@7"));

        JsonNode rejected =
                JSON.readTree(get("/api/kr/rejected?limit=2").body()).path("rejected");

        assertThat(rejected).hasSize(2);
        assertThat(rejected.at("/0/samples/0/base64").asText()).isEqualTo("/w==");
        assertThat(rejected.at("/1/count").asInt()).isEqualTo(12);
        assertThat(rejected.at("/1/samples"))
                .extracting(sample -> sample.path("position").asText())
                .containsExactly("ticks-0@11", "ticks-0@10");
        assertThat(rejected.at("/1/samples/0/text").asText()).isEqualTo("{\"price\":-11}");
    }

    @Test
    void schedulesAreShownAndRunWhenAskedAndOffWithoutADatabase() throws Exception {
        String run = "/api/kr/schedules/%s/run";
        assertThat(get("/api/kr/schedules").statusCode()).isEqualTo(503);
        assertThat(JSON.readTree(post(gateway, String.format(run, "list-sync")).body())
                        .path("error")
                        .asText())
                .isEqualTo("schedules_off");
        assertThat(get("/readyz").body()).contains("\"schedules\":\"off, because postgres.url is not set\"");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            String url = postgres.createDatabase("sise");
            try (Gateway running = start(
                    "schedules",
                    redis.uri(),
                    kafka.bootstrapServers(),
                    Optional.of(new ScheduleSettings(
                            url, postgres.user(), Optional.empty(), Optional.empty(), List.of(), List.of())))) {
                await().until(() -> send(running, "/readyz").body().contains("are at version 0"));
                assertThat(JSON.readTree(checked(running, "/api/kr/schedules").body())
                                .path("error")
                                .asText())
                        .isEqualTo("database_down");
                HttpResponse<String> oldTables = post(running, String.format(run, "cache-clear-regular"));
                assertThat(oldTables.statusCode()).isEqualTo(503);
                JsonNode refusal = JSON.readTree(oldTables.body());
                assertThat(refusal.path("error").asText()).isEqualTo("old_tables");
                assertThat(refusal.path("detail").asText()).containsPattern("at version 0 .* needs version [1-9]");
                SchemaMigrator.of(url, postgres.user(), Optional.empty()).migrate();
                await().until(() -> send(running, "/readyz").body().contains("\"schedules\":\"ok\""));
                // The run of yesterday, which was missed.
                await().until(() -> clearing(running).equals("done 1"));
                await().until(() -> send(running, "/metrics")
                        .body()
                        .contains("sise_schedule_outstanding{schedule=\"cache-clear-regular\"} 0.0"));
                assertThat(send(running, "/metrics").body())
                        .contains("sise_schedule_outstanding{schedule=\"list-sync\"} 1.0");
                await().until(() -> running.metrics().instruments() > 0);
                prices.keep("005930", Prices.data("005930", 316_500, -17_500, 10));
                prices.keep("035720", Prices.data("035720", 37_000, 0, 10));
                GatewayClient watching = new GatewayClient(http, running.port()).subscribe("price:005930");
                watching.skipTo("price_update");

                HttpResponse<String> cleared = post(running, String.format(run, "cache-clear-regular"));
                assertThat(cleared.statusCode()).isEqualTo(202);
                assertThat(JSON.readTree(cleared.body()).at("/run/day").asText())
                        .isEqualTo("2026-06-30");
                await().until(() -> clearing(running).equals("done 2"));
                assertThat(prices.cached("005930")).isTrue();
                assertThat(prices.cached("035720")).isFalse();

                HttpResponse<String> unknown = post(running, String.format(run, "nothing"));
                assertThat(unknown.statusCode()).isEqualTo(404);
                assertThat(unknown.body()).contains("unknown_schedule", "'nothing'", "list-sync");
                HttpResponse<String> noFlink = post(running, String.format(run, "list-sync"));
                assertThat(noFlink.statusCode()).isEqualTo(409);
                assertThat(noFlink.body()).contains("not_available", "flink.rest.url is not set");
                JsonNode all =
                        JSON.readTree(checked(running, "/api/kr/schedules").body());
                assertThat(all.path("market_time").asText()).isEqualTo("2026-07-01T14:54:28+09:00");
                assertThat(all.at("/schedules/0/next_due").asText()).isEqualTo("2026-07-02T08:30:00+09:00");
                assertThat(all.at("/schedules/0/last_run").isNull()).isTrue();
                assertThat(all.at("/schedules/1/next_due").asText()).isEqualTo("2026-07-01T15:32:00+09:00");
            }
        }
    }

    @Test
    void theDescriptionHasEveryPathOfTheServerAndNoOther() throws Exception {
        Set<String> mounted = new TreeSet<>();
        gateway.router().getRoutes().forEach(route -> route.methods()
                .forEach(method -> mounted.add(method + " " + route.getPath().replaceAll(":(\\w+)", "{$1}"))));

        assertThat(mounted).isEqualTo(OPEN_API.operations());
        HttpResponse<String> served = get("/openapi.yaml");
        assertThat(served.body()).startsWith("openapi: 3.1.0");
        assertThat(get("/asyncapi.yaml").body()).startsWith("asyncapi: 3.0.0");
        for (String path : List.of(
                "/",
                "/page.js",
                "/chart.js",
                "/page.css",
                "/icon.svg",
                "/healthz",
                "/readyz",
                "/api/kr/source",
                "/ws/metrics",
                "/metrics")) {
            assertThat(get(path).statusCode()).isEqualTo(200);
        }
        assertThat(get("/ws").statusCode()).isEqualTo(426);
        assertThat(get("/api/kr/schedules").statusCode()).isEqualTo(503);
    }

    private static void assertCacheDown(Gateway from) throws Exception {
        long begun = System.nanoTime();
        HttpResponse<String> answer = checked(from, POLLING + "005930");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo("cache_down");
        assertThat(JSON.readTree(answer.body()).at("/errors/005930").asText()).isEqualTo("cache_down");
    }

    private static void reject(KafkaProducer<String, byte[]> producer, String position, String reason, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(
                Topics.REJECTED.topic(), new RejectedRecord("tick-ingest", position, reason, 1, bytes).toJson()));
    }

    /** Rows that asked for one value of the ticker. */
    private static long fetches(String ticker) {
        return fetched(demand).stream().filter(ticker::equals).count();
    }

    /** The ticker of each row that asked for one value. */
    private static List<String> fetched(DemandTopic rows) {
        return rows.of(gateway.id()).stream()
                .filter(Fetch.class::isInstance)
                .map(row -> ((Fetch) row).ticker().code())
                .toList();
    }

    private static String ticker(int number) {
        return String.valueOf(700_000 + 10 * number);
    }

    /** As the answer to a fetch: confirmed after the gateway's clock. */
    private static String confirmedNow(String data) {
        return data.replace("14:54:28.512", "14:54:29.001");
    }

    private static Gateway start(String id, String redisUri) {
        return start(id, redisUri, kafka.bootstrapServers());
    }

    private static Gateway start(String id, String redisUri, String bootstrapServers) {
        return start(id, redisUri, bootstrapServers, Optional.empty());
    }

    private static Gateway start(
            String id, String redisUri, String bootstrapServers, Optional<ScheduleSettings> schedules) {
        return Gateway.start(
                new GatewaySettings(
                        "127.0.0.1",
                        0,
                        RedisAddress.of(redisUri),
                        bootstrapServers,
                        1,
                        Duration.ofSeconds(5),
                        Optional.of(id),
                        Duration.ofMillis(200),
                        Duration.ZERO,
                        KrxCalendar.load(),
                        schedules),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static CompletableFuture<HttpResponse<String>> begin(String path) {
        return http.sendAsync(HttpRequest.newBuilder(uri(gateway, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return checked(gateway, path);
    }

    private static HttpResponse<String> checked(Gateway from, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(from, path);
        OPEN_API.check(answer);
        return answer;
    }

    /** State and attempts of the clearing after the regular close. */
    private static String clearing(Gateway from) throws Exception {
        JsonNode run = JSON.readTree(checked(from, "/api/kr/schedules").body()).at("/schedules/1/last_run");
        return run.path("state").asText() + " " + run.path("attempts").asText();
    }

    private static HttpResponse<String> post(Gateway to, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri(to, path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        OPEN_API.check(answer);
        return answer;
    }

    private static HttpResponse<String> send(Gateway from, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(from, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(Gateway gateway, String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }
}
