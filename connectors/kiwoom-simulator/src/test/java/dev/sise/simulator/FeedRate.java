package dev.sise.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Measures how many messages a second the whole market makes, alone and with one session of 200 items; see README.md. */
public final class FeedRate {

    private static final int SECONDS = 10;
    private static final int ITEMS = 200;
    private static final Clock FRIDAY_TEN = Clock.fixed(Instant.parse("2026-11-20T01:00:00Z"), KiwoomSimulator.ZONE);

    private final KiwoomSimulator simulator;
    private final long feedThread;
    private final AtomicLong received = new AtomicLong();

    private FeedRate(KiwoomSimulator simulator) {
        this.simulator = simulator;
        this.feedThread = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-eventloop"))
                .findFirst()
                .orElseThrow()
                .getId();
    }

    /** Prints one line per measurement, ten seconds each. */
    public static void main(String[] arguments) throws Exception {
        try (KiwoomSimulator simulator = KiwoomSimulator.builder()
                .appKey(RestClient.APP_KEY, RestClient.SECRET_KEY)
                .marketClock(FRIDAY_TEN)
                .market(SyntheticMarket.WHOLE)
                .interruptions(false)
                .messagesPerSecond(KiwoomSimulator.MAX_MESSAGES_PER_SECOND)
                .start()) {
            FeedRate rate = new FeedRate(simulator);
            rate.measure("warm-up");
            rate.measure("no session");
            rate.withSession();
        }
    }

    private void withSession() throws Exception {
        String token = new RestClient(simulator.restUri()).token();
        List<String> busiest = simulator.tickers().subList(0, ITEMS);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            CountDownLatch registered = new CountDownLatch(3);
            URI uri = simulator.webSocketUri();
            // Kept: a client that nobody holds is closed.
            WebSocketClient client = vertx.createWebSocketClient();
            WebSocket socket = client.connect(uri.getPort(), uri.getHost(), uri.getPath())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS);
            socket.textMessageHandler(text -> {
                if (text.startsWith("{\"data\"")) {
                    received.incrementAndGet();
                } else if (text.startsWith("{\"trnm\":\"PING\"")) {
                    socket.writeTextMessage(text);
                } else {
                    registered.countDown();
                }
            });
            socket.exceptionHandler(failure -> System.out.println("the session failed: " + failure));
            socket.closeHandler(ignored -> System.out.println("the session ended: " + socket.closeStatusCode()));
            socket.writeTextMessage("{\"trnm\":\"LOGIN\",\"token\":\"" + token + "\"}");
            register(socket, busiest.subList(0, ITEMS / 2));
            register(socket, busiest.subList(ITEMS / 2, ITEMS));
            if (!registered.await(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the session was not registered in time");
            }
            measure("one session, warm-up");
            measure("one session of the 200 busiest");
            client.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void register(WebSocket socket, List<String> items) {
        socket.writeTextMessage("{\"trnm\":\"REG\",\"grp_no\":\"1\",\"refresh\":\"1\",\"data\":[{\"item\":[\""
                + String.join("\",\"", items) + "\"],\"type\":[\"0B\"]}]}");
    }

    private void measure(String name) throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long processor = threads.getThreadCpuTime(feedThread);
        long messages = simulator.messages();
        long sent = simulator.framesSent(RestClient.APP_KEY);
        long arrived = received.get();
        TimeUnit.SECONDS.sleep(SECONDS);
        double seconds = (System.nanoTime() - start) / 1e9;
        double busySeconds = (threads.getThreadCpuTime(feedThread) - processor) / 1e9;
        long made = simulator.messages() - messages;
        System.out.printf(
                "%s: messages_per_s=%.0f frames_sent_per_s=%.0f frames_received_per_s=%.0f"
                        + " feed_thread_load=%.2f processor_us_per_message=%.2f%n",
                name,
                made / seconds,
                (simulator.framesSent(RestClient.APP_KEY) - sent) / seconds,
                (received.get() - arrived) / seconds,
                busySeconds / seconds,
                1e6 * busySeconds / made);
    }
}
