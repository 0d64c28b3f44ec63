package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each reader its app keys and each app key its items. Coordinator thread only, except {@link #askDemand()}.
 *
 * <p>The app key with index i belongs to the reader with index i modulo parallelism, with both its splits. A reader that registers,
 * for the first time or after a failure, has nothing and is given its splits with today's items.
 */
final class KiwoomSourceEnumerator implements SplitEnumerator<KiwoomSplit, KiwoomEnumeratorState> {
    /** How often demand is asked for. */
    static final long DEMAND_INTERVAL_MS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(KiwoomSourceEnumerator.class);
    /** Of a demand that cannot be read every hundredth failure, one in ten seconds, is logged. */
    private static final int LOG_EVERY = 100;

    private final SplitEnumeratorContext<KiwoomSplit> context;
    private final List<String> appKeyIds;
    private final ItemDemand.Factory demandFactory;
    private final SlotAllocator allocator;
    private final Counter demandFailures;
    private final SortedMap<String, SortedSet<String>> sessions = new TreeMap<>();

    private long revision;
    private ItemDemand demand;

    KiwoomSourceEnumerator(
            SplitEnumeratorContext<KiwoomSplit> context,
            List<String> appKeyIds,
            ItemDemand.Factory demandFactory,
            KiwoomEnumeratorState state) {
        this.context = context;
        this.appKeyIds = appKeyIds;
        this.demandFactory = demandFactory;
        this.allocator = new SlotAllocator(appKeyIds, Registration.MAX_ITEMS);
        appKeyIds.forEach(id -> sessions.put(id, state.session(id)));
        this.revision = state.revision();
        this.demandFailures = context.metricGroup().counter("demandFailures");
    }

    @Override
    public void start() {
        try {
            demand = demandFactory.open();
        } catch (Exception notOpened) {
            throw new IllegalStateException("The demand for items could not be opened", notOpened);
        }
        context.callAsync(this::askDemand, this::apply, 0, DEMAND_INTERVAL_MS);
    }

    /** Worker thread: empty until the demand has been read once. */
    private Optional<Map<String, ItemDemand.Demanded>> askDemand() throws Exception {
        return demand.ready() ? Optional.of(Map.copyOf(demand.current())) : Optional.empty();
    }

    private void apply(Optional<Map<String, ItemDemand.Demanded>> asked, Throwable failure) {
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
        SortedMap<String, SortedSet<String>> next = allocator.allocate(sessions, wanted);
        for (Map.Entry<String, SortedSet<String>> session : next.entrySet()) {
            if (!session.getValue().equals(sessions.get(session.getKey()))) {
                revision++;
                sessions.put(session.getKey(), session.getValue());
                sendItems(session.getKey());
            }
        }
    }

    private void sendItems(String appKeyId) {
        int owner = ownerOf(appKeyId);
        if (context.registeredReaders().containsKey(owner)) {
            context.sendEventToSourceReader(
                    owner, new KiwoomSourceEvents.SessionItems(appKeyId, revision, sessions.get(appKeyId), Set.of()));
        }
    }

    private int ownerOf(String appKeyId) {
        return appKeyIds.indexOf(appKeyId) % context.currentParallelism();
    }

    @Override
    public void addReader(int subtask) {
        List<KiwoomSplit> splits = new ArrayList<>();
        for (String appKeyId : appKeyIds) {
            if (ownerOf(appKeyId) == subtask) {
                splits.add(new KiwoomSplit.SessionSplit(appKeyId, revision, sessions.get(appKeyId)));
                splits.add(new KiwoomSplit.PollSplit(appKeyId, revision, Collections.emptySortedSet()));
            }
        }
        if (!splits.isEmpty()) {
            LOG.info(
                    "Reader {} was given {}",
                    subtask,
                    splits.stream().map(KiwoomSplit::splitId).toList());
            context.assignSplits(new SplitsAssignment<>(Map.of(subtask, splits)));
        }
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        LOG.debug("Reader {} said {}", subtask, event);
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
        return new KiwoomEnumeratorState(revision, sessions, new TreeMap<>());
    }

    @Override
    public void close() throws IOException {
        if (demand != null) {
            demand.close();
        }
    }
}
