package dev.sise.ingest.io;

import dev.sise.ingest.TickIngestSettings;
import dev.sise.ingest.TickIngestTopology;
import dev.sise.market.Tick;
import dev.sise.market.TickJson;
import dev.sise.runtime.KafkaTopics;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.flink.api.common.serialization.SerializationSchema;

/** What tick-ingest writes to Kafka. */
public final class IngestTopics {
    private IngestTopics() {}

    /**
     * Makes the topics where they are missing.
     *
     * @param clock real time
     * @throws dev.sise.runtime.KafkaUnavailableException when Kafka does not answer in time
     */
    public static TickIngestTopology.Sinks sinks(TickIngestSettings settings, Clock clock) {
        try (TopicAdmin admin =
                new TopicAdmin(settings.bootstrapServers(), settings.replication(), settings.kafkaTimeout(), clock)) {
            admin.createMissing();
        }
        KafkaTopics topics = new KafkaTopics(settings.bootstrapServers());
        return new TickIngestTopology.Sinks(
                topics.sink(
                        Topics.TICKS,
                        tick -> tick.ticker().getBytes(StandardCharsets.US_ASCII),
                        new TickSerialization()),
                topics.rejected());
    }

    private static final class TickSerialization implements SerializationSchema<Tick> {
        private transient TickJson json;

        @Override
        public void open(InitializationContext context) {
            json = new TickJson();
        }

        @Override
        public byte[] serialize(Tick tick) {
            return json.write(tick);
        }
    }
}
