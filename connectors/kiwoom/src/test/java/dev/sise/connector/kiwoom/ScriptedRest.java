package dev.sise.connector.kiwoom;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A REST server that issues tokens and otherwise answers what it was told to, in that order. */
final class ScriptedRest implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> nextKeys = new CopyOnWriteArrayList<>();
    private final List<Long> calledAt = new CopyOnWriteArrayList<>();

    private record Answer(int status, String nextKey, String body) {}

    ScriptedRest() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/oauth2/token", exchange -> {
            exchange.getRequestBody().readAllBytes();
            send(
                    exchange,
                    200,
                    "{\"expires_dt\":\"20991231235959\",\"token_type\":\"bearer\",\"token\":\"T\",\"return_code\":0}");
        });
        server.createContext("/api/dostk", this::answer);
        server.start();
    }

    ScriptedRest then(int status, String body) {
        return then(status, "", body);
    }

    /** A page; an empty next key is the last one. */
    synchronized ScriptedRest then(int status, String nextKey, String body) {
        answers.add(new Answer(status, nextKey, body));
        return this;
    }

    KiwoomRestClient client(double callsPerSecond) {
        return client(callsPerSecond, new InMemoryTokenStore());
    }

    KiwoomRestClient client(double callsPerSecond, TokenStore tokens) {
        return KiwoomRestClient.create(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                new KiwoomCredentials("main", "key", "secret"),
                tokens,
                Clock.systemUTC(),
                callsPerSecond);
    }

    /** The bodies of the calls so far. */
    List<String> bodies() {
        return bodies;
    }

    List<String> nextKeys() {
        return nextKeys;
    }

    /** When the calls came, nanoseconds. */
    List<Long> calledAt() {
        return calledAt;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        calledAt.add(System.nanoTime());
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        nextKeys.add(exchange.getRequestHeaders().getFirst("next-key"));
        Answer answer = answers.remove();
        exchange.getResponseHeaders().add("cont-yn", answer.nextKey().isEmpty() ? "N" : "Y");
        exchange.getResponseHeaders().add("next-key", answer.nextKey());
        send(exchange, answer.status(), answer.body());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
