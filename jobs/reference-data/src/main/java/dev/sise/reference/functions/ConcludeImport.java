package dev.sise.reference.functions;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what became of all files. Parallelism 1. Its totals are logged and are accumulators of the job, such as {@code rows.daily_prices}.
 * Fails the run when one of them was not imported; the others stay.
 *
 * <p>An operator and no function of a partition: what such a function throws ends the whole TaskManager.
 */
public final class ConcludeImport extends AbstractStreamOperator<ImportResult>
        implements OneInputStreamOperator<ImportResult, ImportResult>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ConcludeImport.class);

    private transient Map<String, Long> totals;
    private transient TreeSet<String> failures;

    @Override
    public void open() throws Exception {
        super.open();
        totals = new TreeMap<>();
        failures = new TreeSet<>();
    }

    @Override
    public void processElement(StreamRecord<ImportResult> record) {
        ImportResult result = record.getValue();
        if (result.failure != null) {
            failures.add(result.file.path + ": " + result.failure);
            return;
        }
        totals.merge("files." + result.file.table.table(), 1L, Long::sum);
        result.counts.forEach((name, count) -> totals.merge(name, count, Long::sum));
    }

    @Override
    public void endInput() {
        LOG.info("files were imported: {}", totals);
        totals.forEach((name, count) -> getRuntimeContext().getLongCounter(name).add(count));
        if (!failures.isEmpty()) {
            throw new SuppressRestartsException(new IllegalStateException(
                    failures.size() + " files were not imported: " + String.join("; ", failures)));
        }
    }
}
