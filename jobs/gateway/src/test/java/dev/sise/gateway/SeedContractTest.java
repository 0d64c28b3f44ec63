package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sise.connector.websocket.FanOutHub;
import dev.sise.connector.websocket.FanOutSettings;
import dev.sise.market.InstrumentClass;
import dev.sise.market.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The tests of the user's design document (its section 11), as behaviour of the service: what its clients were promised. It needs no server
 * but the WebSocket's own.
 */
class SeedContractTest {
    private final Map<String, Integer> subscribers = new ConcurrentHashMap<>();
    private Vertx vertx;
    private FanOutHub hub;
    private HttpServer server;
    private HttpClient http;

    @BeforeEach
    void serve() {
        FanOutSettings limits = FanOutSettings.DEFAULTS;
        hub = new FanOutHub(
                limits, new ClientProtocol(limits, true), (topic, before, after) -> subscribers.put(topic, after));
        vertx = Vertx.vertx();
        server = vertx.createHttpServer(hub.configure(new HttpServerOptions()))
                .webSocketHandler(hub::accept)
                .listen(0, "127.0.0.1")
                .await();
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        hub.close().join();
        vertx.close().await();
    }

    @Test
    void countsAClientThatSubscribesTwiceOnce() throws Exception {
        GatewayClient client = client();

        subscribe(client, "005930");
        subscribe(client, "005930");

        assertThat(subscribers).containsExactly(Map.entry("price:005930", 1));
    }

    @Test
    void countsTwoSubscribersOf005930AndOneOf000660() throws Exception {
        GatewayClient first = client();
        GatewayClient second = client();

        subscribe(first, "005930");
        subscribe(second, "005930");
        subscribe(first, "000660");

        assertThat(subscribers).containsExactlyInAnyOrderEntriesOf(Map.of("price:005930", 2, "price:000660", 1));
    }

    @Test
    void takesEveryListedCodeAsWhatItReallyIs() throws Exception {
        GatewayClient client = client();

        for (String code : new String[] {"005930", "000660", "0015N0", "493330"}) {
            JsonNode answer = subscribe(client, code);
            assertThat(answer.path("topics").path(0).asText()).isEqualTo("price:" + code);
            assertThat(answer.path("refused")).isEmpty();
        }

        // The document took the last two for warrants; they are a stock of 2025 and a plain six-digit one.
        assertThat(InstrumentClass.ofShape(Ticker.of("0015N0")).isElw()).isFalse();
        assertThat(InstrumentClass.ofShape(Ticker.of("493330")).isElw()).isFalse();
    }

    @Test
    void refusesTenDigitsAsKOtc() throws Exception {
        JsonNode answer = subscribe(client(), "0152301010");

        assertThat(answer.path("topics")).isEmpty();
        assertThat(answer.path("refused").path(0).path("topic").asText()).isEqualTo("price:0152301010");
        assertThat(answer.path("refused").path(0).path("reason").asText()).isEqualTo("k_otc");
        assertThat(subscribers).isEmpty();
    }

    private GatewayClient client() {
        return new GatewayClient(http, server.actualPort());
    }

    /** Waits for the acknowledgement, so the counts stand when it returns. */
    private static JsonNode subscribe(GatewayClient client, String ticker) throws InterruptedException {
        return client.send("{'type':'subscribe','topic':'price:" + ticker + "'}")
                .next("subscribed");
    }
}
