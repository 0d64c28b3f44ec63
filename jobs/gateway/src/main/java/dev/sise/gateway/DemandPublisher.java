package dev.sise.gateway;

import dev.sise.market.DemandRecords;
import dev.sise.market.Ticker;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the jobs through Kafka which tickers this gateway's clients watch: a record for each changed count, a heartbeat, a
 * tombstone when the last subscriber leaves, everything again every ten minutes and when Kafka is back after an outage, and
 * tombstones for all on a shutdown in good order.
 *
 * <p>Only the latest count of a ticker is ever waiting, and a ticker is written at most once per {@link #CHANGE_INTERVAL}, so neither
 * churn nor an outage makes a queue grow.
 *
 * <p>{@link #subscribersChanged} may be called on any thread and does not block; for one ticker the calls must come in order.
 */
final class DemandPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemandPublisher.class);
    private static final Duration CHANGE_INTERVAL = Duration.ofMillis(100);
    private static final Duration REPUBLISH_INTERVAL = Duration.ofMinutes(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);
    private static final int BUFFER_BYTES = 4 * 1024 * 1024;

    private final GatewaySettings settings;
    private final long incarnation;
    private final Clock clock;
    private final Map<Ticker, Integer> subscribers = new ConcurrentHashMap<>();

    /** Tickers whose latest count Kafka may not have. */
    private final Set<Ticker> changed = ConcurrentHashMap.newKeySet();

    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "gateway-demand"));
    private final LongAdder written = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile Instant lastSuccess;
    private volatile String lastFailure = "no answer yet";
    private volatile boolean broken = true;
    private boolean topicsMade;
    private String id;
    private KafkaProducer<String, byte[]> producer;

    /** Counts subscribers, but writes nothing before {@link #start}. Now is the gateway's incarnation. */
    DemandPublisher(GatewaySettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.incarnation = clock.millis();
        this.lastSuccess = clock.instant();
    }

    /**
     * Begins to write, once. Does not wait for Kafka: a gateway without it serves prices, and reports that it is not ready.
     *
     * @param gateway the name to write under
     */
    void start(String gateway) {
        id = DemandRecords.heartbeatKey(gateway);
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        settings.kafkaBootstrapServers(),
                        "client.id",
                        "gateway-" + id,
                        "acks",
                        "all",
                        "linger.ms",
                        0,
                        "max.block.ms",
                        MAX_BLOCK.toMillis(),
                        "request.timeout.ms",
                        (int) REQUEST_TIMEOUT.toMillis(),
                        "delivery.timeout.ms",
                        (int) DELIVERY_TIMEOUT.toMillis(),
                        "buffer.memory",
                        BUFFER_BYTES),
                new StringSerializer(),
                new ByteArraySerializer());
        every(settings.heartbeat(), Duration.ZERO, this::beat);
        every(CHANGE_INTERVAL, CHANGE_INTERVAL, this::writeChanges);
        every(REPUBLISH_INTERVAL, REPUBLISH_INTERVAL, this::markAll);
    }

    void subscribersChanged(Ticker ticker, int count) {
        if (count == 0) {
            subscribers.remove(ticker);
        } else {
            subscribers.put(ticker, count);
        }
        changed.add(ticker);
    }

    /** Why demand does not reach Kafka at the moment; empty if it does. */
    Optional<String> problem() {
        Instant success = lastSuccess;
        Duration silence = Duration.between(success, clock.instant());
        if (!broken && silence.compareTo(settings.heartbeat().multipliedBy(2).plus(DELIVERY_TIMEOUT)) < 0) {
            return Optional.empty();
        }
        return Optional.of("demand was not published for " + silence.toSeconds() + " s: " + lastFailure);
    }

    long recordsWritten() {
        return written.sum();
    }

    long recordsFailed() {
        return failed.sum();
    }

    /** Withdraws all demand and says goodbye, if Kafka takes it within five seconds. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
            if (!broken) {
                markAll();
                subscribers.clear();
                writeChanges();
                send(id, null, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (producer != null) {
                producer.close(CLOSE_TIMEOUT);
            }
        }
    }

    private void every(Duration interval, Duration delay, Runnable task) {
        executor.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        // A task that threw would never run again.
                        reportFailure(e);
                    }
                },
                delay.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void beat() {
        if (!topicsMade) {
            try (TopicAdmin topics = new TopicAdmin(
                    settings.kafkaBootstrapServers(), settings.kafkaReplication(), settings.kafkaTimeout(), clock)) {
                topics.createMissing();
            }
            topicsMade = true;
        }
        send(id, DemandRecords.heartbeat(incarnation), null);
    }

    private void markAll() {
        changed.addAll(subscribers.keySet());
    }

    private void writeChanges() {
        if (!topicsMade) {
            return;
        }
        Iterator<Ticker> tickers = changed.iterator();
        while (tickers.hasNext()) {
            Ticker ticker = tickers.next();
            // Before the count is read: a change after that marks the ticker again.
            tickers.remove();
            Integer count = subscribers.get(ticker);
            byte[] value = count == null ? null : DemandRecords.subscription(incarnation, count);
            if (!send(DemandRecords.subscriptionKey(id, ticker), value, ticker)) {
                return;
            }
        }
    }

    /** Hands a record to the producer; false if it does not even take it. */
    private boolean send(String key, byte[] value, Ticker ticker) {
        try {
            producer.send(new ProducerRecord<>(Topics.SUBSCRIPTIONS.topic(), 0, key, value), (place, failure) -> {
                if (failure == null) {
                    reportSuccess();
                } else {
                    writeAgain(ticker);
                    reportFailure(failure);
                }
            });
            return true;
        } catch (KafkaException e) {
            writeAgain(ticker);
            reportFailure(e);
            return false;
        }
    }

    private void writeAgain(Ticker ticker) {
        if (ticker != null) {
            changed.add(ticker);
        }
    }

    private void reportSuccess() {
        written.increment();
        lastSuccess = clock.instant();
        if (broken) {
            broken = false;
            LOG.info("{} publishes its demand of {} tickers", id, subscribers.size());
            // The broker may have come back without what it had.
            markAll();
        }
    }

    private void reportFailure(Exception failure) {
        failed.increment();
        lastFailure = failure.getMessage();
        // It begins as broken: what was never published is not.
        if (!broken || failed.sum() == 1) {
            broken = true;
            LOG.warn("{} could not publish its demand: {}", id, failure.getMessage());
        }
    }
}
