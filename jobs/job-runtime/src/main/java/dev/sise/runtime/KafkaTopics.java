package dev.sise.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Flink sources and sinks of our {@link Topics}, the same way in every job. */
public final class KafkaTopics {
    private final String bootstrapServers;

    public KafkaTopics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Reads topics from their beginning, or from the checkpoint; offsets live in checkpoints only. */
    public KafkaSource<KafkaRow> source(Topics... topics) {
        return KafkaSource.<KafkaRow>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(Arrays.stream(topics).map(Topics::topic).toList())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperty("commit.offsets.on.checkpoint", "false")
                .setDeserializer(KafkaRow.schema())
                .build();
    }

    /**
     * Writes at least once; a duplicate after a restart is for the reader to drop.
     *
     * @param key of a record, which decides its partition
     */
    public <T> Sink<T> sink(Topics topic, SerializableFunction<T, byte[]> key, SerializationSchema<T> value) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(bootstrapServers)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                // A price is stale in a second: send at once what is there, and batch only what comes meanwhile.
                .setProperty("linger.ms", "5")
                .setProperty("compression.type", "lz4")
                .setRecordSerializer(new Records<>(topic.topic(), key, value))
                .build();
    }

    /** Writes rejected records, keyed by who refused them. */
    public Sink<RejectedRecord> rejected() {
        return sink(
                Topics.REJECTED, rejected -> rejected.source.getBytes(StandardCharsets.UTF_8), RejectedRecord::toJson);
    }

    private static final class Records<T> implements KafkaRecordSerializationSchema<T> {
        private final String topic;
        private final SerializableFunction<T, byte[]> key;
        private final SerializationSchema<T> value;

        Records(String topic, SerializableFunction<T, byte[]> key, SerializationSchema<T> value) {
            this.topic = topic;
            this.key = key;
            this.value = value;
        }

        @Override
        public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext)
                throws Exception {
            value.open(context);
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(T element, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(topic, key.apply(element), value.serialize(element));
        }
    }
}
