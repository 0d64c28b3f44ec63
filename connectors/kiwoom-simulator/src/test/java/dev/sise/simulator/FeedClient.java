package dev.sise.simulator;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** The JDK's WebSocket client: keeps what arrives in order and answers PINGs as it is told to. */
final class FeedClient implements WebSocket.Listener, AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicInteger protocolPings = new AtomicInteger();
    private final StringBuilder partial = new StringBuilder();
    private final UnaryOperator<String> echo;
    private final WebSocket socket;

    private FeedClient(URI uri, UnaryOperator<String> echo) throws Exception {
        this.echo = echo;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, this)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static FeedClient connect(URI uri) throws Exception {
        return new FeedClient(uri, UnaryOperator.identity());
    }

    /** @param echo the answer to a PING; null leaves it unanswered */
    static FeedClient connect(URI uri, UnaryOperator<String> echo) throws Exception {
        return new FeedClient(uri, echo);
    }

    static FeedClient loggedIn(URI uri, String token) throws Exception {
        FeedClient client = connect(uri);
        client.login(token);
        return client;
    }

    void login(String token) throws Exception {
        send("{\"trnm\":\"LOGIN\",\"token\":\"" + token + "\"}");
        String answer = next();
        if (!answer.equals("{\"trnm\":\"LOGIN\",\"return_code\":0,\"return_msg\":\"\",\"sor_yn\":\"Y\"}")) {
            throw new AssertionError("LOGIN was answered with " + answer);
        }
    }

    void send(String text) throws Exception {
        socket.sendText(text, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Registers one code for 0B in group 1 and returns the ACK. */
    String register(String... items) throws Exception {
        send("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"refresh\":\"1\",\"data\":[{\"item\":[\""
                + String.join("\",\"", items) + "\"],\"type\":[\"0B\"]}]}");
        return next("REG");
    }

    /** The next message that is no PING. */
    String next() throws Exception {
        String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new TimeoutException("no message arrived");
        }
        return message;
    }

    /** The next message of that name; everything before it is passed over. */
    String next(String name) throws Exception {
        String message = next();
        while (!message.contains("\"trnm\":\"" + name + "\"")) {
            message = next();
        }
        return message;
    }

    /** What has arrived and was not taken yet. */
    int waiting() {
        return messages.size();
    }

    int pings() {
        return pings.get();
    }

    int protocolPings() {
        return protocolPings.get();
    }

    /** Close code and reason, or {@code error} when the connection broke. */
    String closing() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        webSocket.request(1);
        if (!last) {
            return null;
        }
        String text = partial.toString();
        partial.setLength(0);
        if (text.startsWith("{\"trnm\":\"PING\"")) {
            pings.incrementAndGet();
            String answer = echo.apply(text);
            return answer == null ? null : webSocket.sendText(answer, true);
        }
        messages.add(text);
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        protocolPings.incrementAndGet();
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete("error");
    }

    @Override
    public void close() {
        socket.abort();
    }
}
