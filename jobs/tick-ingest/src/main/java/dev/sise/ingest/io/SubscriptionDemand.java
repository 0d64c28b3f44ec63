package dev.sise.ingest.io;

import dev.sise.connector.kiwoom.ItemDemand;
import dev.sise.market.DemandLedger;
import dev.sise.market.DemandRecords;
import dev.sise.market.InstrumentClass;
import dev.sise.market.Ticker;
import dev.sise.runtime.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients and scans want, read from the demand topics by a thread of its own on the JobManager. That thread also appends the
 * {@code clock} row every five seconds, so that leases end when no gateway writes any more. While Kafka is away the last demand stays; the
 * thread begins again from the start of the topics when anything fails for good. From then until it has read to the end again
 * {@link #current()} throws, and so it does for ever when the thread ended: the source then keeps its assignment and counts.
 */
final class SubscriptionDemand implements ItemDemand {
    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionDemand.class);

    private static final Duration CLOCK_INTERVAL = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(3);
    /** Longer than what the clients of Kafka may take to answer and to close. */
    private static final Duration CLOSE = Duration.ofSeconds(15);

    private static final TopicPartition SUBSCRIPTIONS = new TopicPartition(Topics.SUBSCRIPTIONS.topic(), 0);
    private static final TopicPartition STANDING = new TopicPartition(Topics.STANDING.topic(), 0);

    /** Who gets a scarce slot first: default tickers, then those of the scan, then those that clients watch. */
    private static final int DEFAULT_PRIORITY = 0;

    private static final int SCAN_PRIORITY = 1;
    private static final int SUBSCRIBED_PRIORITY = 2;

    private final String bootstrapServers;
    private final Supplier<DemandLedger> ledgers;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile Map<String, Demanded> current = Map.of();
    private volatile boolean ready;
    /** Why demand is not followed at the moment, or null. */
    private volatile Throwable failure;

    SubscriptionDemand(String bootstrapServers) {
        this(bootstrapServers, () -> new DemandLedger(DemandLedger.DEFAULT_TICKERS));
    }

    /** @param ledgers makes one for each reading from the start */
    SubscriptionDemand(String bootstrapServers, Supplier<DemandLedger> ledgers) {
        this.bootstrapServers = bootstrapServers;
        this.ledgers = ledgers;
        this.thread = new Thread(this::run, "subscription-demand");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, e) -> {
            failure = e;
            LOG.error("demand is not read any more, its thread ended", e);
        });
        thread.start();
    }

    /** Also when it cannot be read: {@link #current()} then tells why. */
    @Override
    public boolean ready() {
        return ready || failure != null;
    }

    /** @throws IllegalStateException while demand is not followed */
    @Override
    public Map<String, Demanded> current() {
        Throwable reason = failure;
        if (reason != null) {
            throw new IllegalStateException("Demand is not read at the moment", reason);
        }
        return current;
    }

    @Override
    public void close() throws IOException {
        // Not interrupted: a client of Kafka that is interrupted cannot close in order.
        closed.countDown();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IOException("The thread that reads demand did not end within " + CLOSE);
        }
    }

    private void run() {
        while (!isClosed()) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                    KafkaProducer<byte[], byte[]> producer = producer()) {
                follow(consumer, producer);
            } catch (RuntimeException e) {
                // Whatever it is: without this thread leases would not end and no new ticker would be served.
                if (!isClosed()) {
                    failure = e;
                    LOG.warn("demand could not be read and is read again from its start in {}", RETRY, e);
                    pause();
                }
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
        DemandLedger ledger = ledgers.get();
        List<TopicPartition> partitions = List.of(SUBSCRIPTIONS, STANDING);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long version = -1;
        long nextClock = System.nanoTime();
        while (!isClosed()) {
            if (System.nanoTime() - nextClock >= 0) {
                tick(producer);
                nextClock = System.nanoTime() + CLOCK_INTERVAL.toNanos();
            }
            for (ConsumerRecord<byte[], byte[]> row : consumer.poll(POLL)) {
                apply(ledger, row);
            }
            if (!ledger.isCaughtUp()
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                ledger.caughtUp();
            }
            if (ledger.isCaughtUp() && ledger.version() != version) {
                version = ledger.version();
                current = demanded(ledger);
                ready = true;
                failure = null;
            }
        }
    }

    private static void apply(DemandLedger ledger, ConsumerRecord<byte[], byte[]> row) {
        String key = row.key() == null ? null : new String(row.key(), StandardCharsets.UTF_8);
        // price-broadcast reads the same row and sends it to the topic rejected.
        ledger.apply(key, row.value(), row.timestamp())
                .ifPresent(reason -> LOG.debug("{}@{} was passed over: {}", row.topic(), row.offset(), reason));
    }

    private static Map<String, Demanded> demanded(DemandLedger ledger) {
        Map<String, Demanded> items = new HashMap<>();
        for (Map.Entry<Ticker, DemandLedger.Demand> entry : ledger.demands().entrySet()) {
            boolean sessionAllowed = InstrumentClass.ofShape(entry.getKey()).mayUseWebSocket();
            items.put(
                    entry.getKey().code(),
                    new Demanded(
                            priority(entry.getValue()),
                            entry.getValue().sinceMillis(),
                            sessionAllowed,
                            true,
                            0,
                            false));
        }
        return Map.copyOf(items);
    }

    private static int priority(DemandLedger.Demand demand) {
        if (demand.isDefault()) {
            return DEFAULT_PRIORITY;
        }
        return demand.inScan() ? SCAN_PRIORITY : SUBSCRIBED_PRIORITY;
    }

    private static void tick(KafkaProducer<byte[], byte[]> producer) {
        producer.send(
                new ProducerRecord<>(
                        Topics.SUBSCRIPTIONS.topic(),
                        0,
                        DemandRecords.CLOCK_KEY.getBytes(StandardCharsets.UTF_8),
                        DemandRecords.clock()),
                (sent, failure) -> {
                    if (failure != null) {
                        LOG.warn("clock was not appended: {}", failure.getMessage());
                    }
                });
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause() {
        try {
            if (closed.await(RETRY.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.debug("demand is not read any more");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(
                    "The thread that reads demand was interrupted, and only close() ends it", e);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "enable.auto.commit",
                        false,
                        // Rows that were deleted before they were read must not be skipped in silence: the read fails
                        // and begins again.
                        "auto.offset.reset",
                        "none",
                        // close() waits no longer than that for a call in progress.
                        "default.api.timeout.ms",
                        3_000,
                        "request.timeout.ms",
                        3_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "linger.ms", 0,
                        // A clock row that is late is worth nothing.
                        "max.block.ms", 1_000,
                        "request.timeout.ms", 3_000,
                        "delivery.timeout.ms", 5_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
