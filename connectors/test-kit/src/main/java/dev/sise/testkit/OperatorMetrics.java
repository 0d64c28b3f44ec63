package dev.sise.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.events.EventBuilder;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.MetricRegistry;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.scope.ScopeFormats;
import org.apache.flink.traces.SpanBuilder;

/** Keeps the metrics of an operator in Flink's harness, so that a test can read them. Any thread. */
public final class OperatorMetrics {
    private final Registry registry = new Registry();
    private final TaskMetricGroup task = TaskManagerMetricGroup.createTaskManagerMetricGroup(
                    registry, "localhost", ResourceID.generate())
            .addJob(new JobID(), "job")
            .addTask(ExecutionAttemptID.randomId(), "task");

    /** For the environment of the harness. */
    public TaskMetricGroup task() {
        return task;
    }

    /**
     * The count of a counter.
     *
     * @param name as below the operator, with the names of its groups: {@code rejected.malformed}
     * @throws IllegalArgumentException when there is no such counter, naming those there are
     */
    public long count(String name) {
        return metric(name, Counter.class).getCount();
    }

    /**
     * What a histogram has seen.
     *
     * @param name as of a counter
     * @throws IllegalArgumentException when there is no such histogram, naming the metrics there are
     */
    public HistogramStatistics histogram(String name) {
        return metric(name, Histogram.class).getStatistics();
    }

    private <M> M metric(String name, Class<M> type) {
        for (Map.Entry<String, Metric> entry : registry.metrics.entrySet()) {
            if (entry.getKey().endsWith("." + name) && type.isInstance(entry.getValue())) {
                return type.cast(entry.getValue());
            }
        }
        throw new IllegalArgumentException(
                "There is no " + type.getSimpleName() + " " + name + " in " + registry.metrics.keySet());
    }

    private static final class Registry implements MetricRegistry {
        private final Map<String, Metric> metrics = new ConcurrentHashMap<>();
        private final ScopeFormats scopes = ScopeFormats.fromConfig(new Configuration());

        @Override
        public char getDelimiter() {
            return '.';
        }

        @Override
        public int getNumberReporters() {
            return 0;
        }

        @Override
        public void addSpan(SpanBuilder span, AbstractMetricGroup<?> group) {}

        @Override
        public void addEvent(EventBuilder event, AbstractMetricGroup<?> group) {}

        @Override
        public void register(Metric metric, String name, AbstractMetricGroup<?> group) {
            metrics.put(group.getMetricIdentifier(name), metric);
        }

        @Override
        public void unregister(Metric metric, String name, AbstractMetricGroup<?> group) {
            metrics.remove(group.getMetricIdentifier(name));
        }

        @Override
        public ScopeFormats getScopeFormats() {
            return scopes;
        }
    }
}
