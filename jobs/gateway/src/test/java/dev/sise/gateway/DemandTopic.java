package dev.sise.gateway;

import dev.sise.market.DemandRecords;
import dev.sise.runtime.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the topic {@code subscriptions} from its beginning as the jobs do. */
final class DemandTopic implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<DemandRecords.Message> seen = new ArrayList<>();

    DemandTopic(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(Topics.SUBSCRIPTIONS.topic(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** All records of the gateway so far. */
    List<DemandRecords.Message> of(String gateway) {
        consumer.poll(Duration.ofMillis(100)).forEach(row -> {
            if (row.key().equals(gateway) || row.key().startsWith(gateway + "/")) {
                seen.add(DemandRecords.decode(row.key(), row.value()));
            }
        });
        return List.copyOf(seen);
    }

    /** All but the heartbeats. */
    List<DemandRecords.Message> changesOf(String gateway) {
        return of(gateway).stream()
                .filter(message -> !(message instanceof DemandRecords.Heartbeat))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
