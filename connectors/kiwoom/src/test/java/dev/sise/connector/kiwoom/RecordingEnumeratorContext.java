package dev.sise.connector.kiwoom;

import java.util.ArrayDeque;
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
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Keeps what an enumerator sends, and runs its periodic call when the test says so. */
final class RecordingEnumeratorContext implements SplitEnumeratorContext<KiwoomSplit> {
    final Map<Integer, List<KiwoomSplit>> assigned = new HashMap<>();
    final List<Map.Entry<Integer, SourceEvent>> sent = new ArrayList<>();
    private final int parallelism;
    private final Map<Integer, ReaderInfo> readers = new HashMap<>();
    private final ArrayDeque<Runnable> periodic = new ArrayDeque<>();

    RecordingEnumeratorContext(int parallelism) {
        this.parallelism = parallelism;
    }

    void register(int subtask) {
        readers.put(subtask, new ReaderInfo(subtask, "here"));
    }

    void unregister(int subtask) {
        readers.remove(subtask);
    }

    void tick() {
        periodic.forEach(Runnable::run);
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
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
        periodic.add(() -> {
            T result = null;
            Throwable failure = null;
            try {
                result = callable.call();
            } catch (Exception thrown) {
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
