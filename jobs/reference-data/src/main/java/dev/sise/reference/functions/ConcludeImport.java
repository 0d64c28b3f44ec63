package dev.sise.reference.functions;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.RichMapPartitionFunction;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what became of all files. Parallelism 1. Its totals are logged and are accumulators of the job, such as {@code rows.daily_prices}.
 * Fails the run when there was no file, or one of them was not imported; the others stay.
 */
public final class ConcludeImport extends RichMapPartitionFunction<ImportResult, ImportResult> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ConcludeImport.class);

    @Override
    public void mapPartition(Iterable<ImportResult> results, Collector<ImportResult> out) {
        Map<String, Long> totals = new TreeMap<>();
        TreeSet<String> failures = new TreeSet<>();
        for (ImportResult result : results) {
            if (result.file == null) {
                continue;
            }
            if (result.failure != null) {
                failures.add(result.file.path + ": " + result.failure);
                continue;
            }
            totals.merge("files." + result.file.table.table(), 1L, Long::sum);
            result.counts.forEach((name, count) -> totals.merge(name, count, Long::sum));
        }
        LOG.info("files were imported: {}", totals);
        totals.forEach((name, count) -> getRuntimeContext().getLongCounter(name).add(count));
        if (!failures.isEmpty()) {
            throw new SuppressRestartsException(new IllegalStateException(
                    failures.size() + " files were not imported: " + String.join("; ", failures)));
        }
    }
}
