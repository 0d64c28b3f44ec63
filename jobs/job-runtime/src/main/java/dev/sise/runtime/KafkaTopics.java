package dev.sise.runtime;

import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

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
                .setTopics(java.util.Arrays.stream(topics).map(Topics::topic).toList())
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
    public <T> Sink<T> sink(Topics topic, SerializationSchema<T> key, SerializationSchema<T> value) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(bootstrapServers)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                // A price is stale in a second: send at once what is there, and batch only what comes meanwhile.
                .setProperty("linger.ms", "5")
                .setProperty("compression.type", "lz4")
                .setRecordSerializer(KafkaRecordSerializationSchema.<T>builder()
                        .setTopic(topic.topic())
                        .setKeySerializationSchema(key)
                        .setValueSerializationSchema(value)
                        .build())
                .build();
    }

    /** Writes rejected records, keyed by who refused them. */
    public Sink<RejectedRecord> rejected() {
        return sink(
                Topics.REJECTED,
                rejected -> rejected.source.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                RejectedRecord::toJson);
    }
}
