package dev.sise.ingest.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sise.connector.kiwoom.ItemDemand.Demanded;
import dev.sise.market.DemandLedger;
import dev.sise.market.DemandRecords;
import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentJson;
import dev.sise.market.KrxCalendar;
import dev.sise.market.ListedInstrument;
import dev.sise.market.MarketClock;
import dev.sise.market.Ticker;
import dev.sise.runtime.TopicAdmin;
import dev.sise.runtime.Topics;
import dev.sise.testkit.EmbeddedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriptionDemandITCase {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final KrxCalendar CALENDAR = KrxCalendar.load();
    private static final MarketClock CLOCK = MarketClock.of(Clock.systemUTC(), Duration.ZERO);
    private static final Ticker WATCHED = Ticker.of("0015N0");
    private static final Ticker SCANNED = Ticker.of("000270");
    private static final Ticker FETCHED = Ticker.of("000810");
    private static final String[] DEFAULTS =
            DemandLedger.DEFAULT_TICKERS.stream().map(Ticker::code).toArray(String[]::new);

    private EmbeddedKafka kafka;
    private TopicAdmin admin;
    private SubscriptionDemand demand;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start();
        admin = new TopicAdmin(kafka.bootstrapServers(), 1, LONG, Clock.systemUTC());
    }

    @AfterEach
    void stop() throws IOException {
        try {
            demand.close();
        } finally {
            admin.close();
            kafka.close();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.equals("subscription-demand") || name.startsWith("kafka-producer"));
    }

    @Test
    void demandsTheDefaultTickersOnceItHasReadToTheEnd() {
        admin.createMissing();

        open();

        await().atMost(LONG).until(demand::ready);
        assertThat(demand.current()).containsOnlyKeys(DEFAULTS);
        assertThat(demand.current().values())
                .allSatisfy(item -> assertThat(item.sessionAllowed()).isTrue());
    }

    @Test
    void takesStandingFetchesAndInstruments() {
        admin.createMissing();
        list(InstrumentClass.OTC);
        admin.append(
                Topics.STANDING,
                DemandRecords.SCAN_KEY,
                DemandRecords.scan("scan", LocalDate.of(2026, 7, 1), List.of(SCANNED)));
        subscribe();

        open();

        await().atMost(LONG).until(demand::ready);
        assertThat(demand.current()).containsKeys(SCANNED.code(), WATCHED.code());
        assertThat(demand.current().get(WATCHED.code()).sessionAllowed()).isFalse();
        list(InstrumentClass.COMMON);
        admin.append(Topics.SUBSCRIPTIONS, DemandRecords.fetchKey("gate", FETCHED), null);
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(demand.current().get(WATCHED.code()).sessionAllowed()).isTrue();
            assertThat(demand.current().get(FETCHED.code())).matches(Demanded::once);
        });
    }

    @Test
    void followsASubscriptionUntilItsGatewayLeaves() {
        admin.createMissing();
        open();
        await().atMost(LONG).until(demand::ready);

        subscribe();
        await().atMost(LONG).untilAsserted(() -> assertThat(demand.current()).containsKey(WATCHED.code()));
        admin.append(Topics.SUBSCRIPTIONS, DemandRecords.heartbeatKey("gate"), null);

        // After lingering, which ends by a clock row: nobody else writes.
        await().atMost(LONG).untilAsserted(() -> assertThat(demand.current()).containsOnlyKeys(DEFAULTS));
    }

    @Test
    void appendsAClockRowAgainAndAgain() {
        admin.createMissing();

        open();

        await().atMost(LONG).untilAsserted(() -> assertThat(clockRows()).isGreaterThanOrEqualTo(2));
    }

    @Test
    void keepsDemandWhileTheBrokerIsAwayAndGoesOnAfterwards() {
        admin.createMissing();
        open();
        subscribe();
        await().atMost(LONG).untilAsserted(() -> assertThat(demand.current()).containsKey(WATCHED.code()));

        kafka.stop();
        await().during(Duration.ofSeconds(3)).atMost(LONG).untilAsserted(() -> assertThat(demand.current())
                .containsKey(WATCHED.code()));
        kafka.restart();
        Ticker next = Ticker.of("000270");
        admin.append(Topics.SUBSCRIPTIONS, DemandRecords.heartbeatKey("gate"), DemandRecords.heartbeat(1));
        admin.append(
                Topics.SUBSCRIPTIONS, DemandRecords.subscriptionKey("gate", next), DemandRecords.subscription(1, 1));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(demand.current()).containsKeys(WATCHED.code(), next.code()));
    }

    @Test
    void endsInTimeWhileTheBrokerIsAway() throws IOException {
        admin.createMissing();
        open();
        await().atMost(LONG).until(demand::ready);

        kafka.stop();

        demand.close();
    }

    @Test
    void tellsThatTheTopicsAreMissingAndReadsThemOnceTheyAreThere() {
        open();
        await().atMost(LONG).until(demand::ready);
        assertThatThrownBy(demand::current).isInstanceOf(IllegalStateException.class);

        admin.createMissing();

        await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(demand.current())
                .containsOnlyKeys(DEFAULTS));
    }

    @Test
    void survivesAFaultOfItsOwnAndTellsItMeanwhile() {
        admin.createMissing();
        AtomicInteger tries = new AtomicInteger();
        open(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalArgumentException("a fault");
            }
            return new DemandLedger(DemandLedger.DEFAULT_TICKERS);
        });
        await().atMost(LONG).until(demand::ready);
        assertThatThrownBy(demand::current).hasRootCauseMessage("a fault");

        await().atMost(LONG).ignoreExceptions().untilAsserted(() -> assertThat(demand.current())
                .containsOnlyKeys(DEFAULTS));
        assertThat(tries).hasValue(2);
    }

    @Test
    void doesNotHideThatItsThreadEnded() {
        admin.createMissing();
        open(() -> {
            throw new LinkageError("the thread ends");
        });

        await().atMost(LONG).until(demand::ready);
        assertThatThrownBy(demand::current).hasRootCauseMessage("the thread ends");
    }

    private void open() {
        demand = new SubscriptionDemand(kafka.bootstrapServers(), CALENDAR, CLOCK);
    }

    private void open(Supplier<DemandLedger> ledgers) {
        demand = new SubscriptionDemand(
                kafka.bootstrapServers(), () -> new DemandedItems(ledgers.get(), CALENDAR, CLOCK));
    }

    private void subscribe() {
        admin.append(Topics.SUBSCRIPTIONS, DemandRecords.heartbeatKey("gate"), DemandRecords.heartbeat(1));
        admin.append(
                Topics.SUBSCRIPTIONS, DemandRecords.subscriptionKey("gate", WATCHED), DemandRecords.subscription(1, 1));
    }

    private void list(InstrumentClass instrumentClass) {
        ListedInstrument instrument = new ListedInstrument(
                WATCHED, instrumentClass, "KOSDAQ", "아로마", 0, null, 0, true, ListedInstrument.Status.LISTED);
        admin.append(Topics.INSTRUMENTS, WATCHED.code(), InstrumentJson.write(instrument));
    }

    private long clockRows() {
        byte[] clock = DemandRecords.CLOCK_KEY.getBytes(StandardCharsets.UTF_8);
        TopicPartition partition = new TopicPartition(Topics.SUBSCRIPTIONS.topic(), 0);
        long rows = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> row : consumer.poll(Duration.ofMillis(100))) {
                    rows += Arrays.equals(row.key(), clock) ? 1 : 0;
                }
            }
        }
        return rows;
    }
}
