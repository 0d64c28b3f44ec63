package dev.sise.gateway;

import dev.sise.market.DemandRecords;
import dev.sise.market.Ticker;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the jobs through Kafka which tickers this gateway's clients watch: a record for each changed count, a heartbeat, a
 * tombstone when the last subscriber leaves, everything again every ten minutes and when Kafka is back after an outage, and
 * tombstones for all on a shutdown in good order; which tickers it needs one value of; and which tickers the newest scan names.
 *
 * <p>Only the latest count of a ticker is ever waiting, and a ticker is written at most once per {@link #CHANGE_INTERVAL}; a ticker that
 * nobody watches any more and that Kafka never heard of is forgotten. So neither churn nor an outage makes a queue grow.
 *
 * <p>Connections and topics are made when they are first needed, and topics again when Kafka does not know them or does not answer.
 *
 * <p>{@link #subscribersChanged} and {@link #fetch} may be called on any thread and do not block; for one ticker the changes must come in order.
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
    private final Object lock = new Object();

    /** Guarded by the lock, as are the next two. */
    private final Map<Ticker, Integer> subscribers = new HashMap<>();

    /** Tickers whose latest count Kafka may not have. */
    private final Set<Ticker> changed = new LinkedHashSet<>();

    /** Tickers that have, or may have, a record that is no tombstone. */
    private final Set<Ticker> recorded = new HashSet<>();

    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "gateway-demand"));
    private final LongAdder written = new LongAdder();
    private final LongAdder failed = new LongAdder();
    /** The record of the newest scan until Kafka is given it, once; null when there is nothing to write. */
    private final AtomicReference<byte[]> standing = new AtomicReference<>();

    private final Runnable standingWanted;
    private volatile Instant lastSuccess;
    private volatile String lastFailure = "no answer yet";
    private volatile boolean broken = true;
    private volatile boolean topicsMade;
    private String id;
    private volatile KafkaProducer<String, byte[]> producer;

    /**
     * Counts subscribers, but writes nothing before {@link #start}. Now is the gateway's incarnation.
     *
     * @param standingWanted asks for {@link #standing} anew, as it is then: the topic may have lost what it had, or have an older one; must not
     *     block
     */
    DemandPublisher(GatewaySettings settings, Clock clock, Runnable standingWanted) {
        this.settings = settings;
        this.clock = clock;
        this.standingWanted = standingWanted;
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
        every(settings.heartbeat(), Duration.ZERO, this::beat);
        every(CHANGE_INTERVAL, CHANGE_INTERVAL, this::writeChanges);
        every(REPUBLISH_INTERVAL, REPUBLISH_INTERVAL, this::markAll);
    }

    void subscribersChanged(Ticker ticker, int count) {
        synchronized (lock) {
            if (count > 0) {
                subscribers.put(ticker, count);
                changed.add(ticker);
                return;
            }
            subscribers.remove(ticker);
            if (recorded.contains(ticker)) {
                changed.add(ticker);
            } else {
                changed.remove(ticker);
            }
        }
    }

    /** Asks for one value of each, once, as soon as Kafka takes it; one that it does not take is not asked for again. */
    void fetch(Collection<Ticker> tickers) {
        List<Ticker> asked = List.copyOf(tickers);
        executor.execute(() -> {
            if (!topicsMade) {
                return;
            }
            byte[] value = DemandRecords.heartbeat(incarnation);
            for (Ticker ticker : asked) {
                if (!send(DemandRecords.fetchKey(id, ticker), value, null)) {
                    return;
                }
            }
        });
    }

    /**
     * Demands the tickers of a scan instead of those of the one before, whoever watches them. Every gateway writes the same record: the last one
     * to do so changes nothing. What Kafka does not take is not kept, for another gateway may write a newer one meanwhile: it is asked for again
     * when Kafka is back.
     */
    void standing(String scanId, LocalDate date, List<Ticker> tickers) {
        standing.set(DemandRecords.scan(scanId, date, tickers));
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
                synchronized (lock) {
                    subscribers.clear();
                    changed.clear();
                    changed.addAll(recorded);
                }
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
        if (producer == null) {
            // Not before: the constructor throws when no name of the servers resolves.
            producer = newProducer();
        }
        if (!topicsMade) {
            try (TopicAdmin topics = new TopicAdmin(
                    settings.kafkaBootstrapServers(), settings.kafkaReplication(), settings.kafkaTimeout(), clock)) {
                topics.createMissing();
            }
            topicsMade = true;
        }
        send(id, DemandRecords.heartbeat(incarnation), null);
    }

    private KafkaProducer<String, byte[]> newProducer() {
        return new KafkaProducer<>(
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
    }

    private void markAll() {
        synchronized (lock) {
            changed.addAll(subscribers.keySet());
        }
        standingWanted.run();
    }

    private void writeChanges() {
        if (!topicsMade || !writeStanding()) {
            return;
        }
        List<Ticker> tickers;
        synchronized (lock) {
            tickers = List.copyOf(changed);
        }
        for (Ticker ticker : tickers) {
            Integer count;
            synchronized (lock) {
                if (!changed.remove(ticker)) {
                    continue;
                }
                count = subscribers.get(ticker);
                if (count == null) {
                    recorded.remove(ticker);
                } else {
                    recorded.add(ticker);
                }
            }
            byte[] value = count == null ? null : DemandRecords.subscription(incarnation, count);
            if (!send(DemandRecords.subscriptionKey(id, ticker), value, ticker)) {
                return;
            }
        }
    }

    /** Not while nothing reaches Kafka. False if it could not be written. */
    private boolean writeStanding() {
        if (broken) {
            return true;
        }
        byte[] value = standing.getAndSet(null);
        return value == null
                || send(new ProducerRecord<>(Topics.STANDING.topic(), 0, DemandRecords.SCAN_KEY, value), () -> {});
    }

    /**
     * Hands a record to the producer; false if anything failed meanwhile. Whoever has more to write stops then: without metadata
     * each record holds up the heartbeat for {@link #MAX_BLOCK}.
     */
    private boolean send(String key, byte[] value, Ticker ticker) {
        return send(new ProducerRecord<>(Topics.SUBSCRIPTIONS.topic(), 0, key, value), () -> keep(ticker));
    }

    private boolean send(ProducerRecord<String, byte[]> row, Runnable keep) {
        long failedBefore = failed.sum();
        try {
            // A missing topic is reported to the callback, before this returns, and not thrown.
            producer.send(row, (place, failure) -> {
                if (failure == null) {
                    reportSuccess();
                } else {
                    keep.run();
                    failed(failure);
                }
            });
        } catch (KafkaException e) {
            keep.run();
            failed(e);
        }
        return failed.sum() == failedBefore;
    }

    /** Whether Kafka has it is not known. */
    private void keep(Ticker ticker) {
        if (ticker != null) {
            synchronized (lock) {
                recorded.add(ticker);
                changed.add(ticker);
            }
        }
    }

    private void failed(Exception failure) {
        if (failure instanceof UnknownTopicOrPartitionException || failure instanceof TimeoutException) {
            // The broker may have come back without its topics.
            topicsMade = false;
        }
        reportFailure(failure);
    }

    private void reportSuccess() {
        written.increment();
        lastSuccess = clock.instant();
        if (broken) {
            // Asked for again below: the database may have another one by now.
            standing.set(null);
            broken = false;
            LOG.info("{} publishes its demand of {} tickers", id, watched());
            // The broker may have come back without what it had.
            markAll();
        }
    }

    /** Tickers that clients of this gateway watch. */
    int watched() {
        synchronized (lock) {
            return subscribers.size();
        }
    }

    private void reportFailure(Exception failure) {
        failed.increment();
        lastFailure = describe(failure);
        // It begins as broken: what was never published is not.
        if (!broken || failed.sum() == 1) {
            broken = true;
            LOG.warn("{} could not publish its demand: {}", id, lastFailure);
        }
    }

    /** Kafka's clients say that they could not be made, and only in the cause why. */
    private static String describe(Exception failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.getMessage() : failure.getMessage() + ": " + cause.getMessage();
    }
}
