package dev.sise.broadcast.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.KrxCalendar;
import dev.sise.market.ListedInstrument;
import dev.sise.market.MarketClock;
import dev.sise.market.PriceUpdate;
import dev.sise.market.Tick;
import dev.sise.market.Ticker;
import dev.sise.testkit.OperatorMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** {@link JoinPrices} in Flink's harness, at 14:54:28 of a Wednesday in Seoul unless the time is set. */
final class JoinHarness {
    static final long EPOCH = 1_000;
    static final long NOW = Instant.parse("2026-07-01T05:54:28Z").toEpochMilli();
    static final int DAY = Math.toIntExact(LocalDate.of(2026, 7, 1).toEpochDay());

    /** Of the operator that was opened last. */
    OperatorMetrics metrics;

    private KeyedOneInputStreamOperatorTestHarness<String, JoinInput, PriceUpdate> harness;

    JoinHarness() throws Exception {
        harness = harness(EPOCH);
        harness.open();
    }

    void take(Tick tick, long seq) throws Exception {
        harness.processElement(JoinInput.tick(tick, seq), 0);
    }

    void demandBegins(String ticker) throws Exception {
        harness.processElement(JoinInput.demandBegan(ticker), 0);
    }

    void demandEnds(String ticker) throws Exception {
        harness.processElement(JoinInput.demandEnded(ticker), 0);
    }

    void list(String ticker, InstrumentClass instrumentClass, ListedInstrument.Status status) throws Exception {
        harness.processElement(
                JoinInput.listed(new ListedInstrument(
                        Ticker.of(ticker),
                        instrumentClass,
                        "KOSPI",
                        ticker,
                        1,
                        null,
                        1,
                        instrumentClass.hasAfterMarket(),
                        status)),
                0);
    }

    void list(String ticker, InstrumentClass instrumentClass) throws Exception {
        list(ticker, instrumentClass, ListedInstrument.Status.LISTED);
    }

    void setTime(long time) throws Exception {
        harness.setProcessingTime(time);
    }

    List<PriceUpdate> emitted() {
        List<PriceUpdate> updates = new ArrayList<>();
        for (Object record : harness.getOutput()) {
            @SuppressWarnings("unchecked")
            StreamRecord<PriceUpdate> update = (StreamRecord<PriceUpdate>) record;
            updates.add(update.getValue());
        }
        harness.getOutput().clear();
        return updates;
    }

    PriceUpdate onlyEmitted() {
        List<PriceUpdate> updates = emitted();
        assertThat(updates).hasSize(1);
        return updates.get(0);
    }

    /** The minutes that were told since they were asked for last. */
    List<MinuteClose> minutes() {
        ConcurrentLinkedQueue<StreamRecord<MinuteClose>> told = harness.getSideOutput(JoinPrices.MINUTES);
        if (told == null) {
            return List.of();
        }
        List<MinuteClose> minutes = told.stream().map(StreamRecord::getValue).toList();
        told.clear();
        return minutes;
    }

    /** Tickers with a price or demand; those of which only the listing is known are not among them. */
    int keys() {
        return tickers("price").size();
    }

    int timers() {
        return harness.numProcessingTimeTimers();
    }

    /** Tickers whose listing is known. */
    List<String> listings() {
        return tickers("listing");
    }

    private List<String> tickers(String state) {
        KeyedProcessOperator<?, ?, ?> operator = (KeyedProcessOperator<?, ?, ?>) harness.getOneInputOperator();
        try (Stream<String> keys = operator.<String>getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE)) {
            return keys.toList();
        }
    }

    void restore(long epoch) throws Exception {
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(epoch);
        harness.initializeState(snapshot);
        harness.open();
    }

    void close() throws Exception {
        harness.close();
    }

    private KeyedOneInputStreamOperatorTestHarness<String, JoinInput, PriceUpdate> harness(long epoch)
            throws Exception {
        MarketClock clock = MarketClock.of(Clock.systemUTC(), Duration.ZERO);
        metrics = new OperatorMetrics();
        KeyedOneInputStreamOperatorTestHarness<String, JoinInput, PriceUpdate> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new JoinPrices(epoch, clock, KrxCalendar.load())),
                        JoinInput::ticker,
                        Types.STRING,
                        new MockEnvironmentBuilder()
                                .setMetricGroup(metrics.task())
                                .build());
        harness.getExecutionConfig().enableObjectReuse();
        ((SerializerConfigImpl) harness.getExecutionConfig().getSerializerConfig()).setGenericTypes(false);
        harness.setProcessingTime(NOW);
        return harness;
    }
}
