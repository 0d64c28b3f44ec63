package dev.sise.reference.functions;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what became of all tickers, when all are through. Parallelism 1. Its totals are logged and are accumulators of the job, each with the
 * table behind it: {@code loaded}, {@code before}, {@code incomplete}, {@code refused}, {@code unanswered}, {@code skipped}, {@code rows},
 * {@code corrected}, {@code filled}, {@code repaired}, {@code reloaded}, {@code blank}, {@code calls}; and {@code rejected.<reason>}.
 *
 * <p>Fails the run when there is no ticker at all, when tickers were skipped, or more were missed than the plan allows, so that it is started
 * again: what was loaded stays.
 *
 * <p>An operator and no function of a partition: what such a function throws ends the whole TaskManager.
 */
public final class ConcludeLoad extends AbstractStreamOperator<TickerResult>
        implements OneInputStreamOperator<TickerResult, TickerResult>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ConcludeLoad.class);

    private final LoadPlan plan;

    private transient Map<LoadTable, TreeMap<String, Long>> totals;
    private transient Map<LoadTable, TreeMap<LoadState, Long>> states;
    private transient TreeMap<String, Long> rejected;

    public ConcludeLoad(LoadPlan plan) {
        this.plan = plan;
    }

    @Override
    public void open() throws Exception {
        super.open();
        totals = new EnumMap<>(LoadTable.class);
        states = new EnumMap<>(LoadTable.class);
        rejected = new TreeMap<>();
    }

    @Override
    public void processElement(StreamRecord<TickerResult> record) {
        TickerResult result = record.getValue();
        states.computeIfAbsent(result.table, table -> new TreeMap<>()).merge(result.state, 1L, Long::sum);
        TreeMap<String, Long> counts = totals.computeIfAbsent(result.table, table -> new TreeMap<>());
        counts.merge(result.state.code(), 1L, Long::sum);
        counts.merge("rows", (long) result.inserted + result.corrected + result.filled, Long::sum);
        counts.merge("corrected", (long) result.corrected, Long::sum);
        counts.merge("filled", (long) result.filled, Long::sum);
        counts.merge("repaired", (long) result.repaired, Long::sum);
        counts.merge("reloaded", result.replaces ? 1L : 0L, Long::sum);
        counts.merge("blank", (long) result.blank, Long::sum);
        counts.merge("calls", (long) result.calls, Long::sum);
        result.reasons.forEach(reason -> rejected.merge(reason, 1L, Long::sum));
    }

    @Override
    public void endInput() {
        if (states.isEmpty()) {
            // A schedule would take the day for loaded.
            throw new SuppressRestartsException(
                    new IllegalStateException(
                            "No ticker is in the table stocks, so nothing was loaded: read the lists first (load.tables stocks)."));
        }
        totals.forEach((table, counts) -> {
            LOG.info("{} was loaded: {}", table.table(), counts);
            counts.forEach((name, count) -> total(name + "." + table.table(), count));
        });
        rejected.forEach((reason, count) -> total("rejected." + reason, count));
        StringBuilder failures = new StringBuilder();
        states.forEach((table, counts) -> failures.append(failure(table, counts)));
        if (!failures.isEmpty()) {
            throw new SuppressRestartsException(new IllegalStateException(
                    failures + "What was loaded stays, and the next run goes on from there."));
        }
    }

    /** Empty where the run did its work. */
    private String failure(LoadTable table, Map<LoadState, Long> counts) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long missed = counts.entrySet().stream()
                .filter(entry -> entry.getKey().isMissed())
                .mapToLong(Map.Entry::getValue)
                .sum();
        boolean skipped = counts.containsKey(LoadState.SKIPPED);
        if (!skipped && missed * 100 <= all * plan.maxMissedPercent()) {
            return "";
        }
        return missed + " of " + all + " tickers of " + table.table() + " were not loaded ("
                + (skipped ? "the broker could not be asked any more" : "allowed are " + plan.maxMissedPercent() + " %")
                + "). ";
    }

    private void total(String name, long count) {
        getRuntimeContext().getLongCounter(name).add(count);
    }
}
