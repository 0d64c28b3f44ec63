package dev.sise.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the {@link Topics} and keeps the epoch of {@code ticks}. Every process calls {@link #createMissing()} when it starts; auto-creation is
 * off on the broker, so a topic never comes into being with defaults.
 *
 * <p>The epoch tells two logs of the same name apart: a recreated topic starts again at offset 0, and a widened one spreads tickers over
 * partitions anew, so offsets before and after cannot be compared. It is the time at which this (topic id, partition count) was first seen,
 * and grows with each new one. Recreating and widening happen while the jobs are stopped.
 */
public final class TopicAdmin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String bootstrapServers;
    private final short replication;
    private final Duration timeout;
    private final Clock clock;
    private final Admin admin;

    /**
     * Connects to the cluster.
     *
     * @param replication copies of each topic that is made; existing topics keep theirs
     * @param timeout of each request
     * @throws KafkaUnavailableException when no address can be resolved
     */
    public TopicAdmin(String bootstrapServers, int replication, Duration timeout, Clock clock) {
        if (replication < 1) {
            throw new IllegalArgumentException("replication must be at least 1, was " + replication);
        }
        this.bootstrapServers = bootstrapServers;
        this.replication = (short) replication;
        this.timeout = timeout;
        this.clock = clock;
        this.admin = connect(bootstrapServers, (int) timeout.toMillis());
    }

    private static Admin connect(String bootstrapServers, int timeoutMillis) {
        try {
            return Admin.create(Map.of(
                    "bootstrap.servers", bootstrapServers,
                    "default.api.timeout.ms", timeoutMillis,
                    "request.timeout.ms", timeoutMillis));
        } catch (KafkaException e) {
            // The cause has the words: a host that is not known, an address that is none.
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new KafkaUnavailableException(bootstrapServers, reason, e);
        }
    }

    /**
     * Makes every topic that is not there, and checks those that are.
     *
     * @throws KafkaUnavailableException when the cluster does not answer in time
     * @throws IllegalStateException when {@code subscriptions} has more than one partition: leases would be compared across logs
     */
    public void createMissing() {
        List<NewTopic> topics = Arrays.stream(Topics.values())
                .map(topic -> {
                    Map<String, String> settings = new HashMap<>(topic.settings());
                    settings.put("message.timestamp.type", "LogAppendTime");
                    return new NewTopic(topic.topic(), topic.partitions(), replication).configs(settings);
                })
                .toList();
        admin.createTopics(topics).values().forEach((name, made) -> {
            try {
                await(made);
                LOG.info("{} was created", name);
            } catch (TopicExistsException e) {
                LOG.debug("{} was there already", name);
            }
        });
        int found = describe(Topics.SUBSCRIPTIONS).partitions().size();
        if (found != 1) {
            throw new IllegalStateException(
                    "The topic " + Topics.SUBSCRIPTIONS.topic() + " must have one partition, has " + found
                            + ": stop every process, delete the topic and start again");
        }
    }

    /**
     * The epoch of {@code ticks}, made now if this log was not seen before.
     *
     * @return milliseconds since 1970, UTC; larger than that of every earlier log
     */
    public long epoch() {
        TopicDescription ticks = describe(Topics.TICKS);
        String identity = ticks.topicId() + "/" + ticks.partitions().size();
        Optional<Long> known = readEpochs().of(identity);
        if (known.isPresent()) {
            return known.get();
        }
        long epoch = Math.max(clock.millis(), readEpochs().largest() + 1);
        ObjectNode value = JSON.createObjectNode()
                .put("v", 1)
                .put("topic", Topics.TICKS.topic())
                .put("epoch", epoch);
        append(Topics.EPOCHS, identity, bytes(value));
        LOG.info("{} began epoch {}", identity, epoch);
        // Two processes that start together both write; whoever was first in the log wins for both.
        return readEpochs().of(identity).orElseThrow();
    }

    /**
     * Appends a record and waits until the cluster has it.
     *
     * @return its offset
     */
    public long append(Topics topic, String key, byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "max.block.ms",
                        timeout.toMillis(),
                        "delivery.timeout.ms",
                        (int) timeout.toMillis(),
                        "request.timeout.ms",
                        (int) timeout.toMillis(),
                        "linger.ms",
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            return await(producer.send(
                            new ProducerRecord<>(topic.topic(), 0, key.getBytes(StandardCharsets.UTF_8), value)))
                    .offset();
        }
    }

    @Override
    public void close() {
        admin.close(timeout);
    }

    private TopicDescription describe(Topics topic) {
        return await(admin.describeTopics(List.of(topic.topic())).allTopicNames())
                .get(topic.topic());
    }

    private Epochs readEpochs() {
        Epochs epochs = new Epochs();
        TopicPartition partition = new TopicPartition(Topics.EPOCHS.topic(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "enable.auto.commit",
                        false,
                        "default.api.timeout.ms",
                        (int) timeout.toMillis()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> row : consumer.poll(Duration.ofMillis(200))) {
                    epochs.add(row);
                }
                if (System.nanoTime() > deadline) {
                    throw new KafkaUnavailableException(
                            bootstrapServers, "the topic epochs was not read within " + timeout, null);
                }
            }
        } catch (KafkaException e) {
            throw new KafkaUnavailableException(bootstrapServers, e.getMessage(), e);
        }
        return epochs;
    }

    private <T> T await(Future<T> future) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            throw new KafkaUnavailableException(bootstrapServers, e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaUnavailableException(bootstrapServers, "no answer within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException(bootstrapServers, "interrupted", e);
        }
    }

    private static byte[] bytes(ObjectNode value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new IllegalStateException("An object of our own could not be written as JSON", e);
        }
    }

    /** The topic {@code epochs}, first record of each identity. */
    private static final class Epochs {
        private final Map<String, Long> byIdentity = new HashMap<>();

        void add(ConsumerRecord<byte[], byte[]> row) {
            String identity = new String(row.key(), StandardCharsets.UTF_8);
            try {
                JsonNode epoch = JSON.readTree(row.value()).path("epoch");
                if (epoch.isIntegralNumber()) {
                    byIdentity.putIfAbsent(identity, epoch.longValue());
                    return;
                }
            } catch (IOException e) {
                LOG.debug("{} was not JSON", identity, e);
            }
            LOG.warn("{}@{} in the topic epochs was not readable and was passed over", identity, row.offset());
        }

        Optional<Long> of(String identity) {
            return Optional.ofNullable(byIdentity.get(identity));
        }

        long largest() {
            return byIdentity.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }
    }
}
