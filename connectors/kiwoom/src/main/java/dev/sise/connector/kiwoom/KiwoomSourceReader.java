package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the sessions it was given and emits what they receive. Task thread only; the sessions live on a loop thread of this
 * reader and talk to it through the {@link EventBuffer}.
 */
final class KiwoomSourceReader implements SourceReader<KiwoomEvent, KiwoomSplit> {
    private static final Logger LOG = LoggerFactory.getLogger(KiwoomSourceReader.class);
    /** Some seconds of the busiest market; see the back-pressure note of {@link KiwoomSession}. */
    static final int BUFFER_CAPACITY = 16_384;
    /** How long closing waits for servers to be told. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final SourceReaderContext context;
    private final KiwoomSourceSettings settings;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private final EventBuffer buffer = new EventBuffer(BUFFER_CAPACITY, this::resumeSessions);
    private final KiwoomMetrics metrics;
    private final Counter recordsIn;
    private final Counter recordsInErrors;
    private final FetchLag fetchLag;
    private final ScheduledThreadPoolExecutor loop;
    private final ExecutorService blocking;
    private final SessionResources resources;
    private final TokenStore tokens;

    /** A split with the session that serves it. */
    private static final class Held {
        private KiwoomSplit.SessionSplit split;
        private final KiwoomSession session;

        private Held(KiwoomSplit.SessionSplit split, KiwoomSession session) {
            this.split = split;
            this.session = session;
        }
    }

    KiwoomSourceReader(SourceReaderContext context, KiwoomSourceSettings settings) throws IOException {
        this.context = context;
        this.settings = settings;
        this.metrics = new KiwoomMetrics(context.metricGroup());
        this.recordsIn = context.metricGroup().getIOMetricGroup().getNumRecordsInCounter();
        this.recordsInErrors = context.metricGroup().getNumRecordsInErrorsCounter();
        this.fetchLag = new FetchLag(settings.clock(), settings.marketClock());
        context.metricGroup().gauge("currentFetchEventTimeLag", fetchLag);
        context.metricGroup().setPendingRecordsGauge(() -> (long) buffer.size());
        metrics.group().gauge("bufferedEvents", buffer::size);
        this.tokens = settings.tokens().open();
        this.loop = new ScheduledThreadPoolExecutor(1, threads("kiwoom-loop-" + context.getIndexOfSubtask()));
        loop.setRemoveOnCancelPolicy(true);
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.blocking = Executors.newSingleThreadExecutor(threads("kiwoom-tokens-" + context.getIndexOfSubtask()));
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timings().connect())
                .executor(loop)
                .build();
        this.resources = new SessionResources(
                settings.endpoint(),
                settings.timings(),
                loop,
                blocking,
                http,
                settings.clock(),
                System::nanoTime,
                buffer,
                metrics,
                settings.recording()
                        .map(recording -> FrameRecorder.start(recording, System::nanoTime))
                        .orElseGet(FrameRecorder::none));
        metrics.group().gauge("recordedFrames", resources.recorder()::written);
        metrics.group().gauge("unrecordedFrames", resources.recorder()::dropped);
    }

    private static ThreadFactory threads(String name) {
        return runnable -> {
            Thread thread = new Thread(runnable, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void start() {
        if (!held.isEmpty()) {
            context.sendSourceEventToCoordinator(new KiwoomSourceEvents.SessionsRestored(List.copyOf(held.keySet())));
        }
    }

    @Override
    public void addSplits(List<KiwoomSplit> splits) {
        for (KiwoomSplit split : splits) {
            if (split instanceof KiwoomSplit.SessionSplit session) {
                addSession(session);
            }
        }
    }

    private void addSession(KiwoomSplit.SessionSplit split) {
        String appKeyId = split.appKeyId();
        if (!settings.appKeyIds().contains(appKeyId)) {
            LOG.warn("{}: the session of a checkpoint was dropped, its app key is not in the settings", appKeyId);
            return;
        }
        if (held.containsKey(appKeyId)) {
            take(appKeyId, split.revision(), new ArrayList<>(split.items()));
            return;
        }
        KiwoomRestClient rest = KiwoomRestClient.sharing(
                settings.endpoint().rest(),
                settings.credentials().load(appKeyId),
                tokens,
                settings.marketClock(),
                resources.http(),
                KiwoomRestClient.CALL_TIMEOUT);
        KiwoomSession session = new KiwoomSession(appKeyId, rest.tokens(), resources);
        metrics.addSession(appKeyId, session);
        held.put(appKeyId, new Held(split, session));
        session.desire(split.items());
        session.start();
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof KiwoomSourceEvents.SessionItems items) {
            take(items.appKeyId(), items.revision(), items.items());
        }
    }

    private void take(String appKeyId, long revision, List<String> items) {
        Held session = held.get(appKeyId);
        if (session == null || revision < session.split.revision()) {
            LOG.info("{}: items of revision {} were ignored", appKeyId, revision);
            return;
        }
        session.split = session.split.with(revision, new TreeSet<>(items));
        session.session.desire(session.split.items());
    }

    @Override
    public InputStatus pollNext(ReaderOutput<KiwoomEvent> output) {
        KiwoomEvent event = buffer.poll();
        if (event == null) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        recordsIn.inc();
        if (event instanceof KiwoomEvent.Rejected) {
            recordsInErrors.inc();
        } else if (event instanceof KiwoomEvent.Trade trade) {
            fetchLag.observe(trade);
        }
        output.collect(event, event.receivedAt());
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return buffer.whenAvailable();
    }

    @Override
    public List<KiwoomSplit> snapshotState(long checkpointId) {
        List<KiwoomSplit> splits = new ArrayList<>();
        held.values().forEach(session -> splits.add(session.split));
        return splits;
    }

    @Override
    public void notifyNoMoreSplits() {
        // The source has no end.
    }

    private void resumeSessions() {
        held.values().forEach(session -> session.session.resume());
    }

    /** Ends sessions, threads and timers; what was received but not emitted is dropped, as it would be by a failure. */
    @Override
    public void close() throws IOException {
        CompletableFuture<?>[] closing =
                held.values().stream().map(session -> session.session.close()).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(closing).get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notTold) {
            LOG.info("A session was closed without telling the server", notTold);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            // Only now: a session that was about to ask for its token would find nobody to ask.
            endCalls();
            loop.shutdownNow();
            // Then: what opens from here on finds no loop and frees itself.
            held.values().forEach(session -> session.session.abandon());
            awaitEnd(loop);
            resources.recorder().close();
            tokens.close();
        }
    }

    /**
     * A call under way is left a moment to end by itself: threads of HTTP clients were seen to outlive a call that was cancelled
     * while its reader closed. The loop has to be there still, the client needs it to end a call.
     */
    private void endCalls() {
        blocking.shutdown();
        try {
            if (blocking.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        blocking.shutdownNow();
        awaitEnd(blocking);
    }

    private static void awaitEnd(ExecutorService ending) {
        try {
            if (!ending.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("A thread of the reader did not end within {}", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
