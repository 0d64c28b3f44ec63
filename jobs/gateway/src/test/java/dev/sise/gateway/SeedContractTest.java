package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.connector.websocket.FanOutHub;
import dev.sise.connector.websocket.FanOutSettings;
import dev.sise.market.InstrumentClass;
import dev.sise.market.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
                limits,
                new ClientProtocol(limits.maxTopics()),
                (topic, before, after) -> subscribers.put(topic, after));
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
        Client client = new Client();

        client.subscribe("005930");
        client.subscribe("005930");

        assertThat(subscribers).containsExactly(Map.entry("price:005930", 1));
    }

    @Test
    void countsTwoSubscribersOf005930AndOneOf000660() throws Exception {
        Client first = new Client();
        Client second = new Client();

        first.subscribe("005930");
        second.subscribe("005930");
        first.subscribe("000660");

        assertThat(subscribers).containsExactlyInAnyOrderEntriesOf(Map.of("price:005930", 2, "price:000660", 1));
    }

    @Test
    void takesEveryListedCodeAsWhatItReallyIs() throws Exception {
        Client client = new Client();

        for (String code : new String[] {"005930", "000660", "0015N0", "493330"}) {
            JsonNode answer = client.subscribe(code);
            assertThat(answer.path("topics").path(0).asText()).isEqualTo("price:" + code);
            assertThat(answer.path("refused")).isEmpty();
        }

        // The document took the last two for warrants; they are a stock of 2025 and a plain six-digit one.
        assertThat(InstrumentClass.ofShape(Ticker.of("0015N0")).isElw()).isFalse();
        assertThat(InstrumentClass.ofShape(Ticker.of("493330")).isElw()).isFalse();
    }

    @Test
    void refusesTenDigitsAsKOtc() throws Exception {
        JsonNode answer = new Client().subscribe("0152301010");

        assertThat(answer.path("topics")).isEmpty();
        assertThat(answer.path("refused").path(0).path("topic").asText()).isEqualTo("price:0152301010");
        assertThat(answer.path("refused").path(0).path("reason").asText()).isEqualTo("k_otc");
        assertThat(subscribers).isEmpty();
    }

    /** One client at a time waits for its acknowledgement, so the counts stand when it returns. */
    private final class Client implements WebSocket.Listener {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + server.actualPort() + "/ws"), this)
                .join();

        JsonNode subscribe(String ticker) throws Exception {
            socket.sendText("{\"type\":\"subscribe\",\"topic\":\"price:" + ticker + "\"}", true)
                    .join();
            String answer = received.poll(10, TimeUnit.SECONDS);
            assertThat(answer).as("acknowledgement").isNotNull();
            return new ObjectMapper().readTree(answer);
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
            received.add(text.toString());
            webSocket.request(1);
            return null;
        }
    }
}
