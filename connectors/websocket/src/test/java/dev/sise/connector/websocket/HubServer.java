package dev.sise.connector.websocket;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A hub behind a real server with an event loop per port, and a protocol of three words: {@code +topic} subscribes and is
 * answered with {@code ok topic}, {@code full topic} or {@code later topic}, {@code -topic} unsubscribes, anything else is bad.
 */
final class HubServer implements AutoCloseable {
    /** Of connections that speak no WebSocket. */
    static final int IDLE_SECONDS = 1;

    final FanOutHub hub;
    final List<String> counts = new CopyOnWriteArrayList<>();

    /** What {@code accept} threw. */
    final List<RuntimeException> refused = new CopyOnWriteArrayList<>();

    private final boolean twice;
    private final Vertx vertx;
    private final List<Integer> ports = new CopyOnWriteArrayList<>();

    HubServer(FanOutSettings settings, int eventLoops) throws Exception {
        this(settings, eventLoops, false);
    }

    /** @param twice whether each socket is handed to the hub a second time, which is wrong */
    HubServer(FanOutSettings settings, int eventLoops, boolean twice) throws Exception {
        this.twice = twice;
        hub = new FanOutHub(
                settings, HubServer::message, (topic, before, after) -> counts.add(topic + " " + before + ">" + after));
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops));
        vertx.deployVerticle(() -> new ServerVerticle(), new DeploymentOptions().setInstances(eventLoops))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /** Each port is another event loop. */
    URI uri(int loop) {
        return URI.create("ws://127.0.0.1:" + ports.get(loop % ports.size()) + "/");
    }

    @Override
    public void close() {
        hub.close().orTimeout(10, TimeUnit.SECONDS).join();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private void accept(ServerWebSocket socket) {
        hub.accept(socket);
        if (twice) {
            try {
                hub.accept(socket);
            } catch (RuntimeException e) {
                refused.add(e);
            }
        }
    }

    private static void message(FanOutClient client, String text) {
        List<String> topic = List.of(text.substring(1));
        switch (text.charAt(0)) {
            case '+' -> {
                Optional<List<String>> refused = client.subscribe(topic);
                client.send((refused.isEmpty() ? "later " : refused.get().isEmpty() ? "ok " : "full ") + topic.get(0));
            }
            case '-' -> {
                client.unsubscribe(topic);
                client.send("gone " + topic.get(0));
            }
            default -> client.countBadMessage();
        }
    }

    private final class ServerVerticle extends VerticleBase {
        @Override
        public Future<HttpServer> start() {
            return vertx.createHttpServer(hub.configure(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS)))
                    .webSocketHandler(HubServer.this::accept)
                    .listen(0, "127.0.0.1")
                    .onSuccess(server -> ports.add(server.actualPort()));
        }
    }
}
