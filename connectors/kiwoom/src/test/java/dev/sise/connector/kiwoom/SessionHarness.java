package dev.sise.connector.kiwoom;

import dev.sise.simulator.KiwoomSimulator;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** One session against a simulator, without Flink. */
final class SessionHarness {
    static final String APP_KEY = "harness-app-key";
    static final String SECRET_KEY = "harness-secret-key";
    /** Everything a hundred times faster than the real market wants it, except the pause between requests. */
    static final KiwoomTimings FAST = new KiwoomTimings(
            Duration.ofSeconds(5),
            Duration.ofMillis(250),
            Duration.ofSeconds(5),
            Duration.ofSeconds(300),
            Duration.ofSeconds(30),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofMillis(500));

    final KiwoomMetrics metrics = new KiwoomMetrics(new UnregisteredMetricsGroup());
    final EventBuffer buffer;
    final KiwoomRestClient rest;
    final KiwoomSession session;
    final RecordingSessionListener heard = new RecordingSessionListener();
    private final ScheduledThreadPoolExecutor loop = new ScheduledThreadPoolExecutor(1);
    private final ExecutorService blocking = Executors.newSingleThreadExecutor();

    SessionHarness(KiwoomSimulator simulator, KiwoomTimings timings) {
        this(simulator, timings, KiwoomSourceReader.BUFFER_CAPACITY);
    }

    SessionHarness(KiwoomSimulator simulator, KiwoomTimings timings, int bufferCapacity) {
        this(simulator, timings, bufferCapacity, new InMemoryTokenStore());
    }

    SessionHarness(KiwoomSimulator simulator, KiwoomTimings timings, int bufferCapacity, TokenStore tokens) {
        this(simulator, timings, bufferCapacity, tokens, SECRET_KEY);
    }

    SessionHarness(
            KiwoomSimulator simulator, KiwoomTimings timings, int bufferCapacity, TokenStore tokens, String secretKey) {
        this(simulator, timings, bufferCapacity, tokens, secretKey, ItemTypes.standard(), FrameRecorder.none());
    }

    SessionHarness(
            KiwoomSimulator simulator,
            KiwoomTimings timings,
            int bufferCapacity,
            TokenStore tokens,
            String secretKey,
            ItemTypes itemTypes,
            FrameRecorder recorder) {
        buffer = new EventBuffer(bufferCapacity, KiwoomSourceReader.BUFFER_BYTES, this::resume);
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(loop)
                .build();
        KiwoomEndpoint endpoint = new KiwoomEndpoint(simulator.restUri(), simulator.webSocketUri());
        rest = KiwoomRestClient.sharing(
                endpoint.rest(),
                new KiwoomCredentials("main", APP_KEY, secretKey),
                tokens,
                Clock.systemUTC(),
                http,
                KiwoomRestClient.CALL_TIMEOUT);
        session = new KiwoomSession(
                "main",
                rest.tokens(),
                itemTypes,
                new SessionResources(
                        endpoint,
                        timings,
                        loop,
                        blocking,
                        http,
                        Clock.systemUTC(),
                        System::nanoTime,
                        buffer,
                        metrics,
                        recorder),
                heard);
    }

    private void resume() {
        session.resume();
    }

    /** Everything received since the last call. */
    List<KiwoomEvent> drain() {
        List<KiwoomEvent> events = new ArrayList<>();
        for (KiwoomEvent event = buffer.poll(); event != null; event = buffer.poll()) {
            events.add(event);
        }
        return events;
    }

    void stop() throws Exception {
        session.close().get(5, TimeUnit.SECONDS);
        // As a reader does: a call under way may end and needs the loop for it.
        blocking.shutdown();
        boolean ended = blocking.awaitTermination(5, TimeUnit.SECONDS);
        blocking.shutdownNow();
        loop.shutdownNow();
        if (!loop.awaitTermination(5, TimeUnit.SECONDS) || !ended) {
            throw new AssertionError("A thread of the session did not end");
        }
    }
}
