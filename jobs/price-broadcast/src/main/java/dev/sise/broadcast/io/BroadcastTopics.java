package dev.sise.broadcast.io;

import dev.sise.broadcast.PriceBroadcastSettings;
import dev.sise.broadcast.PriceBroadcastTopology;
import dev.sise.market.DemandRecords;
import dev.sise.runtime.KafkaTopics;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import java.time.Clock;

/** What price-broadcast reads from Kafka. */
public final class BroadcastTopics {
    private BroadcastTopics() {}

    /**
     * Makes the topics where they are missing, reads the epoch of {@code ticks} and marks the end of {@code subscriptions} with a clock row.
     *
     * @param clock real time
     * @throws dev.sise.runtime.KafkaUnavailableException when Kafka does not answer in time
     */
    public static PriceBroadcastTopology.Sources sources(PriceBroadcastSettings settings, Clock clock) {
        try (TopicAdmin admin =
                new TopicAdmin(settings.bootstrapServers(), settings.replication(), settings.kafkaTimeout(), clock)) {
            admin.createMissing();
            long epoch = admin.epoch();
            long mark = admin.append(Topics.SUBSCRIPTIONS, DemandRecords.CLOCK_KEY, DemandRecords.clock());
            KafkaTopics topics = new KafkaTopics(settings.bootstrapServers());
            return new PriceBroadcastTopology.Sources(
                    topics.source(Topics.TICKS),
                    topics.source(Topics.SUBSCRIPTIONS, Topics.STANDING),
                    topics.source(Topics.INSTRUMENTS),
                    epoch,
                    mark,
                    clock);
        }
    }
}
