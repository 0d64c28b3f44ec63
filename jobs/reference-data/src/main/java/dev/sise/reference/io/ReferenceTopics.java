package dev.sise.reference.io;

import dev.sise.market.InstrumentJson;
import dev.sise.reference.ReferenceDataSettings;
import dev.sise.reference.functions.Stock;
import dev.sise.runtime.KafkaTopics;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.flink.api.connector.sink2.Sink;

/** What reference-data writes to Kafka. */
public final class ReferenceTopics {
    private final KafkaTopics topics;

    /**
     * Makes the topics where they are missing.
     *
     * @param clock real time
     * @throws dev.sise.runtime.KafkaUnavailableException when Kafka does not answer in time
     */
    public ReferenceTopics(ReferenceDataSettings settings, Clock clock) {
        try (TopicAdmin admin =
                new TopicAdmin(settings.bootstrapServers(), settings.replication(), settings.kafkaTimeout(), clock)) {
            admin.createMissing();
        }
        topics = new KafkaTopics(settings.bootstrapServers());
    }

    /** One record for each instrument, also for one that left the exchange. */
    public Sink<Stock> instruments() {
        return topics.sink(
                Topics.INSTRUMENTS,
                stock -> stock.ticker.getBytes(StandardCharsets.US_ASCII),
                stock -> InstrumentJson.write(stock.toInstrument()));
    }

    /** What could not be read. */
    public Sink<RejectedRecord> rejected() {
        return topics.rejected();
    }
}
