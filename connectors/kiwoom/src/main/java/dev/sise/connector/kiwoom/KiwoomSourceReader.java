package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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
 * Serves the app keys it was given and emits what their sessions and their polling bring. Task thread only; sessions and polling
 * live on a loop thread of this reader and talk to it through the {@link EventBuffer}.
 */
final class KiwoomSourceReader implements SourceReader<KiwoomEvent, KiwoomSplit> {
    private static final Logger LOG = LoggerFactory.getLogger(KiwoomSourceReader.class);
    /** Some seconds of the busiest market; see the back-pressure note of {@link KiwoomSession}. */
    static final int BUFFER_CAPACITY = 16_384;
    /** Twice what as many ordinary events take; a rejected one may hold 64 KiB of its frame. */
    static final long BUFFER_BYTES = 16 << 20;
    /** Revision of a split that was not given; every given one is newer. */
    private static final long NOT_GIVEN = -1;
    /** How long closing waits for servers to be told. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final SourceReaderContext context;
    private final KiwoomSourceSettings settings;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private final EventBuffer buffer = new EventBuffer(BUFFER_CAPACITY, BUFFER_BYTES, this::resume);
    private final KiwoomMetrics metrics;
    private final Counter recordsIn;
    private final Counter recordsInErrors;
    private final FetchLag fetchLag;
    private final ScheduledThreadPoolExecutor loop;
    private final ExecutorService calls;
    private final SessionResources resources;
    private final TokenStore tokens;

    /** The splits of an app key with the worker that serves them. */
    private static final class Held {
        private KiwoomSplit.SessionSplit session;
        private KiwoomSplit.PollSplit polls;
        private final AppKeyWorker worker;

        private Held(String appKeyId, AppKeyWorker worker) {
            this.session = new KiwoomSplit.SessionSplit(appKeyId, NOT_GIVEN, new TreeSet<>());
            this.polls = new KiwoomSplit.PollSplit(appKeyId, NOT_GIVEN, new TreeSet<>());
            this.worker = worker;
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
        metrics.group().gauge("bufferedBytes", buffer::bytes);
        this.tokens = settings.tokens().open();
        this.loop = new ScheduledThreadPoolExecutor(1, threads("kiwoom-loop-" + context.getIndexOfSubtask()));
        loop.setRemoveOnCancelPolicy(true);
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.calls = Executors.newCachedThreadPool(threads("kiwoom-calls-" + context.getIndexOfSubtask()));
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timings().connect())
                .executor(forClient(calls))
                .build();
        this.resources = new SessionResources(
                settings.endpoint(),
                settings.timings(),
                loop,
                calls,
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

    /**
     * An HTTP client of the JDK never ends its thread if its executor refuses a task of a call that is under way, as it does when
     * the reader closes. What comes then runs where it comes from; it is short. The executor must not know the client either:
     * the thread ends when the client is reachable from nowhere, and it holds the executor.
     */
    private static Executor forClient(ExecutorService calls) {
        return task -> {
            try {
                calls.execute(task);
            } catch (RejectedExecutionException closed) {
                task.run();
            }
        };
    }

    @Override
    public void start() {
        // Splits come from the enumerator, after a restore too.
    }

    @Override
    public void addSplits(List<KiwoomSplit> splits) {
        for (KiwoomSplit split : splits) {
            if (!settings.appKeyIds().contains(split.appKeyId())) {
                LOG.warn("{}: a split was dropped, its app key is not in the settings", split.splitId());
            } else if (split instanceof KiwoomSplit.SessionSplit session) {
                holder(split.appKeyId());
                takeSession(new KiwoomSourceEvents.SessionItems(
                        session.appKeyId(), session.revision(), session.items(), Set.of(), Set.of(), Map.of()));
            } else if (split instanceof KiwoomSplit.PollSplit polls) {
                holder(split.appKeyId());
                takePolls(polls);
            }
        }
    }

    private void holder(String appKeyId) {
        held.computeIfAbsent(appKeyId, id -> {
            KiwoomRestClient rest = KiwoomRestClient.sharing(
                    settings.endpoint().rest(),
                    settings.credentials().load(id),
                    tokens,
                    settings.marketClock(),
                    resources.http(),
                    KiwoomRestClient.CALL_TIMEOUT,
                    settings.callsPerSecond());
            AppKeyWorker worker =
                    new AppKeyWorker(id, rest, settings.types(), resources, context::sendSourceEventToCoordinator);
            worker.start();
            return new Held(id, worker);
        });
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof KiwoomSourceEvents.SessionItems items) {
            takeSession(items);
        } else if (event instanceof KiwoomSourceEvents.PollItems items) {
            takePolls(new KiwoomSplit.PollSplit(items.appKeyId(), items.revision(), new TreeSet<>(items.items())));
        } else if (event instanceof KiwoomSourceEvents.Fetches fetches && held.containsKey(fetches.appKeyId())) {
            held.get(fetches.appKeyId()).worker.fetch(fetches.items());
        }
    }

    private void takeSession(KiwoomSourceEvents.SessionItems items) {
        KiwoomSplit.SessionSplit split =
                new KiwoomSplit.SessionSplit(items.appKeyId(), items.revision(), new TreeSet<>(items.items()));
        Held holder = held.get(split.appKeyId());
        if (holder == null || split.revision() < holder.session.revision()) {
            LOG.info("{}: items of revision {} were ignored", split.splitId(), split.revision());
            return;
        }
        holder.session = split;
        holder.worker.serveBySession(items);
    }

    private void takePolls(KiwoomSplit.PollSplit split) {
        Held holder = held.get(split.appKeyId());
        if (holder == null || split.revision() < holder.polls.revision()) {
            LOG.info("{}: items of revision {} were ignored", split.splitId(), split.revision());
            return;
        }
        holder.polls = split;
        holder.worker.serveByPolls(split.items());
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
        for (Held holder : held.values()) {
            splits.add(holder.session);
            splits.add(holder.polls);
        }
        splits.removeIf(split -> split.revision() == NOT_GIVEN);
        return splits;
    }

    @Override
    public void notifyNoMoreSplits() {
        // The source has no end.
    }

    private void resume() {
        held.values().forEach(holder -> holder.worker.resume());
    }

    /** Ends sessions, calls, threads and timers; what was received but not emitted is dropped, as it would be by a failure. */
    @Override
    public void close() throws IOException {
        CompletableFuture<?>[] closing =
                held.values().stream().map(holder -> holder.worker.close()).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(closing).get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notTold) {
            LOG.info("A session was closed without telling the server", notTold);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            // Only now: a session that was about to ask for its token would find nobody to ask.
            calls.shutdownNow();
            loop.shutdownNow();
            // Then: what opens from here on finds no loop and frees itself.
            held.values().forEach(holder -> holder.worker.abandon());
            awaitEnd(calls);
            awaitEnd(loop);
            resources.recorder().close();
            tokens.close();
        }
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
