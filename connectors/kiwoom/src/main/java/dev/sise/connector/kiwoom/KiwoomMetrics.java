package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * The counters of one reader. The reader's loop thread alone writes them; a metric reporter may read a value that is one
 * update old.
 */
final class KiwoomMetrics {
    /** Type names and codes come from the server; beyond this many different ones the rest share one counter. */
    private static final int MAX_NAMES = 64;

    private static final String REST = "rest";

    private final MetricGroup group;
    private final Map<RejectReason, Counter> rejected = new EnumMap<>(RejectReason.class);
    private final Map<AnswerClass, Counter> calls = new EnumMap<>(AnswerClass.class);
    private final Map<PollSchedule.Purpose, Counter> asked = new EnumMap<>(PollSchedule.Purpose.class);
    private final Map<String, Counter> refusals = new HashMap<>();
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
    final Counter gaps;
    final Counter quotes;
    final Counter emptyRows;

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
        gaps = group.counter("gaps");
        quotes = group.counter("quotes");
        emptyRows = group.counter("emptyRows");
        for (AnswerClass answerClass : AnswerClass.values()) {
            String name = answerClass.name().toLowerCase(Locale.ROOT);
            calls.put(answerClass, group.addGroup("answer", name).counter("calls"));
        }
        for (PollSchedule.Purpose purpose : PollSchedule.Purpose.values()) {
            String name = purpose.name().toLowerCase(Locale.ROOT);
            asked.put(purpose, group.addGroup("purpose", name).counter("items"));
        }
        for (RejectReason reason : RejectReason.values()) {
            rejected.put(reason, group.addGroup("reason", reason.code()).counter("rejected"));
        }
    }

    /** Shows how one app key is served. Once per app key; the figures are read by the reporter's thread. */
    void addAppKey(
            String appKeyId,
            KiwoomSession session,
            TokenKeeper tokens,
            Supplier<KeyFigures> figures,
            Duration interval) {
        MetricGroup ofKey = group.addGroup("appKey", appKeyId);
        ofKey.gauge("sessionState", () -> session.state().ordinal());
        ofKey.gauge("kicked", () -> session.state() == SessionState.KICKED ? 1 : 0);
        ofKey.gauge("refused", () -> session.isRefused() ? 1 : 0);
        ofKey.gauge("pollsRefused", () -> figures.get().pollsRefused() ? 1 : 0);
        ofKey.gauge("voidedTokens", tokens::voided);
        ofKey.gauge("registeredItems", session::registeredCount);
        ofKey.gauge("demandedItems", () -> figures.get().demanded());
        ofKey.gauge("polledItems", () -> figures.get().polled());
        ofKey.gauge("silentItems", () -> figures.get().silent());
        ofKey.gauge("awaitingItems", () -> figures.get().awaiting());
        ofKey.gauge("pollIntervalMs", interval::toMillis);
        ofKey.gauge("effectivePollIntervalMs", () -> figures.get().effectiveIntervalMs());
        ofKey.gauge("reachedPollIntervalMs", () -> figures.get().reachedIntervalMs());
        ofKey.gauge("stalestPollMs", () -> figures.get().stalestMs());
        ofKey.gauge("callsPerSecond", () -> figures.get().callsPerSecond());
        ofKey.gauge("budgetUsed", () -> figures.get().budgetUsed());
    }

    MetricGroup group() {
        return group;
    }

    void countCall(AnswerClass answerClass) {
        calls.get(answerClass).inc();
    }

    void countAsked(PollSchedule.Purpose purpose) {
        asked.get(purpose).inc();
    }

    /** Counts what polling brought. */
    void countPolled(KiwoomEvent event) {
        if (event instanceof KiwoomEvent.Quote) {
            quotes.inc();
        } else if (event instanceof KiwoomEvent.NoQuote) {
            emptyRows.inc();
        } else if (event instanceof KiwoomEvent.Rejected rejectedRow) {
            rejectedRows.inc();
            countRejected(rejectedRow.reason());
        }
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
        count(otherTypes, type.length() <= 2 ? type : REST, "type", "rows");
    }

    /** Counts what Kiwoom refused by its code; nothing where it named none. */
    void countRefusal(OptionalInt code) {
        if (code.isPresent()) {
            count(refusals, Integer.toString(code.getAsInt()), "code", "refusals");
        }
    }

    private void count(Map<String, Counter> counters, String wanted, String label, String metric) {
        Counter counter = counters.get(wanted);
        if (counter == null) {
            String name = counters.size() < MAX_NAMES ? wanted : REST;
            counter = counters.computeIfAbsent(
                    name, key -> group.addGroup(label, key).counter(metric));
        }
        counter.inc();
    }

    /** How often Kiwoom refused with {@code code}. */
    long refusedWith(int code) {
        Counter counter = refusals.get(Integer.toString(code));
        return counter == null ? 0 : counter.getCount();
    }

    /** How often a call was answered like this. */
    long callsAnswered(AnswerClass answerClass) {
        return calls.get(answerClass).getCount();
    }

    /** How many items were asked for because of {@code purpose}. */
    long itemsAsked(PollSchedule.Purpose purpose) {
        return asked.get(purpose).getCount();
    }

    /** How often a record was rejected for {@code reason}. */
    long rejectedFor(RejectReason reason) {
        return rejected.get(reason).getCount();
    }
}
