package dev.sise.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client of a gateway, or of a server that speaks like one; holds each frame that comes against the description. */
final class GatewayClient implements WebSocket.Listener {
    static final AsyncApiFile DESCRIPTION = new AsyncApiFile();
    private static final ObjectMapper JSON = new ObjectMapper();

    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final Set<String> members = ConcurrentHashMap.newKeySet();
    private final WebSocket socket;
    private volatile Throwable undescribed;

    GatewayClient(HttpClient http, int port) {
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), this)
                .join();
    }

    GatewayClient send(String frame) {
        socket.sendText(frame.replace('\'', '"'), true).join();
        return this;
    }

    GatewayClient subscribe(String topic) {
        return send("{'type':'subscribe','topics':['" + topic + "']}");
    }

    void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        requireDescribed();
    }

    /** All members that frames had so far, as the description has them. */
    Set<String> members() {
        requireDescribed();
        return members;
    }

    String nextText() throws InterruptedException {
        String text = received.poll(30, TimeUnit.SECONDS);
        requireDescribed();
        if (text == null) {
            throw new AssertionError("No frame within 30 s");
        }
        return text;
    }

    JsonNode next() throws InterruptedException {
        String text = nextText();
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + text, e);
        }
    }

    /** The next frame, which must have this type. */
    JsonNode next(String type) throws InterruptedException {
        JsonNode frame = next();
        if (!frame.path("type").asText().equals(type)) {
            throw new AssertionError("Expected " + type + ", got " + frame);
        }
        return frame;
    }

    /** The next frame of this type; others before it are passed over. */
    JsonNode skipTo(String type) throws InterruptedException {
        while (true) {
            JsonNode frame = next();
            if (frame.path("type").asText().equals(type)) {
                return frame;
            }
        }
    }

    private void requireDescribed() {
        if (undescribed != null) {
            throw new AssertionError("A frame came that is not described", undescribed);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            try {
                members.addAll(DESCRIPTION.check(text));
            } catch (AssertionError | RuntimeException e) {
                undescribed = e;
            }
            received.add(text);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }
}
