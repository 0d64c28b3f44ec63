package dev.sise.gateway;

import dev.sise.runtime.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
 * Reads a topic from its beginning, or its last records, and then follows it, on a thread of its own. What was read stays with who took it when Kafka
 * is away; whatever goes wrong, the topic's absence included, it begins again every second. Belongs to no consumer group: every gateway reads
 * everything.
 */
final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int REQUEST_TIMEOUT_MILLIS = 3_000;
    private static final int API_TIMEOUT_MILLIS = 5_000;
    private static final long CLOSE_MILLIS = 10_000;

    private final String bootstrapServers;
    private final String topic;
    private final long last;
    private final Consumer<ConsumerRecord<String, byte[]>> records;
    private final Runnable beginning;
    private final Runnable atTheEnd;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile KafkaConsumer<String, byte[]> consumer;
    private boolean failureLogged;

    /**
     * Does not read yet.
     *
     * @param last records of each partition that are read of what was there before, {@link Long#MAX_VALUE} for all
     * @param beginning called on the thread before records come, also when they come again after a failure
     * @param records gets each record, on the thread
     * @param atTheEnd called on the thread when what was there at the beginning was read
     */
    TopicFollower(
            String bootstrapServers,
            Topics topic,
            long last,
            Runnable beginning,
            Consumer<ConsumerRecord<String, byte[]>> records,
            Runnable atTheEnd) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic.topic();
        this.last = last;
        this.beginning = beginning;
        this.records = records;
        this.atTheEnd = atTheEnd;
        this.thread = new Thread(this::run, "gateway-" + this.topic);
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
                    LOG.debug("Reading of {} was ended", topic, e);
                } catch (RuntimeException e) {
                    logFailure(e);
                }
            } while (!closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(KafkaConsumer<String, byte[]> opened) {
        List<PartitionInfo> found = opened.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            LOG.debug("Topic {} is not there yet", topic);
            return;
        }
        List<TopicPartition> partitions = found.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        opened.assign(partitions);
        Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
        opened.beginningOffsets(partitions)
                .forEach((partition, begin) -> opened.seek(partition, Math.max(begin, ends.get(partition) - last)));
        beginning.run();
        boolean wasAtTheEnd = false;
        while (closed.getCount() > 0) {
            opened.poll(POLL).forEach(records);
            if (!wasAtTheEnd
                    && ends.entrySet().stream().allMatch(end -> opened.position(end.getKey()) >= end.getValue())) {
                wasAtTheEnd = true;
                failureLogged = false;
                atTheEnd.run();
                LOG.info("{} was read to the end", topic);
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
                    "Topic {} could not be read and is tried again: {}",
                    topic,
                    cause == null ? failure.getMessage() : failure.getMessage() + ": " + cause.getMessage());
        }
    }
}
