package dev.sise.connector.kiwoom;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * The counters of one reader. The reader's loop thread alone writes them; a metric reporter may read a value that is one
 * update old.
 */
final class KiwoomMetrics {
    /** Type names come from the server; beyond this many different ones the rest share one counter. */
    private static final int MAX_TYPES = 64;

    private final MetricGroup group;
    private final Map<RejectReason, Counter> rejected = new EnumMap<>(RejectReason.class);
    private final Map<String, Counter> otherTypes = new HashMap<>();

    final Counter frames;
    final Counter dataFrames;
    final Counter controlFrames;
    final Counter rejectedFrames;
    final Counter trades;
    final Counter expectedPrices;
    final Counter warrantTheories;
    final Counter warrantIndicators;
    final Counter marketStates;
    final Counter volatilityInterruptions;
    final Counter rejectedRows;
    final Counter otherRows;
    final Counter pings;
    final Counter connects;
    final Counter reconnects;
    final Counter kicked;
    final Counter loginFailures;
    final Counter acknowledgementFailures;

    KiwoomMetrics(MetricGroup parent) {
        group = parent.addGroup("kiwoom");
        frames = group.counter("frames");
        dataFrames = group.counter("dataFrames");
        controlFrames = group.counter("controlFrames");
        rejectedFrames = group.counter("rejectedFrames");
        trades = group.counter("trades");
        expectedPrices = group.counter("expectedPrices");
        warrantTheories = group.counter("warrantTheories");
        warrantIndicators = group.counter("warrantIndicators");
        marketStates = group.counter("marketStates");
        volatilityInterruptions = group.counter("volatilityInterruptions");
        rejectedRows = group.counter("rejectedRows");
        otherRows = group.counter("otherRows");
        pings = group.counter("pings");
        connects = group.counter("connects");
        reconnects = group.counter("reconnects");
        kicked = group.counter("kicked");
        loginFailures = group.counter("loginFailures");
        acknowledgementFailures = group.counter("acknowledgementFailures");
        for (RejectReason reason : RejectReason.values()) {
            rejected.put(reason, group.addGroup("reason", reason.code()).counter("rejected"));
        }
    }

    /** Shows the state of one session. Task thread, once per session. */
    void addSession(String appKeyId, KiwoomSession session) {
        MetricGroup ofKey = group.addGroup("appKey", appKeyId);
        ofKey.gauge("sessionState", () -> session.state().ordinal());
        ofKey.gauge("registeredItems", session::registeredCount);
    }

    MetricGroup group() {
        return group;
    }

    void countRejected(RejectReason reason) {
        rejected.get(reason).inc();
    }

    /** Counts a row of a frame by what it says. */
    void countRow(KiwoomEvent row) {
        if (row instanceof KiwoomEvent.Trade) {
            trades.inc();
        } else if (row instanceof KiwoomEvent.Rejected rejectedRow) {
            rejectedRows.inc();
            countRejected(rejectedRow.reason());
        } else if (row instanceof KiwoomEvent.Expected) {
            expectedPrices.inc();
        } else if (row instanceof KiwoomEvent.WarrantTheory) {
            warrantTheories.inc();
        } else if (row instanceof KiwoomEvent.WarrantIndicators) {
            warrantIndicators.inc();
        } else if (row instanceof KiwoomEvent.MarketState) {
            marketStates.inc();
        } else if (row instanceof KiwoomEvent.VolatilityInterruption) {
            volatilityInterruptions.inc();
        } else {
            throw new IllegalStateException("No row of a frame says this: " + row);
        }
    }

    void countOther(String type) {
        otherRows.inc();
        Counter counter = otherTypes.get(type);
        if (counter == null) {
            String name = otherTypes.size() < MAX_TYPES && type.length() <= 2 ? type : "rest";
            counter = otherTypes.computeIfAbsent(
                    name, key -> group.addGroup("type", key).counter("rows"));
        }
        counter.inc();
    }

    /** How often a record was rejected for {@code reason}. */
    long rejectedFor(RejectReason reason) {
        return rejected.get(reason).getCount();
    }
}
