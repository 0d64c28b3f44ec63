package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.DemandRecords.Departure;
import dev.sise.market.DemandRecords.Heartbeat;
import dev.sise.market.DemandRecords.Subscription;
import dev.sise.market.DemandRecords.Unsubscription;
import dev.sise.market.KrxCalendar;
import dev.sise.market.ListedInstrument.Status;
import dev.sise.market.SourceHealth;
import dev.sise.market.Ticker;
import dev.sise.runtime.TopicAdmin;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The gateway between real Redis, real Kafka and real WebSocket clients. */
class GatewayITCase {
    private static final Ticker SAMSUNG = Ticker.of("005930");
    private static final Instant NOW = Instant.parse("2026-07-01T05:54:28.9Z");
    private static final long INCARNATION = NOW.toEpochMilli();

    private static EmbeddedKafka kafka;
    private static EmbeddedRedis redis;
    private static InstrumentTopic instruments;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Gateway gateway;
    private Prices prices;
    private Set<Thread> threadsBefore;

    @BeforeAll
    static void startServers() {
        // A slow machine takes longer than the ten seconds that nobody set.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        try (TopicAdmin topics =
                new TopicAdmin(kafka.bootstrapServers(), 1, Duration.ofSeconds(30), Clock.systemUTC())) {
            topics.createMissing();
        }
        instruments = new InstrumentTopic(kafka.bootstrapServers());
        instruments.write("000020", 0, Status.LISTED);
        instruments.write("035720", 37_000, Status.LISTED);
        instruments.write("57JBHH", 610, Status.DELISTED);
    }

    @AfterAll
    static void stopServers() {
        instruments.close();
        redis.close();
        kafka.close();
    }

    @BeforeEach
    void startGateway(TestInfo test) {
        threadsBefore = ourThreads();
        prices = new Prices(redis.uri());
        prices.reportSource();
        String method = test.getTestMethod().orElseThrow().getName();
        gateway = start(method.substring(0, Math.min(method.length(), 60)), redis.uri(), 0);
        await().until(() -> get("/readyz").statusCode() == 200);
        await().until(() -> gateway.metrics().instruments() == 3);
    }

    @AfterEach
    void leaveNothing() throws Exception {
        prices.close();
        gateway.close();
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        await().untilAsserted(() -> {
            Set<Thread> left = ourThreads();
            left.removeAll(threadsBefore);
            assertThat(left).isEmpty();
        });
    }

    @Test
    void aSubscriberGetsTheCachedPriceAndThenEveryUpdate() throws Exception {
        String cached = Prices.data("005930", 316_500, -17_500, 10);
        prices.keep("005930", cached);
        GatewayClient client = client().subscribe("price:005930");

        assertThat(client.nextText())
                .isEqualTo("{\"type\":\"subscribed\",\"topics\":[\"price:005930\"],\"refused\":[]}");
        assertThat(client.nextText())
                .isEqualTo("{\"type\":\"price_update\",\"ticker\":\"005930\",\"data\":" + cached
                        + ",\"timestamp\":\"2026-07-01T05:54:28.900+00:00\"}");
        prices.announce("005930", Prices.data("005930", 316_400, -17_600, 9));
        prices.write("005930", 316_600, -17_400, 11);
        assertThat(client.next("price_update").at("/data/seq").asLong()).isEqualTo(11);
    }

    @Test
    void aSecondSubscriberGetsTheLastPriceFromTheFirst() throws Exception {
        prices.write("000660", 250_000, 0, 1);
        GatewayClient first = client().subscribe("price:000660");
        first.next("subscribed");
        first.next("price_update");

        GatewayClient second = client().send("{'type':'subscribe','topic':'price:A000660'}");

        assertThat(second.next("subscribed").at("/topics/0").asText()).isEqualTo("price:000660");
        assertThat(second.next("price_update").at("/data/price").asLong()).isEqualTo(250_000);
    }

    @Test
    void aTickerWithoutAPriceIsToldSoAfterItsTimeAndALaterPriceStillComes() throws Exception {
        GatewayClient client = client().subscribe("price:000020");
        client.next("subscribed");

        JsonNode none = client.next("no_price");
        assertThat(none.path("ticker").asText()).isEqualTo("000020");
        assertThat(none.path("reason").asText()).isEqualTo("timeout");
        prices.write("000020", 9_000, 10, 1);
        client.next("price_update");
        assertThat(gateway.metrics().clients().refusedOlder()).isZero();
    }

    @Test
    void theLastCloseStandsInUntilARealPriceComes() throws Exception {
        GatewayClient client = client().subscribe("price:035720").subscribe("price:57JBHH");
        client.next("subscribed");
        client.next("subscribed");
        Map<String, JsonNode> closes = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            JsonNode update = client.next("price_update");
            closes.put(update.path("ticker").asText(), update.path("data"));
        }
        assertThat(closes.get("035720").path("price").asLong()).isEqualTo(37_000);
        assertThat(closes.get("035720").path("source").asText()).isEqualTo("close");
        assertThat(closes.get("035720").path("status").asText()).isEqualTo("trading");
        assertThat(closes.get("57JBHH").path("status").asText()).isEqualTo("delisted");
        assertThat(closes.get("57JBHH").path("is_elw").asBoolean()).isTrue();

        prices.write("035720", 37_500, 500, 1);

        assertThat(client.next("price_update").at("/data/price").asLong()).isEqualTo(37_500);
        // What nobody says again does not come again: the reviews of the next seconds are silent.
        prices.keep("035720", "no price at all");
        GatewayClient second = client().subscribe("price:57JBHH");
        second.next("subscribed");
        assertThat(second.next("price_update").at("/data/status").asText()).isEqualTo("delisted");
        assertThat(gateway.metrics().clients().refusedOlder()).isZero();
    }

    @Test
    void theReasonForNoPriceFollowsWhatTheBrokerAndTheListSay() throws Exception {
        GatewayClient client = client();
        prices.keep("500001", Prices.noPrice("500001", "unknown_ticker", 1));
        client.subscribe("price:500001").next("subscribed");
        // The broker's word ends the waiting: had it not, the message would tell how long that was.
        JsonNode unknown = client.next("no_price");
        assertThat(unknown.path("reason").asText()).isEqualTo("unknown_ticker");
        assertThat(unknown.path("message").asText()).doesNotContain("within");

        client.subscribe("price:500002").next("subscribed");
        JsonNode lacking = client.next("no_price");
        assertThat(lacking.path("reason").asText()).isEqualTo("unknown_ticker");
        assertThat(lacking.path("message").asText()).contains("within 2000 ms; the list of instruments");
        String mark = Prices.noPrice("500002", "not_traded", 1);
        await().until(() -> prices.announce("500002", mark) == 1);
        assertThat(client.next("no_price").path("reason").asText()).isEqualTo("not_traded");
        // As the heartbeat of a watched ticker does: it is said once.
        prices.announce("500002", mark);
        prices.write("500002", 5_000, 0, 2);
        assertThat(client.next("price_update").path("ticker").asText()).isEqualTo("500002");
    }

    @Test
    void clientsAreToldThatAPriceIsStaleAndWhenItIsNotAnyMore() throws Exception {
        prices.write("005380", 250_000, 0, 1);
        GatewayClient client = client().subscribe("price:005380");
        client.next("subscribed");
        assertThat(client.next("price_update").has("stale")).isFalse();

        prices.endReports();
        JsonNode stale = client.next("price_update");
        assertThat(stale.path("stale").asText()).isEqualTo("source_down");
        assertThat(stale.at("/data/seq").asLong()).isOne();
        HttpResponse<String> ready = get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"source\":\"nobody reports on the source of prices\"");
        assertThat(gateway.metrics().staleTickers()).isOne();
        GatewayClient second = client().subscribe("price:005380").subscribe("price:500003");
        second.next("subscribed");
        assertThat(second.skipTo("price_update").path("stale").asText()).isEqualTo("source_down");
        JsonNode none = second.skipTo("no_price");
        assertThat(none.path("reason").asText()).isEqualTo("source_down");

        prices.reportSource(SourceHealth.Session.KICKED, List.of("005380"));
        assertThat(second.next("no_price").path("reason").asText()).isEqualTo("unknown_ticker");
        assertThat(get("/readyz").body()).contains("\"source\":\"session of app key key1 is kicked\"");
        // Still stale: the session is not live, and REST has not answered for a minute of market hours.
        prices.reportSource(SourceHealth.Session.LIVE, List.of("005380"));
        assertThat(client.next("price_update").has("stale")).isFalse();
        assertThat(get("/readyz").body()).contains("\"source\":\"ok\"");
    }

    @Test
    void refusedTopicsAreNamedWithTheirReasonsAndTheRestIsAccepted() throws Exception {
        GatewayClient client = client().send(
                        "{'type':'subscribe','topics':['price:005930_NX','price:0152301010','signals','price:0015N0']}");

        JsonNode answer = client.next("subscribed");

        assertThat(answer.path("topics")).extracting(JsonNode::asText).containsExactly("price:0015N0");
        assertThat(answer.path("refused"))
                .extracting(refused -> refused.path("topic").asText(), refused -> refused.path("reason")
                        .asText())
                .containsExactly(
                        tuple("price:005930_NX", "venue_not_served"),
                        tuple("price:0152301010", "k_otc"),
                        tuple("signals", "signals_off"));
    }

    @Test
    void aBadFrameIsAnsweredAndManyCloseTheConnection() throws Exception {
        GatewayClient client = client().send("hello").send("{'type':'ping'}");
        assertThat(client.next("error").path("reason").asText()).isEqualTo("bad_json");
        client.next("pong");
        for (int i = 0; i < 20; i++) {
            client.send("{'type':'subscribe','topics':7}");
        }

        assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
    }

    @Test
    void aClientThatRotatesItsTopicsIsToldToWaitAndClosedIfItGoesOn() throws Exception {
        GatewayClient client = client();
        List<JsonNode> answers = new ArrayList<>();
        long refused = 0;
        // Each answer is waited for: what was sent to a closed connection would tear it before its code is read.
        for (int round = 0; refused <= 20 && round < 500; round++) {
            String topics = "'topics':[" + tickers(round * 500, 500) + "]}";
            JsonNode answer = client.send("{'type':'subscribe'," + topics).next();
            answers.add(answer);
            if (answer.path("type").asText().equals("error")) {
                refused++;
            } else {
                client.send("{'type':'unsubscribe'," + topics).next("unsubscribed");
            }
        }

        assertThat(answers.get(0).path("type").asText()).isEqualTo("subscribed");
        assertThat(answers.get(0).path("topics")).hasSize(500);
        JsonNode last = answers.get(answers.size() - 1);
        assertThat(last.path("reason").asText()).isEqualTo("too_many_changes");
        assertThat(last.path("message").asText()).contains("2000 topics").contains("500 a second");
        assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
    }

    @Test
    void aClientSubscribingTwiceCountsOnceAndDemandFollowsTheClients() throws Exception {
        DemandTopic demand = demand();
        GatewayClient first = client().subscribe("price:005930").subscribe("price:A005930");
        first.next("subscribed");
        await().untilAsserted(
                        () -> assertThat(demand.changesOf(gateway.id())).containsExactly(subscribers("005930", 1)));
        GatewayClient second = client().subscribe("price:005930");
        await().untilAsserted(() -> assertThat(demand.changesOf(gateway.id()))
                .containsExactly(subscribers("005930", 1), subscribers("005930", 2)));
        second.close();
        first.send("{'type':'unsubscribe','topics':['price:005930']}");

        await().untilAsserted(() ->
                assertThat(demand.changesOf(gateway.id())).last().isEqualTo(new Unsubscription(gateway.id(), SAMSUNG)));
        assertThat(demand.of(gateway.id())).contains(new Heartbeat(gateway.id(), INCARNATION));
    }

    @Test
    void changesWithinATenthOfASecondBecomeOneRecordAndTheLastOneHolds() throws Exception {
        DemandTopic demand = demand();
        GatewayClient client = client();
        for (int i = 0; i < 500; i++) {
            client.subscribe("price:005930").send("{'type':'unsubscribe','topic':'price:005930'}");
        }
        client.subscribe("price:005930").subscribe("price:000660");

        await().untilAsserted(() -> assertThat(demand.changesOf(gateway.id()))
                .contains(subscribers("000660", 1))
                .filteredOn(change -> !change.equals(subscribers("000660", 1)))
                .last()
                .isEqualTo(subscribers("005930", 1)));
        assertThat(demand.changesOf(gateway.id())).hasSizeLessThan(100);
        assertThat(prices.announce("005930", Prices.data("005930", 400_000, 1, 1_000)))
                .isOne();
        while (client.skipTo("price_update").at("/data/seq").asLong() != 1_000) {
            // What an earlier test left in the cache.
        }
    }

    @Test
    void heartbeatsGoOnAndAClosedGatewayTakesItsDemandBack() throws Exception {
        DemandTopic demand = demand();
        GatewayClient client = client().subscribe("price:005930").subscribe("price:000660");
        await().until(() -> demand.changesOf(gateway.id()).size() == 2);
        long before = heartbeats(demand);
        await().until(() -> heartbeats(demand) >= before + 3);

        gateway.close();

        assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
        await().untilAsserted(() -> assertThat(demand.changesOf(gateway.id()))
                .containsExactlyInAnyOrder(
                        subscribers("005930", 1),
                        subscribers("000660", 1),
                        new Unsubscription(gateway.id(), SAMSUNG),
                        new Unsubscription(gateway.id(), Ticker.of("000660")),
                        new Departure(gateway.id()))
                .last()
                .isEqualTo(new Departure(gateway.id())));
    }

    @Test
    void everythingIsReadAgainWhenRedisIsBackAndNothingOlderIsShown() throws Exception {
        try (EmbeddedRedis own = EmbeddedRedis.start();
                Gateway other = start("redis-restart", own.uri(), 0)) {
            GatewayClient client;
            try (Prices before = new Prices(own.uri())) {
                before.keep("005930", Prices.data("005930", 100, 1, 10));
                before.keep("000660", Prices.data("000660", 100, 1, 10));
                client = new GatewayClient(http, other.port())
                        .subscribe("price:005930")
                        .subscribe("price:000660");
                client.next("subscribed");
                Set<String> priced = new HashSet<>();
                while (priced.size() < 2) {
                    priced.add(client.skipTo("price_update").path("ticker").asText());
                }
            }
            own.stop();
            while (!client.skipTo("price_update").path("stale").asText().equals("cache_down")) {
                // How the source was said to be before, which nobody reported here.
            }
            await().until(() -> get(other, "/readyz").statusCode() == 503);
            HttpResponse<String> problem = get(other, "/readyz");
            assertThat(problem.body())
                    .contains("\"error\"")
                    .contains("Redis at")
                    .contains("is not connected");
            own.restart();
            try (Prices after = new Prices(own.uri())) {
                // In the cache only: it reaches the client if the gateway reads again.
                after.keep("000660", Prices.data("000660", 99, 0, 9));
                after.keep("005930", Prices.data("005930", 101, 2, 11));
                await().until(() -> get(other, "/readyz").statusCode() == 200);
                // Whether the gateway read before or after these were written, this one comes after.
                await().until(() -> after.announce("005930", Prices.data("005930", 102, 3, 12)) == 1);

                List<Long> seqs = new ArrayList<>();
                do {
                    JsonNode update = client.next("price_update");
                    long seq = update.at("/data/seq").asLong();
                    if (update.path("ticker").asText().equals("000660")) {
                        // The old price once more, because its staleness changed, and never an older one.
                        assertThat(seq).isEqualTo(10);
                    } else {
                        seqs.add(seq);
                    }
                } while (!seqs.contains(12L));
                assertThat(seqs).isSorted();
            }
        }
    }

    @Test
    void demandIsPublishedAgainWhenKafkaIsBackAndReadinessTellsMeanwhile() throws Exception {
        try (EmbeddedKafka own = EmbeddedKafka.start();
                Gateway other = start("kafka-restart", redis.uri(), 0, own.bootstrapServers())) {
            await().until(() -> get(other, "/readyz").statusCode() == 200);
            GatewayClient client = new GatewayClient(http, other.port()).subscribe("price:005930");
            client.next("subscribed");
            // What is wanted and not wanted again before it was written need never be written.
            try (DemandTopic before = new DemandTopic(own.bootstrapServers())) {
                await().untilAsserted(() -> assertThat(before.changesOf("kafka-restart"))
                        .contains(new Subscription("kafka-restart", SAMSUNG, INCARNATION, 1)));
            }
            own.stop();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get(other, "/readyz").statusCode() == 503);
            assertThat(get(other, "/readyz").body()).contains("demand was not published");
            client.subscribe("price:000660").send("{'type':'unsubscribe','topic':'price:005930'}");
            own.restart();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get(other, "/readyz").statusCode() == 200);

            try (DemandTopic demand = new DemandTopic(own.bootstrapServers())) {
                await().untilAsserted(() -> assertThat(demand.changesOf("kafka-restart"))
                        .contains(
                                new Subscription("kafka-restart", SAMSUNG, INCARNATION, 1),
                                new Unsubscription("kafka-restart", SAMSUNG),
                                new Subscription("kafka-restart", Ticker.of("000660"), INCARNATION, 1)));
                assertThat(demand.changesOf("kafka-restart").stream()
                                .filter(change -> change.equals(new Unsubscription("kafka-restart", SAMSUNG))
                                        || change instanceof Subscription s
                                                && s.ticker().equals(SAMSUNG))
                                .reduce((earlier, later) -> later))
                        .contains(new Unsubscription("kafka-restart", SAMSUNG));
            }
        }
    }

    @Test
    void demandIsPublishedAgainWhenKafkaLostItsTopics() throws Exception {
        try (EmbeddedKafka own = EmbeddedKafka.start();
                Gateway other = start("lost-topics", redis.uri(), 0, own.bootstrapServers());
                Admin admin = Admin.create(Map.of("bootstrap.servers", own.bootstrapServers()))) {
            await().until(() -> get(other, "/readyz").statusCode() == 200);
            GatewayClient client = new GatewayClient(http, other.port()).subscribe("price:005930");
            client.next("subscribed");
            await().until(() -> other.metrics().demandRecordsWritten() > 2);
            admin.deleteTopics(admin.listTopics().names().get(10, TimeUnit.SECONDS))
                    .all()
                    .get(10, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get(other, "/readyz").statusCode() == 503);
            client.send("{'type':'subscribe','topics':[" + tickers(0, 50) + "]}");

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> get(other, "/readyz").statusCode() == 200);
            try (DemandTopic demand = new DemandTopic(own.bootstrapServers())) {
                await().untilAsserted(() -> assertThat(demand.changesOf("lost-topics"))
                        .contains(new Subscription("lost-topics", SAMSUNG, INCARNATION, 1))
                        .contains(new Subscription("lost-topics", Ticker.of("100049"), INCARNATION, 1)));
            }
            try (InstrumentTopic list = new InstrumentTopic(own.bootstrapServers())) {
                list.write("000660", 250_000, Status.LISTED);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> other.metrics().instruments() == 1);
            }
        }
    }

    @Test
    void startsWhenNoNameOfKafkaResolvesAndSaysSo() throws Exception {
        try (Gateway alone = start("no-name", redis.uri(), 0, "no-such-host.invalid:9092")) {
            await().until(() -> get(alone, "/readyz").body().contains("No resolvable bootstrap urls"));

            GatewayClient client = new GatewayClient(http, alone.port()).subscribe("price:005930");
            client.next("subscribed");
        }
    }

    @Test
    void manyTopicsAreFewCommandsAndReadsThatFailAreMadeAgainTogether() throws Exception {
        try (EmbeddedRedis own = EmbeddedRedis.start();
                Gateway other = start("commands", own.uri(), 0);
                Prices there = new Prices(own.uri())) {
            await().until(() -> get(other, "/readyz").statusCode() == 200);
            GatewayClient client = new GatewayClient(http, other.port());
            for (int i = 0; i < 200; i++) {
                client.subscribe("price:005930").send("{'type':'unsubscribe','topic':'price:005930'}");
            }
            client.send("{'type':'subscribe','topics':[" + tickers(0, 200) + "]}")
                    .skipTo("no_price");
            assertThat(there.statistic("mget", "calls")).isPositive().isLessThan(100);
            assertThat(there.statistic("subscribe", "calls")).isPositive().isLessThan(100);

            there.allowReading(false);
            there.keep("005930", Prices.data("005930", 316_500, -17_500, 10));
            client.send("{'type':'unsubscribe','topics':[" + tickers(0, 200) + "]}");
            for (int i = 200; i < 300; i++) {
                client.send("{'type':'subscribe','topics':[" + tickers(i, 1) + "]}")
                        .skipTo("subscribed");
            }
            client.subscribe("price:005930").skipTo("subscribed");
            // Each of these failed at least once by then.
            client.skipTo("no_price");
            long refused = there.statistic("mget", "rejected_calls");
            await().until(() -> there.statistic("mget", "rejected_calls") >= refused + 2);
            assertThat(there.statistic("mget", "rejected_calls")).isLessThan(refused + 10);

            there.allowReading(true);
            assertThat(client.skipTo("price_update").path("ticker").asText()).isEqualTo("005930");
        }
    }

    @Test
    void aRequestThatMissesManyGetsMoreTimeAndDelaysNoOther() throws Exception {
        GatewayClient many = client().send("{'type':'subscribe','topics':[" + tickers(0, 400) + "]}");
        many.next("subscribed");
        GatewayClient one = client().subscribe("price:000021");
        one.next("subscribed");

        assertThat(one.next("no_price").path("message").asText()).contains("within 2000 ms");
        // A slow machine may gather them in two or three batches.
        List<String> waits = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            waits.add(many.next("no_price").path("message").asText().replaceAll(".* within | ms;.*", ""));
        }
        assertThat(waits.stream().mapToLong(Long::parseLong).max().orElseThrow())
                .isBetween(2_300L, 3_200L);
    }

    @Test
    void fiftyClientsSeeTheSameBytes() throws Exception {
        List<GatewayClient> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(client().subscribe("price:035420"));
        }
        for (GatewayClient client : clients) {
            client.next("subscribed");
        }
        await().until(() -> prices.announce("035420", Prices.data("035420", 200_000, 500, 1)) == 1);

        String expected = clients.get(0).nextText();
        for (GatewayClient client : clients.subList(1, clients.size())) {
            assertThat(client.nextText()).isEqualTo(expected);
        }
    }

    @Test
    void anUnreadableValueIsPassedOver() throws Exception {
        prices.keep("028260", "no price at all");
        GatewayClient client = client().subscribe("price:028260");
        client.next("subscribed");
        client.next("no_price");
        prices.write("028260", 150_000, 0, 1);

        client.next("price_update");
        assertThat(gateway.metrics().unreadableValues()).isOne();
    }

    @Test
    void httpErrorsAreJsonAndThePageNeedsNothingFromElsewhere() throws Exception {
        assertThat(get("/healthz").body()).isEqualTo("{\"status\":\"alive\"}");
        assertThat(get("/readyz").body())
                .contains("\"status\":\"ready\"")
                .contains("\"source\":\"ok\",\"instruments\":\"ok\"");
        HttpResponse<String> missing = get("/nothing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).isEqualTo("{\"error\":\"not_found\",\"detail\":\"there is nothing at '/nothing'\"}");
        HttpResponse<String> plain = get("/ws");
        assertThat(plain.statusCode()).isEqualTo(426);
        assertThat(plain.body()).contains("upgrade_required");
        HttpResponse<String> posted = http.send(
                HttpRequest.newBuilder(uri(gateway, "/healthz"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.body()).contains("method_not_allowed");
        HttpResponse<String> page = get("/");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        for (String path : List.of("/", "/page.js", "/chart.js", "/page.css")) {
            // The namespace of SVG is a name, and nothing is fetched from there.
            assertThat(get(path).body().replace("http://www.w3.org/2000/svg", ""))
                    .doesNotContain("http:")
                    .doesNotContain("//cdn");
        }
    }

    @Test
    void aPortInUseIsASentenceThatSaysWhatToDo() {
        assertThatThrownBy(() -> start("other", redis.uri(), gateway.port()))
                .isInstanceOf(GatewayStartException.class)
                .hasMessageContaining("Port " + gateway.port() + " of 127.0.0.1 cannot be had")
                .hasMessageContaining("--http.port");
    }

    @Test
    void startsWithoutRedisAndKafkaAndSaysWhatIsMissing() throws Exception {
        try (Gateway alone = start("alone", "redis://127.0.0.1:1", 0, "127.0.0.1:1")) {
            HttpResponse<String> ready = get(alone, "/readyz");

            assertThat(get(alone, "/healthz").statusCode()).isEqualTo(200);
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("not_ready").contains("Redis at").contains("demand was not published");
            GatewayClient client = new GatewayClient(http, alone.port()).subscribe("price:005930");
            client.next("subscribed");
            client.next("no_price");
        }
    }

    private Gateway start(String id, String redisUri, int port) {
        return start(id, redisUri, port, kafka.bootstrapServers());
    }

    private static Gateway start(String id, String redisUri, int port, String bootstrapServers) {
        return Gateway.start(
                new GatewaySettings(
                        "127.0.0.1",
                        port,
                        RedisAddress.of(redisUri),
                        bootstrapServers,
                        1,
                        Duration.ofSeconds(5),
                        Optional.of(id),
                        Duration.ofMillis(200),
                        Duration.ZERO,
                        KrxCalendar.load(),
                        Optional.empty()),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** Topics of codes that look like those of the exchange. */
    private static String tickers(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(number -> String.format("'price:%06d'", 100_000 + number))
                .collect(Collectors.joining(","));
    }

    private GatewayClient client() {
        return new GatewayClient(http, gateway.port());
    }

    private DemandTopic demand() {
        DemandTopic demand = new DemandTopic(kafka.bootstrapServers());
        open.add(demand);
        return demand;
    }

    private Subscription subscribers(String ticker, int count) {
        return new Subscription(gateway.id(), Ticker.of(ticker), INCARNATION, count);
    }

    private long heartbeats(DemandTopic demand) {
        return demand.of(gateway.id()).stream()
                .filter(Heartbeat.class::isInstance)
                .count();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(gateway, path);
    }

    private HttpResponse<String> get(Gateway from, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(from, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(Gateway gateway, String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }

    private static Set<Thread> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gateway-")
                        || thread.getName().startsWith("vert.x-")
                        || thread.getName().startsWith("redis-reader")
                        || thread.getName().startsWith("kafka-producer-network-thread | gateway-"))
                .collect(Collectors.toSet());
    }
}
