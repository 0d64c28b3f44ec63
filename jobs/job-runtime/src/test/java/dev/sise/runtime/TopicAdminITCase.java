package dev.sise.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.FreePort;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicAdminITCase {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private EmbeddedKafka kafka;
    private Admin admin;

    @BeforeEach
    void startKafka() {
        kafka = EmbeddedKafka.start();
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterEach
    void stopKafka() {
        admin.close();
        kafka.close();
    }

    @Test
    void makesEveryTopicWithItsPartitionsCleanupAndBrokerTime() throws Exception {
        try (TopicAdmin topics = admin(1_000)) {
            topics.createMissing();
            topics.createMissing();
        }

        assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrderElementsOf(Topics.names());
        assertThat(setting(Topics.SUBSCRIPTIONS, "cleanup.policy")).isEqualTo("compact,delete");
        assertThat(setting(Topics.SUBSCRIPTIONS, "segment.ms")).isEqualTo("600000");
        assertThat(setting(Topics.EPOCHS, "cleanup.policy")).isEqualTo("compact");
        for (Topics topic : Topics.values()) {
            assertThat(setting(topic, "message.timestamp.type")).isEqualTo("LogAppendTime");
        }
    }

    @Test
    void keepsTheEpochOfALogAndBeginsALargerOneWhenItIsWidenedOrRecreated() throws Exception {
        long first;
        try (TopicAdmin topics = admin(1_000)) {
            topics.createMissing();
            first = topics.epoch();
        }
        assertThat(first).isEqualTo(1_000);
        try (TopicAdmin later = admin(2_000)) {
            assertThat(later.epoch()).isEqualTo(first);
        }

        admin.createPartitions(Map.of(Topics.TICKS.topic(), NewPartitions.increaseTo(16)))
                .all()
                .get();
        long widened;
        // A clock that went back must not make an epoch that looks older.
        try (TopicAdmin topics = admin(500)) {
            widened = topics.epoch();
        }
        assertThat(widened).isEqualTo(1_001);

        admin.deleteTopics(List.of(Topics.TICKS.topic())).all().get();
        try (TopicAdmin topics = admin(3_000)) {
            topics.createMissing();
            assertThat(topics.epoch()).isEqualTo(3_000);
        }
    }

    @Test
    void passesOverAnUnreadableEpoch() {
        try (TopicAdmin topics = admin(1_000)) {
            topics.createMissing();
            topics.append(Topics.EPOCHS, "other", "not json".getBytes(StandardCharsets.UTF_8));
            assertThat(topics.epoch()).isEqualTo(1_000);
        }
    }

    @Test
    void refusesASubscriptionsTopicOfSeveralPartitions() throws Exception {
        admin.createTopics(List.of(new NewTopic(Topics.SUBSCRIPTIONS.topic(), 2, (short) 1)))
                .all()
                .get();
        try (TopicAdmin topics = admin(1_000)) {
            assertThatThrownBy(topics::createMissing).hasMessageContaining("must have one partition, has 2");
        }
    }

    @Test
    void tellsInASentenceThatTheClusterIsNotThere() {
        String nowhere = "127.0.0.1:" + FreePort.find();
        try (TopicAdmin topics = new TopicAdmin(nowhere, 1, Duration.ofSeconds(1), Clock.systemUTC())) {
            assertThatThrownBy(topics::createMissing)
                    .isInstanceOf(KafkaUnavailableException.class)
                    .hasMessageStartingWith("Kafka at " + nowhere + " is not available: ");
        }
    }

    @Test
    void tellsInASentenceThatTheBrokersNameIsUnknown() {
        assertThatThrownBy(() -> new TopicAdmin("no-such-host.invalid:9092", 1, TIMEOUT, Clock.systemUTC()))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("no-such-host.invalid:9092 is not available: ");
    }

    private TopicAdmin admin(long now) {
        return new TopicAdmin(
                kafka.bootstrapServers(), 1, TIMEOUT, Clock.fixed(Instant.ofEpochMilli(now), ZoneOffset.UTC));
    }

    private String setting(Topics topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topic());
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        return config.get(name).value();
    }
}
