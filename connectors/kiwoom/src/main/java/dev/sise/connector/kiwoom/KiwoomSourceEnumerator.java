package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each reader its app keys and each app key its items, and tells a listener how they are. Coordinator thread only, except
 * {@link #askDemand()} and {@link #tellHealth()}.
 *
 * <p>The app key with index i belongs to the reader with index i modulo parallelism, with both its splits. A reader that registers,
 * for the first time or after a failure, has nothing and is given its splits with the items of now, which after a restore are those
 * of the checkpoint.
 */
final class KiwoomSourceEnumerator implements SplitEnumerator<KiwoomSplit, KiwoomEnumeratorState> {
    /** How often demand is asked for. */
    static final long DEMAND_INTERVAL_MS = 100;
    /** How often the listener is told. */
    static final long HEALTH_INTERVAL_MS = 5_000;
    /** A reader reports every second; after this time without a report its sessions count as down. */
    static final Duration UNHEARD = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(KiwoomSourceEnumerator.class);
    /** Of a demand that cannot be read every hundredth failure, one in ten seconds, is logged. */
    private static final int LOG_EVERY = 100;

    private final SplitEnumeratorContext<KiwoomSplit> context;
    private final List<String> appKeyIds;
    private final Opening<ItemDemand> demand;
    private final Opening<HealthListener> health;
    private final LongSupplier nanoTime;
    private final SlotAllocator allocator;
    private final Map<String, Heard> heard = new HashMap<>();
    /** When the reader of an app key last registered. */
    private final Map<String, Long> startedAt = new HashMap<>();

    private final Counter demandFailures;
    private final Counter healthFailures;
    private final Counter fetches;
    private long revision;
    /** Written by the coordinator, read by metric reporters. */
    private volatile SlotAllocator.Counts counts = SlotAllocator.Counts.NONE;

    private volatile long unassignedSplits;
    /** Worker thread. */
    private final AskableDemand askable;

    /** What a reader said last about an app key, and when. */
    private record Heard(KiwoomSourceEvents.Report report, long nanoTime) {}

    /** Opens something when it is first needed, again after a failure, and never after it was closed. */
    private static final class Opening<T extends AutoCloseable> {
        private interface Factory<T> {
            T open() throws Exception;
        }

        private final Factory<T> factory;
        private T opened;
        private boolean closed;

        private Opening(Factory<T> factory) {
            this.factory = factory;
        }

        private synchronized T get() throws Exception {
            if (closed) {
                throw new IllegalStateException("The enumerator was closed");
            }
            if (opened == null) {
                opened = factory.open();
            }
            return opened;
        }

        private synchronized boolean isClosed() {
            return closed;
        }

        private synchronized Optional<T> end() {
            closed = true;
            return Optional.ofNullable(opened);
        }
    }

    KiwoomSourceEnumerator(
            SplitEnumeratorContext<KiwoomSplit> context,
            KiwoomSourceSettings settings,
            KiwoomEnumeratorState state,
            LongSupplier nanoTime) {
        this.context = context;
        this.appKeyIds = settings.appKeyIds();
        this.demand = new Opening<>(settings.demand()::open);
        this.health = new Opening<>(settings.health()::open);
        this.nanoTime = nanoTime;
        this.askable = new AskableDemand(nanoTime, LOG::warn);
        this.allocator = new SlotAllocator(appKeyIds, SlotAllocator.SLOTS_PER_SESSION);
        this.revision = state.revision();
        allocator.restore(state, settings.clock().millis());
        this.demandFailures = context.metricGroup().counter("demandFailures");
        this.healthFailures = context.metricGroup().counter("healthFailures");
        this.fetches = context.metricGroup().counter("fetches");
        addGauges();
    }

    private void addGauges() {
        MetricGroup group = context.metricGroup();
        group.gauge("demanded", () -> counts.demanded());
        group.gauge("refusedItems", askable::refused);
        group.gauge("inSession", () -> counts.inSession());
        group.gauge("polled", () -> counts.polled());
        group.gauge("silent", () -> counts.silent());
        for (SlotAllocator.Unallocated reason : SlotAllocator.Unallocated.values()) {
            group.addGroup("reason", reason.code())
                    .gauge("unallocated", () -> counts.unallocated().getOrDefault(reason, 0));
        }
        unassignedSplits = countUnassignedSplits();
        context.metricGroup().setUnassignedSplitsGauge(() -> unassignedSplits);
    }

    @Override
    public void start() {
        context.callAsync(this::askDemand, this::apply, 0, DEMAND_INTERVAL_MS);
        context.callAsync(this::tellHealth, this::countHealthFailure, HEALTH_INTERVAL_MS, HEALTH_INTERVAL_MS);
    }

    /** Worker thread: empty until the demand has been read once. */
    private Optional<Map<String, ItemDemand.Demanded>> askDemand() throws Exception {
        ItemDemand asked = demand.get();
        if (!asked.ready()) {
            return Optional.empty();
        }
        return Optional.of(askable.of(asked.current()));
    }

    private void apply(Optional<Map<String, ItemDemand.Demanded>> asked, Throwable failure) {
        if (demand.isClosed()) {
            // The call was under way when the job ended.
            return;
        }
        unassignedSplits = countUnassignedSplits();
        if (failure != null) {
            if (demandFailures.getCount() % LOG_EVERY == 0) {
                LOG.warn("The demand for items could not be read, the assignment was kept", failure);
            }
            demandFailures.inc();
            return;
        }
        asked.ifPresent(this::reallocate);
    }

    private void reallocate(Map<String, ItemDemand.Demanded> wanted) {
        for (String appKeyId : appKeyIds) {
            if (!isThere(appKeyId)) {
                allocator.readerLost(appKeyId);
            }
        }
        List<String> unheard = appKeyIds.stream().filter(this::isUnheard).toList();
        if (unheard.size() < appKeyIds.size()) {
            // Where nobody is heard there is nobody to serve instead, and they go on sooner with what they had.
            unheard.forEach(allocator::unheard);
        }
        SlotAllocator.Round round = allocator.allocate(wanted, TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong()));
        counts = allocator.counts();
        for (String appKeyId : round.sessions()) {
            revision++;
            send(appKeyId, sessionItems(appKeyId));
        }
        for (String appKeyId : round.polls()) {
            revision++;
            send(appKeyId, new KiwoomSourceEvents.PollItems(appKeyId, revision, allocator.polled(appKeyId)));
        }
        round.fetches().forEach((appKeyId, items) -> {
            fetches.inc(items.size());
            send(appKeyId, new KiwoomSourceEvents.Fetches(appKeyId, items));
        });
    }

    private KiwoomSourceEvents.SessionItems sessionItems(String appKeyId) {
        return new KiwoomSourceEvents.SessionItems(
                appKeyId,
                revision,
                allocator.session(appKeyId),
                allocator.quiet(appKeyId),
                allocator.silent(appKeyId),
                allocator.holes(appKeyId));
    }

    /** A reader that has never come yet is on its way. */
    private boolean isUnheard(String appKeyId) {
        Long started = startedAt.get(appKeyId);
        Heard last = heard.get(appKeyId);
        long now = nanoTime.getAsLong();
        return started != null
                && now - started >= UNHEARD.toNanos()
                && (last == null || now - last.nanoTime() >= UNHEARD.toNanos());
    }

    /** What is not sent because a reader is away it is given when it comes, but for fetches, which nobody awaits any more by then. */
    private void send(String appKeyId, SourceEvent event) {
        if (isThere(appKeyId)) {
            context.sendEventToSourceReader(ownerOf(appKeyId), event);
        }
    }

    private boolean isThere(String appKeyId) {
        return context.registeredReaders().containsKey(ownerOf(appKeyId));
    }

    private int ownerOf(String appKeyId) {
        return appKeyIds.indexOf(appKeyId) % context.currentParallelism();
    }

    private long countUnassignedSplits() {
        return 2 * appKeyIds.stream().filter(id -> !isThere(id)).count();
    }

    @Override
    public void addReader(int subtask) {
        List<String> owned =
                appKeyIds.stream().filter(id -> ownerOf(id) == subtask).toList();
        if (owned.isEmpty()) {
            return;
        }
        List<KiwoomSplit> splits = new ArrayList<>();
        for (String appKeyId : owned) {
            splits.add(new KiwoomSplit.SessionSplit(appKeyId, revision, allocator.session(appKeyId)));
            splits.add(new KiwoomSplit.PollSplit(appKeyId, revision, allocator.polled(appKeyId)));
            allocator.readerStarted(appKeyId);
            startedAt.put(appKeyId, nanoTime.getAsLong());
        }
        LOG.info(
                "Reader {} was given {}",
                subtask,
                splits.stream().map(KiwoomSplit::splitId).toList());
        context.assignSplits(new SplitsAssignment<>(Map.of(subtask, splits)));
        for (String appKeyId : owned) {
            KiwoomSourceEvents.SessionItems known = sessionItems(appKeyId);
            if (!known.quiet().isEmpty()
                    || !known.silent().isEmpty()
                    || !known.holes().isEmpty()) {
                // A split says nothing but which items there are.
                send(appKeyId, known);
            }
        }
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (event instanceof KiwoomSourceEvents.Report report
                && appKeyIds.contains(report.appKeyId())
                && ownerOf(report.appKeyId()) == subtask) {
            heard.put(report.appKeyId(), new Heard(report, nanoTime.getAsLong()));
            allocator.report(report);
        }
    }

    /** Worker thread. */
    private boolean tellHealth() throws Exception {
        HealthListener listener = health.get();
        CompletableFuture<List<KeyHealth>> asked = new CompletableFuture<>();
        context.runInCoordinatorThread(() -> asked.complete(health()));
        listener.report(asked.get(HEALTH_INTERVAL_MS, TimeUnit.MILLISECONDS));
        return true;
    }

    private void countHealthFailure(Boolean told, Throwable failure) {
        if (failure != null && !health.isClosed()) {
            // Every five seconds of an outage: the listener knows what of it is worth a warning.
            LOG.debug("The state of the source could not be told", failure);
            healthFailures.inc();
        }
    }

    private List<KeyHealth> health() {
        long now = nanoTime.getAsLong();
        List<KeyHealth> keys = new ArrayList<>();
        for (String appKeyId : appKeyIds) {
            Heard last = heard.get(appKeyId);
            keys.add(
                    last == null
                            ? health(KiwoomSourceEvents.Report.never(appKeyId), true)
                            : health(last.report(), now - last.nanoTime() >= UNHEARD.toNanos()));
        }
        return List.copyOf(keys);
    }

    private KeyHealth health(KiwoomSourceEvents.Report report, boolean isDown) {
        return new KeyHealth(
                report.appKeyId(),
                isDown ? SessionState.DOWN : report.state(),
                report.refused() || report.pollsRefused(),
                report.lastFrameAt(),
                report.lastRestSuccessAt(),
                allocator.session(report.appKeyId()),
                allocator.polled(report.appKeyId()),
                new TreeSet<>(report.silent()),
                report.callsPerSecond(),
                report.intervalMs());
    }

    @Override
    public void addSplitsBack(List<KiwoomSplit> splits, int subtask) {
        // A reader that comes again is given its splits anew.
    }

    @Override
    public void handleSplitRequest(int subtask, String hostName) {
        // Splits are given out when readers register; readers do not ask.
    }

    @Override
    public KiwoomEnumeratorState snapshotState(long checkpointId) {
        SortedMap<String, Long> lastFrames = new TreeMap<>();
        appKeyIds.forEach(id -> lastFrames.put(id, allocator.lastFrameAt(id)));
        return new KiwoomEnumeratorState(revision, copy(allocator::session), copy(allocator::polled), lastFrames);
    }

    private SortedMap<String, SortedSet<String>> copy(Function<String, Collection<String>> itemsOf) {
        SortedMap<String, SortedSet<String>> copies = new TreeMap<>();
        appKeyIds.forEach(id -> copies.put(id, new TreeSet<>(itemsOf.apply(id))));
        return copies;
    }

    @Override
    public void close() throws IOException {
        Optional<ItemDemand> openedDemand = demand.end();
        Optional<HealthListener> openedHealth = health.end();
        try {
            if (openedDemand.isPresent()) {
                openedDemand.get().close();
            }
        } finally {
            if (openedHealth.isPresent()) {
                openedHealth.get().close();
            }
        }
    }
}
