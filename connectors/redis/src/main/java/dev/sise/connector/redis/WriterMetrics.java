package dev.sise.connector.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** The writer's metrics, in the group {@code redis} of the sink, besides Flink's own of a sink. Changed by the task thread only. */
final class WriterMetrics {
    final Counter written;
    final Counter published;
    final Counter conflated;
    final Counter ignoredOlder;
    final Counter refusedOlder;
    final Counter retries;
    final Counter pipelines;
    private final MetricGroup group;
    private final SinkWriterMetricGroup standard;
    private final Map<String, Counter> dropped = new HashMap<>();
    private volatile long flushDurationMillis;
    private volatile long pipelineSize;

    WriterMetrics(SinkWriterMetricGroup standard, IntSupplier pending, BooleanSupplier connected) {
        this.standard = standard;
        group = standard.addGroup("redis");
        written = group.counter("written");
        published = group.counter("published");
        conflated = group.counter("conflated");
        ignoredOlder = group.counter("ignored_older");
        refusedOlder = group.counter("refused_older");
        retries = group.counter("retries");
        pipelines = group.counter("pipelines");
        group.gauge("pending", (Gauge<Integer>) pending::getAsInt);
        group.gauge("connected", (Gauge<Integer>) () -> connected.getAsBoolean() ? 1 : 0);
        group.gauge("flush_duration_ms", (Gauge<Long>) () -> flushDurationMillis);
        group.gauge("pipeline_size", (Gauge<Long>) () -> pipelineSize);
        standard.setCurrentSendTimeGauge(() -> flushDurationMillis);
    }

    void countWritten(int bytes) {
        written.inc();
        standard.getNumRecordsSendCounter().inc();
        standard.getNumBytesSendCounter().inc(bytes);
    }

    /** @return how many were dropped for this reason so far, with this one */
    long countDropped(String reason) {
        standard.getNumRecordsSendErrorsCounter().inc();
        Counter counter = dropped.computeIfAbsent(
                reason, name -> group.addGroup("reason", name).counter("dropped"));
        counter.inc();
        return counter.getCount();
    }

    void recordPipeline(int size, long durationMillis) {
        pipelines.inc();
        pipelineSize = size;
        flushDurationMillis = durationMillis;
    }
}
