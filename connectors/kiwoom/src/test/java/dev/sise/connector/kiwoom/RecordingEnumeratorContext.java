package dev.sise.connector.kiwoom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.metrics.groups.InternalSplitEnumeratorMetricGroup;

/** Keeps what an enumerator sends, and runs its periodic calls when the test says so. */
final class RecordingEnumeratorContext implements SplitEnumeratorContext<KiwoomSplit> {
    final Map<Integer, List<KiwoomSplit>> assigned = new HashMap<>();
    final List<Map.Entry<Integer, SourceEvent>> sent = new ArrayList<>();
    private final int parallelism;
    private final Map<Integer, ReaderInfo> readers = new HashMap<>();
    private final Map<Long, Runnable> periodic = new HashMap<>();
    private final MetricListener metrics = new MetricListener();
    private final SplitEnumeratorMetricGroup metricGroup =
            new InternalSplitEnumeratorMetricGroup(metrics.getMetricGroup());

    RecordingEnumeratorContext(int parallelism) {
        this.parallelism = parallelism;
    }

    void register(int subtask) {
        readers.put(subtask, new ReaderInfo(subtask, "here"));
    }

    void unregister(int subtask) {
        readers.remove(subtask);
    }

    /** The value of a counter or gauge in the enumerator's group. */
    Number metric(String... path) {
        String[] identifier = new String[path.length + 1];
        identifier[0] = "enumerator";
        System.arraycopy(path, 0, identifier, 1, path.length);
        Metric found = metrics.getMetric(Metric.class, identifier).orElseThrow();
        return found instanceof Counter counter ? counter.getCount() : (Number) ((Gauge<?>) found).getValue();
    }

    /** Does what is to be done every so many milliseconds. */
    void every(long milliseconds) {
        periodic.get(milliseconds).run();
    }

    void tick() {
        every(KiwoomSourceEnumerator.DEMAND_INTERVAL_MS);
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return metricGroup;
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        if (!readers.containsKey(subtask)) {
            throw new IllegalStateException("Reader " + subtask + " is not registered");
        }
        sent.add(Map.entry(subtask, event));
    }

    @Override
    public int currentParallelism() {
        return parallelism;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return readers;
    }

    @Override
    public void assignSplits(SplitsAssignment<KiwoomSplit> assignment) {
        assignment.assignment().forEach((subtask, splits) -> {
            if (!readers.containsKey(subtask)) {
                throw new IllegalStateException("Reader " + subtask + " is not registered");
            }
            assigned.computeIfAbsent(subtask, key -> new ArrayList<>()).addAll(splits);
        });
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        throw new AssertionError("The source has no end");
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        throw new AssertionError("Nothing is called just once");
    }

    @Override
    public <T> void callAsync(
            Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelayMillis, long periodMillis) {
        periodic.put(periodMillis, () -> {
            T result = null;
            Throwable failure = null;
            try {
                result = callable.call();
            } catch (Throwable thrown) {
                failure = thrown;
            }
            handler.accept(result, failure);
        });
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
        runnable.run();
    }
}
