package dev.sise.connector.redis;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.metrics.groups.ProxyMetricGroup;
import org.apache.flink.streaming.runtime.tasks.StreamTaskActionExecutor;
import org.apache.flink.streaming.runtime.tasks.mailbox.MailboxExecutorImpl;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailboxImpl;

/** The task around a writer: the test's thread is the task thread, with Flink's own mailbox and timers that arrive through it. */
final class WriterTask<T> implements AutoCloseable {
    private static final SinkWriter.Context NO_CONTEXT = new SinkWriter.Context() {
        @Override
        public long currentWatermark() {
            return Long.MIN_VALUE;
        }

        @Override
        public Long timestamp() {
            return null;
        }
    };

    private final TaskMailboxImpl mails = new TaskMailboxImpl(Thread.currentThread());
    private final MailboxExecutor mailbox = new MailboxExecutorImpl(mails, 0, StreamTaskActionExecutor.IMMEDIATE);
    private final ScheduledExecutorService timers =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "writer-task-timers"));
    private final MetricListener listener = new MetricListener();
    private final SinkWriter<T> writer;
    private final ConflatingWriter<?> conflating;

    WriterTask(WriterSettings settings, LastValueSerializer<T> serializer) {
        this(settings, serializer, null);
    }

    WriterTask(WriterSettings settings, LastValueSerializer<T> serializer, TypeSerializer<T> copier) {
        ConflatingWriter<T> lastValues =
                conflating(settings, new LastValueFormat<>("price:", Duration.ofHours(36), serializer), copier);
        writer = lastValues;
        conflating = lastValues;
    }

    WriterTask(WriterSettings settings, DaySeriesSerializer<T> serializer) {
        ConflatingWriter<DayPoints> points =
                conflating(settings, new DaySeriesFormat("intraday:", Duration.ofHours(20)), null);
        writer = new DaySeriesWriter<>(serializer, points);
        conflating = points;
    }

    private <V> ConflatingWriter<V> conflating(
            WriterSettings settings, WriteFormat<V> format, TypeSerializer<V> copier) {
        return new ConflatingWriter<>(
                settings, format, copier, mailbox, new MailedTimers(), new ListenedMetrics(listener.getMetricGroup()));
    }

    static WriterSettings settings(String uri, Duration flushInterval) {
        return new WriterSettings(RedisAddress.of(uri), flushInterval, Duration.ofSeconds(2), 50_000);
    }

    void write(T value) throws Exception {
        writer.write(value, NO_CONTEXT);
    }

    /** What a checkpoint barrier does. */
    void flush() throws Exception {
        writer.flush(false);
    }

    /** Runs mails, as an idle task does, until the condition holds. */
    void runUntil(BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("condition did not come true within 20 s");
            }
            // The writer's tick wakes it.
            mailbox.yield();
        }
    }

    long counter(String name) {
        return listener.getCounter("redis", name).map(Counter::getCount).orElse(-1L);
    }

    long dropped(String reason) {
        return listener.getCounter("redis", "reason", reason, "dropped")
                .map(Counter::getCount)
                .orElse(0L);
    }

    Object gauge(String name) {
        return listener.getGauge("redis", name).map(Gauge::getValue).orElseThrow();
    }

    @Override
    public void close() {
        conflating.close();
        timers.shutdownNow();
        mails.close();
    }

    private final class MailedTimers implements ProcessingTimeService {
        @Override
        public long getCurrentProcessingTime() {
            return System.currentTimeMillis();
        }

        @Override
        public ScheduledFuture<?> registerTimer(long timestamp, ProcessingTimeCallback callback) {
            return timers.schedule(
                    () -> mailbox.execute(() -> callback.onProcessingTime(timestamp), "timer"),
                    Math.max(0, timestamp - getCurrentProcessingTime()),
                    TimeUnit.MILLISECONDS);
        }
    }

    private static final class ListenedMetrics extends ProxyMetricGroup<MetricGroup> implements SinkWriterMetricGroup {
        private final Counter standard = new SimpleCounter();

        private ListenedMetrics(MetricGroup parent) {
            super(parent);
        }

        @Override
        public Counter getNumRecordsOutErrorsCounter() {
            return standard;
        }

        @Override
        public Counter getNumRecordsSendErrorsCounter() {
            return standard;
        }

        @Override
        public Counter getNumRecordsSendCounter() {
            return standard;
        }

        @Override
        public Counter getNumBytesSendCounter() {
            return standard;
        }

        @Override
        public void setCurrentSendTimeGauge(Gauge<Long> gauge) {
            gauge("currentSendTime", gauge);
        }

        @Override
        public OperatorIOMetricGroup getIOMetricGroup() {
            return UnregisteredMetricsGroup.createOperatorMetricGroup().getIOMetricGroup();
        }
    }
}
