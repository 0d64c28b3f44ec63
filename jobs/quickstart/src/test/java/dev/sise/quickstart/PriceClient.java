package dev.sise.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * A front-end client with the JDK's WebSocket. It keeps the last price of each ticker and writes down every step back: a price whose
 * (epoch, seq) or (timestamp, volume) is older than one it saw before.
 */
final class PriceClient implements AutoCloseable, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, JsonNode> last = new ConcurrentHashMap<>();
    private final List<JsonNode> others = new CopyOnWriteArrayList<>();
    private final List<String> stepsBack = new CopyOnWriteArrayList<>();
    private final AtomicLong updates = new AtomicLong();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    PriceClient(HttpClient http, int port) {
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), this)
                .join();
    }

    PriceClient subscribe(Collection<String> tickers) {
        String topics =
                tickers.stream().map(ticker -> "\"price:" + ticker + "\"").collect(Collectors.joining(","));
        return send("{\"type\":\"subscribe\",\"topics\":[" + topics + "]}");
    }

    PriceClient send(String frame) {
        socket.sendText(frame, true).join();
        return this;
    }

    /** The whole last price_update of a ticker, or null. */
    JsonNode last(String ticker) {
        return last.get(ticker);
    }

    /** The last price of a ticker that came from the source, or 0; a listed close that stands in for it is none. */
    long price(String ticker) {
        JsonNode update = last.get(ticker);
        return update == null || update.path("data").has("source")
                ? 0
                : update.path("data").path("price").longValue();
    }

    /** Frames that are no price. */
    List<JsonNode> others() {
        return others;
    }

    List<String> stepsBack() {
        return stepsBack;
    }

    long updates() {
        return updates.get();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean whole) {
        text.append(part);
        if (whole) {
            take(text.toString());
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    private void take(String frame) {
        try {
            JsonNode message = JSON.readTree(frame);
            if (!message.path("type").asText().equals("price_update")) {
                others.add(message);
                return;
            }
            updates.incrementAndGet();
            String ticker = message.path("ticker").asText();
            JsonNode before = last.put(ticker, message);
            // A listed close stands in for a price; whatever is real replaces it.
            boolean replacesAPrice = before != null && !before.path("data").has("source");
            if (replacesAPrice && isOlder(message.path("data"), before.path("data"))) {
                stepsBack.add(before + " then " + message);
            }
        } catch (IOException e) {
            stepsBack.add("not JSON: " + frame);
        }
    }

    private static boolean isOlder(JsonNode data, JsonNode before) {
        int version = compare(data, before, "epoch");
        if (version == 0) {
            version = compare(data, before, "seq");
        }
        int event = data.path("timestamp")
                .asText()
                .compareTo(before.path("timestamp").asText());
        if (event == 0) {
            event = compare(data, before, "volume");
        }
        return version < 0 || event < 0;
    }

    private static int compare(JsonNode data, JsonNode before, String field) {
        return Long.compare(data.path(field).longValue(), before.path(field).longValue());
    }

    @Override
    public void close() {
        socket.abort();
    }
}
