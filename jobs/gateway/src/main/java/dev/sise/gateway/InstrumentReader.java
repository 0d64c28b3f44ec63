package dev.sise.gateway;

import dev.sise.runtime.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic {@code instruments} from its beginning and then follows it, on a thread of its own, into an {@link InstrumentList}. What it
 * read stays when Kafka is away; whatever goes wrong, the topic's absence included, it begins again every second. Belongs to no consumer
 * group: every gateway reads everything.
 */
final class InstrumentReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InstrumentReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int REQUEST_TIMEOUT_MILLIS = 3_000;
    private static final int API_TIMEOUT_MILLIS = 5_000;
    private static final long CLOSE_MILLIS = 10_000;

    private final String bootstrapServers;
    private final InstrumentList list;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "gateway-instruments");
    private volatile KafkaConsumer<String, byte[]> consumer;
    private boolean failureLogged;

    InstrumentReader(String bootstrapServers, InstrumentList list) {
        this.bootstrapServers = bootstrapServers;
        this.list = list;
    }

    /** Begins to read, once; does not wait. */
    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        KafkaConsumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            do {
                try (KafkaConsumer<String, byte[]> opened = newConsumer()) {
                    consumer = opened;
                    follow(opened);
                } catch (WakeupException e) {
                    LOG.debug("Reading of instruments was ended", e);
                } catch (RuntimeException e) {
                    logFailure(e);
                }
            } while (!closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(KafkaConsumer<String, byte[]> opened) {
        List<PartitionInfo> found = opened.partitionsFor(Topics.INSTRUMENTS.topic());
        if (found == null || found.isEmpty()) {
            LOG.debug("Topic {} is not there yet", Topics.INSTRUMENTS.topic());
            return;
        }
        List<TopicPartition> partitions = found.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        opened.assign(partitions);
        opened.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
        boolean atTheEnd = false;
        while (closed.getCount() > 0) {
            for (ConsumerRecord<String, byte[]> row : opened.poll(POLL)) {
                list.apply(row.key(), row.value(), Instant.ofEpochMilli(row.timestamp()));
            }
            if (!atTheEnd
                    && ends.entrySet().stream().allMatch(end -> opened.position(end.getKey()) >= end.getValue())) {
                atTheEnd = true;
                failureLogged = false;
                list.readToTheEnd();
                LOG.info("{} instruments are listed", list.size());
            }
        }
    }

    private KafkaConsumer<String, byte[]> newConsumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "allow.auto.create.topics",
                        false,
                        "request.timeout.ms",
                        REQUEST_TIMEOUT_MILLIS,
                        "default.api.timeout.ms",
                        API_TIMEOUT_MILLIS),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /** The first failure of an outage. */
    private void logFailure(RuntimeException failure) {
        if (!failureLogged) {
            failureLogged = true;
            Throwable cause = failure.getCause();
            LOG.warn(
                    "The list of instruments could not be read and is tried again: {}",
                    cause == null ? failure.getMessage() : failure.getMessage() + ": " + cause.getMessage());
        }
    }
}
