package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each reader its sessions and each session its items. Coordinator thread only, except {@link #askDemand()}.
 *
 * <p>A session split is either in {@code unassigned}, or with a reader, or in a checkpoint from which its reader is about to be
 * restored; a restored reader names its sessions when it starts.
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
    private final SortedMap<String, SortedSet<String>> sessions;
    private final SortedSet<String> unassigned;
    /** Subtask by app key id. */
    private final Map<String, Integer> owners = new HashMap<>();

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
        KiwoomEnumeratorState today = state.forAppKeys(new TreeSet<>(appKeyIds));
        this.sessions = new TreeMap<>(today.sessions());
        this.unassigned = new TreeSet<>(today.unassigned());
        this.revision = today.revision();
        this.demandFailures = context.metricGroup().counter("demandFailures");
        context.metricGroup().setUnassignedSplitsGauge(() -> (long) unassigned.size());
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
        Integer owner = owners.get(appKeyId);
        if (owner != null && context.registeredReaders().containsKey(owner)) {
            context.sendEventToSourceReader(
                    owner, new KiwoomSourceEvents.SessionItems(appKeyId, revision, sessions.get(appKeyId)));
        }
    }

    @Override
    public void addReader(int subtask) {
        assignTo(subtask);
    }

    private void assignTo(int subtask) {
        List<KiwoomSplit> splits = new ArrayList<>();
        for (int i = 0; i < appKeyIds.size(); i++) {
            String appKeyId = appKeyIds.get(i);
            if (i % context.currentParallelism() == subtask && unassigned.remove(appKeyId)) {
                splits.add(new KiwoomSplit.SessionSplit(appKeyId, revision, sessions.get(appKeyId)));
                owners.put(appKeyId, subtask);
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
        if (event instanceof KiwoomSourceEvents.SessionsRestored restored) {
            for (String appKeyId : restored.appKeyIds()) {
                if (sessions.containsKey(appKeyId)) {
                    owners.put(appKeyId, subtask);
                    sendItems(appKeyId);
                }
            }
        }
    }

    @Override
    public void addSplitsBack(List<KiwoomSplit> splits, int subtask) {
        // What the reader held by a checkpoint comes back with the reader, which will say so.
        owners.values().removeIf(owner -> owner == subtask);
        for (KiwoomSplit split : splits) {
            if (split instanceof KiwoomSplit.SessionSplit session && sessions.containsKey(session.appKeyId())) {
                unassigned.add(session.appKeyId());
            }
        }
        if (context.registeredReaders().containsKey(subtask)) {
            assignTo(subtask);
        }
    }

    @Override
    public void handleSplitRequest(int subtask, String hostName) {
        // Sessions are given out when readers register; readers do not ask.
    }

    @Override
    public KiwoomEnumeratorState snapshotState(long checkpointId) {
        return new KiwoomEnumeratorState(revision, sessions, unassigned);
    }

    @Override
    public void close() throws IOException {
        if (demand != null) {
            demand.close();
        }
    }
}
