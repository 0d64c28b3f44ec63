package dev.sise.benchmarks;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Measures a bounded job inside it: from the first record that any subtask reads to the moment the last sink has flushed its last record.
 * Deployment and shutdown of the job are no part of it. One measurement at a time in a JVM.
 */
final class Stopwatch {
    private static final AtomicLong START = new AtomicLong();
    private static final AtomicLong END = new AtomicLong();
    private static final AtomicLong WRITTEN = new AtomicLong();

    private Stopwatch() {}

    static void reset() {
        START.set(Long.MAX_VALUE);
        END.set(Long.MIN_VALUE);
        WRITTEN.set(0);
    }

    static double seconds() {
        return (END.get() - START.get()) / 1e9;
    }

    /** Records that reached the sinks. */
    static long written() {
        return WRITTEN.get();
    }

    /** A schema that starts the watch. */
    static <T> KafkaRecordDeserializationSchema<T> starting(KafkaRecordDeserializationSchema<T> schema) {
        return new Starting<>(schema);
    }

    /** A sink that stops the watch when its input has ended and is flushed. */
    static <T> Sink<T> stopping(Sink<T> sink) {
        return new Stopping<>(sink);
    }

    /** A sink that drops everything. */
    static <T> Sink<T> discard() {
        return new Stopping<>(null);
    }

    private static final class Starting<T> implements KafkaRecordDeserializationSchema<T> {
        private final KafkaRecordDeserializationSchema<T> schema;
        private transient boolean started;

        Starting(KafkaRecordDeserializationSchema<T> schema) {
            this.schema = schema;
        }

        @Override
        public void open(org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext context)
                throws Exception {
            schema.open(context);
        }

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> row, Collector<T> out) throws IOException {
            if (!started) {
                started = true;
                START.accumulateAndGet(System.nanoTime(), Math::min);
            }
            schema.deserialize(row, out);
        }

        @Override
        public TypeInformation<T> getProducedType() {
            return schema.getProducedType();
        }
    }

    private static final class Stopping<T> implements Sink<T> {
        private final Sink<T> sink;

        Stopping(Sink<T> sink) {
            this.sink = sink;
        }

        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
            return new StoppingWriter<>(sink == null ? null : sink.createWriter(context));
        }
    }

    @SuppressWarnings("try") // SinkWriter lets close throw anything, interruption too.
    private static final class StoppingWriter<T> implements SinkWriter<T> {
        private final SinkWriter<T> writer;
        private long written;

        StoppingWriter(SinkWriter<T> writer) {
            this.writer = writer;
        }

        @Override
        public void write(T element, Context context) throws IOException, InterruptedException {
            written++;
            if (writer != null) {
                writer.write(element, context);
            }
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            if (writer != null) {
                writer.flush(endOfInput);
            }
            if (endOfInput) {
                WRITTEN.addAndGet(written);
                written = 0;
                END.accumulateAndGet(System.nanoTime(), Math::max);
            }
        }

        @Override
        public void close() throws Exception {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
