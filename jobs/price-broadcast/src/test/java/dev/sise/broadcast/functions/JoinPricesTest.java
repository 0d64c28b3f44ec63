package dev.sise.broadcast.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.Feed;
import dev.sise.market.MarketClock;
import dev.sise.market.MarketStatus;
import dev.sise.market.PriceUpdate;
import dev.sise.market.Tick;
import dev.sise.market.TickKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JoinPricesTest {
    private static final long EPOCH = 1_000;
    /** A Wednesday, 14:54:28 in Seoul. */
    private static final long NOW = Instant.parse("2026-07-01T05:54:28Z").toEpochMilli();

    private static final int DAY = Math.toIntExact(LocalDate.of(2026, 7, 1).toEpochDay());
    private static final String TICKER = "005930";

    private KeyedOneInputStreamOperatorTestHarness<String, JoinInput, PriceUpdate> harness;

    @BeforeEach
    void open() throws Exception {
        harness = harness(EPOCH);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void emitsEachNewerTradeWithItsPlaceInTheTopic() throws Exception {
        take(trade(100, 1_000, 70), 5);
        take(trade(100, 1_001, 71), 6);
        take(trade(101, 1_001, 72), 9);

        assertThat(emitted())
                .extracting(update -> update.tick().price(), PriceUpdate::epoch, PriceUpdate::seq)
                .containsExactly(tuple(70, 5), tuple(71, 6), tuple(72, 9));
    }

    @Test
    void emitsNothingForALateTradeAndNothingForADuplicate() throws Exception {
        take(trade(100, 1_000, 70), 1);
        emitted();

        take(trade(99, 2_000, 60), 2);
        take(trade(100, 999, 61), 3);
        take(trade(100, 1_000, 70), 4);

        assertThat(emitted()).isEmpty();
    }

    @Test
    void emitsNothingForAPollOlderThanTheLastTrade() throws Exception {
        take(trade(100, 1_000, 70), 1);
        emitted();

        take(poll(90, 900, 65, NOW), 2);

        assertThat(emitted()).isEmpty();
    }

    @Test
    void confirmsThePriceByAPollThatEqualsTheLastTrade() throws Exception {
        take(trade(100, 1_000, 70), 1);
        emitted();

        take(poll(100, 1_000, 70, NOW + 30_000), 2);

        PriceUpdate update = onlyEmitted();
        assertThat(update.tick().kind()).isEqualTo(TickKind.TRADE);
        assertThat(update.asOf()).isEqualTo(NOW + 30_000);
        assertThat(update.feed()).isEqualTo(Feed.POLL);
        assertThat(update.seq()).isEqualTo(2);
    }

    @Test
    void takesTheNextDaysFirstTradeThoughItsVolumeAndTimeAreSmaller() throws Exception {
        take(trade(DAY, 55_000, 9_999, 70), 1);
        take(trade(DAY + 1, 32_400, 10, 71), 2);
        take(trade(DAY, 55_001, 10_000, 69), 3);

        assertThat(emitted()).extracting(update -> update.tick().price()).containsExactly(70L, 71L);
    }

    @Test
    void movesTheVersionByARecordThatChangedNothing() throws Exception {
        take(trade(100, 1_000, 70), 1);
        take(trade(99, 999, 69), 2);
        take(Tick.vi(TICKER, DAY, 100, true, NOW), 3);
        take(Tick.none(TICKER, Feed.POLL, DAY, 101, NOW, "empty row"), 4);
        emitted();

        harness.processElement(JoinInput.demandBegan(TICKER), 0);

        assertThat(onlyEmitted().seq()).isEqualTo(4);
    }

    @Test
    void emitsTheCurrentValueAtOnceWhenDemandBeginsAfterTheFirstTick() throws Exception {
        take(trade(100, 1_000, 70), 1);
        assertThat(onlyEmitted().watched()).isFalse();

        harness.processElement(JoinInput.demandBegan(TICKER), 0);

        PriceUpdate update = onlyEmitted();
        assertThat(update.watched()).isTrue();
        assertThat(update.tick().price()).isEqualTo(70);
    }

    @Test
    void emitsNothingWhenDemandBeginsBeforeTheFirstTickAndTheTickThen() throws Exception {
        harness.processElement(JoinInput.demandBegan(TICKER), 0);
        assertThat(emitted()).isEmpty();

        take(trade(100, 1_000, 70), 1);

        assertThat(onlyEmitted().watched()).isTrue();
    }

    @Test
    void repeatsAWatchedPriceEveryFiveSecondsUntilDemandEnds() throws Exception {
        harness.processElement(JoinInput.demandBegan(TICKER), 0);
        take(trade(100, 1_000, 70), 1);
        emitted();

        harness.setProcessingTime(NOW + 4_999);
        assertThat(emitted()).isEmpty();
        harness.setProcessingTime(NOW + 5_000);
        assertThat(onlyEmitted().seq()).isEqualTo(1);
        harness.setProcessingTime(NOW + 10_000);
        assertThat(emitted()).hasSize(1);

        // The lease of the last gateway was lost: the demand operator says so.
        harness.processElement(JoinInput.demandEnded(TICKER), 0);
        harness.setProcessingTime(NOW + 60_000);
        assertThat(emitted()).isEmpty();
    }

    @Test
    void keepsOneTimerPerTickerAndLeavesNoStateBehind() throws Exception {
        for (int i = 0; i < 50; i++) {
            take(trade(100 + i, 1_000 + i, 70), i);
        }
        harness.processElement(JoinInput.demandBegan(TICKER), 0);
        harness.processElement(JoinInput.demandEnded(TICKER), 0);
        assertThat(harness.numProcessingTimeTimers()).isEqualTo(1);

        harness.setProcessingTime(NOW + Duration.ofHours(30).toMillis());
        take(trade(DAY + 1, 0, 1, 71), 100);
        harness.setProcessingTime(NOW + Duration.ofHours(36).toMillis());
        assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

        harness.setProcessingTime(NOW + Duration.ofHours(66).toMillis());
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();
    }

    @Test
    void leavesNoTraceOfATickerThatWasWantedAndNeverTraded() throws Exception {
        harness.processElement(JoinInput.demandBegan(TICKER), 0);
        assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

        harness.processElement(JoinInput.demandEnded(TICKER), 0);

        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();
    }

    @Test
    void goesOnFromASnapshotWithItsHeartbeatAndItsOrder() throws Exception {
        harness.processElement(JoinInput.demandBegan(TICKER), 0);
        take(trade(100, 1_000, 70), 7);
        emitted();
        restore(EPOCH);

        take(trade(100, 1_000, 70), 7);
        assertThat(emitted()).isEmpty();
        harness.setProcessingTime(NOW + 5_000);
        PriceUpdate heartbeat = onlyEmitted();
        assertThat(heartbeat.watched()).isTrue();
        assertThat(heartbeat.seq()).isEqualTo(7);
        take(trade(101, 1_001, 71), 8);
        assertThat(onlyEmitted().tick().price()).isEqualTo(71);
    }

    @Test
    void countsOffsetsOfANewEpochFromItsBeginning() throws Exception {
        take(trade(100, 1_000, 70), 900);
        emitted();
        restore(EPOCH + 1);

        // The recreated topic holds the old trade again, at a smaller offset, and then a new one.
        take(trade(100, 1_000, 70), 0);
        take(trade(101, 1_001, 71), 1);

        PriceUpdate update = onlyEmitted();
        assertThat(update.epoch()).isEqualTo(EPOCH + 1);
        assertThat(update.seq()).isEqualTo(1);
    }

    @Test
    void showsElwAndTheStatusOfTheMarket() throws Exception {
        harness.processElement(JoinInput.tick(Tick.trade("57JBHH", DAY, 100, 20, 0, 0, 1, NOW), 1), 0);
        PriceUpdate open = onlyEmitted();
        assertThat(open.isElw()).isTrue();
        assertThat(open.status()).isEqualTo(MarketStatus.TRADING);

        harness.setProcessingTime(Instant.parse("2026-07-01T14:00:00Z").toEpochMilli());
        harness.processElement(JoinInput.tick(Tick.trade("57JBHH", DAY, 101, 20, 0, 0, 2, NOW), 2), 0);
        assertThat(onlyEmitted().status()).isEqualTo(MarketStatus.CLOSED);
    }

    private static Tuple tuple(long price, long seq) {
        return Tuple.tuple(price, EPOCH, seq);
    }

    private static Tick trade(int time, long volume, long price) {
        return trade(DAY, time, volume, price);
    }

    private static Tick trade(int day, int time, long volume, long price) {
        return Tick.trade(TICKER, day, time, price, 0, 0, volume, NOW);
    }

    private static Tick poll(int time, long volume, long price, long ingest) {
        return Tick.poll(TICKER, Feed.POLL, DAY, time, price, 0, 0, volume, ingest, null);
    }

    private void take(Tick tick, long seq) throws Exception {
        harness.processElement(JoinInput.tick(tick, seq), 0);
    }

    private List<PriceUpdate> emitted() {
        List<PriceUpdate> updates = new ArrayList<>();
        for (Object record : harness.getOutput()) {
            @SuppressWarnings("unchecked")
            StreamRecord<PriceUpdate> update = (StreamRecord<PriceUpdate>) record;
            updates.add(update.getValue());
        }
        harness.getOutput().clear();
        return updates;
    }

    private PriceUpdate onlyEmitted() {
        List<PriceUpdate> updates = emitted();
        assertThat(updates).hasSize(1);
        return updates.get(0);
    }

    private void restore(long epoch) throws Exception {
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(epoch);
        harness.initializeState(snapshot);
        harness.open();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, JoinInput, PriceUpdate> harness(long epoch)
            throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, JoinInput, PriceUpdate> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(
                                new JoinPrices(epoch, MarketClock.of(Clock.systemUTC(), Duration.ZERO))),
                        JoinInput::ticker,
                        Types.STRING);
        harness.getExecutionConfig().enableObjectReuse();
        harness.setProcessingTime(NOW);
        return harness;
    }
}
