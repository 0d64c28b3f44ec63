package dev.sise.broadcast.functions;

import dev.sise.market.InstrumentClass;
import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import dev.sise.market.MarketStatus;
import dev.sise.market.PriceUpdate;
import dev.sise.market.Tick;
import dev.sise.market.TickKind;
import dev.sise.market.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins ticks with demand, keyed by ticker, into the last price of each ticker.
 *
 * <ul>
 *   <li>Order is trading day, event time, cumulative volume. A tick that is older than what is known, or a trade that equals it, changes and
 *       emits nothing; a poll that equals it confirms the price ({@code as_of}) and is emitted.
 *   <li>Every record, also one that changed nothing, moves {@code seq}: the version that the sink compares is the place of the newest record
 *       in the topic, and so the same after a replay.
 *   <li>Beginning demand emits the current value at once; a watched ticker is emitted every {@link #HEARTBEAT} even when nothing trades, which
 *       keeps its cache entry alive.
 *   <li>State ends {@link #KEEP} after the last record of a ticker nobody watches, and at once when demand ends for one without a price.
 * </ul>
 *
 * Heartbeats, as-of and keeping use real time; the market's status uses market time.
 */
public final class JoinPrices extends KeyedProcessFunction<String, JoinInput, PriceUpdate> {
    /** Interval at which a watched ticker is emitted at least; the old backend's broadcast interval. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** How long a price outlives its last record: over the night and the morning before the open. */
    public static final Duration KEEP = Duration.ofHours(36);

    private final long epoch;
    private final MarketClock clock;

    private transient ValueState<PriceState> states;
    private transient KrxCalendar calendar;
    private transient Map<InstrumentClass, MarketStatus> statuses;
    private transient long statusSecond;
    private transient Counter emitted;
    private transient Counter late;
    private transient Counter duplicate;
    private transient Counter gaps;
    private transient Counter unpriced;

    /**
     * @param epoch of the topic {@code ticks} that is read, in milliseconds
     * @param clock of market time
     */
    public JoinPrices(long epoch, MarketClock clock) {
        this.epoch = epoch;
        this.clock = clock;
    }

    @Override
    public void open(OpenContext context) {
        states = getRuntimeContext().getState(new ValueStateDescriptor<>("price", Types.POJO(PriceState.class)));
        calendar = KrxCalendar.load();
        statuses = new EnumMap<>(InstrumentClass.class);
        statusSecond = Long.MIN_VALUE;
        MetricGroup metrics = getRuntimeContext().getMetricGroup();
        emitted = metrics.counter("emitted");
        late = metrics.counter("late");
        duplicate = metrics.counter("duplicate");
        gaps = metrics.counter("gaps");
        unpriced = metrics.counter("unpriced");
    }

    @Override
    public void processElement(JoinInput input, Context context, Collector<PriceUpdate> out) throws Exception {
        PriceState state = states.value();
        if (state == null) {
            state = new PriceState();
        }
        long now = context.timerService().currentProcessingTime();
        state.touched = now;
        if (input.tick() != null) {
            take(input.tick(), input.seq(), state, now, out);
        } else if (state.known || input.demanded()) {
            changeDemand(input.demanded(), state, context, now, out);
        } else {
            forget(state, context);
            return;
        }
        if (state.timer == 0) {
            schedule(state, context, now + KEEP.toMillis());
        }
        states.update(state);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<PriceUpdate> out) throws Exception {
        PriceState state = states.value();
        if (state == null || state.timer != timestamp) {
            return;
        }
        long now = context.timerService().currentProcessingTime();
        if (state.watched) {
            emitKnown(context.getCurrentKey(), state, now, out);
            schedule(state, context, now + HEARTBEAT.toMillis());
            states.update(state);
        } else if (now - state.touched >= KEEP.toMillis()) {
            states.clear();
        } else {
            schedule(state, context, state.touched + KEEP.toMillis());
            states.update(state);
        }
    }

    private void changeDemand(
            boolean demanded, PriceState state, Context context, long now, Collector<PriceUpdate> out) {
        if (state.watched == demanded) {
            return;
        }
        state.watched = demanded;
        if (demanded) {
            emitKnown(context.getCurrentKey(), state, now, out);
        }
        schedule(state, context, now + (demanded ? HEARTBEAT : KEEP).toMillis());
    }

    /** Nobody wants it and nothing is known of it: clients can name codes without end, and none may leave a trace. */
    private void forget(PriceState state, Context context) {
        if (state.timer != 0) {
            context.timerService().deleteProcessingTimeTimer(state.timer);
        }
        states.clear();
    }

    private void take(Tick tick, long seq, PriceState state, long now, Collector<PriceUpdate> out) {
        state.epoch = epoch;
        state.seq = seq;
        switch (tick.kind()) {
            case TRADE, POLL -> takePrice(tick, state, now, out);
            case GAP -> gaps.inc();
            // They tell of something else than the last price.
            case NONE, EXPECTED, ELW, VI -> unpriced.inc();
        }
    }

    private void takePrice(Tick tick, PriceState state, long now, Collector<PriceUpdate> out) {
        int order = state.compareTick(tick);
        if (order < 0) {
            late.inc();
            return;
        }
        if (order == 0 && tick.kind() == TickKind.TRADE) {
            duplicate.inc();
            return;
        }
        if (order > 0) {
            state.take(tick);
        }
        state.feed = tick.feed();
        state.asOf = tick.ingest();
        emit(order > 0 ? tick : state.toTick(tick.ticker()), state, now, out);
    }

    private void emitKnown(String ticker, PriceState state, long now, Collector<PriceUpdate> out) {
        if (state.known) {
            emit(state.toTick(ticker), state, now, out);
        }
    }

    private void emit(Tick shown, PriceState state, long now, Collector<PriceUpdate> out) {
        if (state.instrumentClass == null) {
            state.instrumentClass = InstrumentClass.ofShape(Ticker.of(shown.ticker()));
        }
        emitted.inc();
        out.collect(new PriceUpdate(
                shown,
                null,
                null,
                null,
                state.asOf,
                clock.offset().toMillis(),
                state.feed,
                state.instrumentClass.isElw(),
                status(state.instrumentClass, now),
                state.epoch,
                state.seq,
                now,
                state.watched));
    }

    /** The market's status does not change within a second, and the calendar is not asked for each tick. */
    private MarketStatus status(InstrumentClass instrumentClass, long now) {
        long second = Math.floorDiv(now, 1_000);
        if (second != statusSecond) {
            statuses.clear();
            statusSecond = second;
        }
        MarketStatus known = statuses.get(instrumentClass);
        if (known == null) {
            known = calendar.status(instrumentClass, clock.marketTime(Instant.ofEpochMilli(now)));
            statuses.put(instrumentClass, known);
        }
        return known;
    }

    private static void schedule(PriceState state, Context context, long time) {
        if (state.timer != 0) {
            context.timerService().deleteProcessingTimeTimer(state.timer);
        }
        state.timer = time;
        context.timerService().registerProcessingTimeTimer(time);
    }
}
