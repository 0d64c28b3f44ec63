package dev.sise.broadcast.functions;

import dev.sise.market.CalendarCoverage;
import dev.sise.market.ExpectedPrice;
import dev.sise.market.InstrumentClass;
import dev.sise.market.KrxCalendar;
import dev.sise.market.ListedInstrument;
import dev.sise.market.MarketClock;
import dev.sise.market.MarketStatus;
import dev.sise.market.NoPrice;
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
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins ticks, demand and instruments, all keyed by ticker, into the last price of each ticker, and into the closes of its minutes
 * ({@link #MINUTES}).
 *
 * <ul>
 *   <li>Order is trading day, event time, cumulative volume. A tick that is older than what is known, or a trade that equals it, changes and
 *       emits nothing; a poll that equals it, or is older and names the same price, confirms the price ({@code as_of}) and is emitted.
 *   <li>Only trades and polls change the price. An expected price is shown beside it until the next trade or the end of the session; figures of a warrant are gathered
 *       and shown; a volatility interruption is the status until its end is told, {@link #MAX_INTERRUPTION} at most; an interruption of the
 *       feed (gap) is counted. A poll without a price is told while no price is known, and changes nothing after.
 *   <li>Every record, also one that changed nothing, moves {@code seq}: the version that the sink compares is the place of the newest record
 *       in the topic, and so the same after a replay.
 *   <li>A minute is told when it is over: by the first trade or poll of another one, else by a timer. The running minute of a watched ticker is
 *       told every {@link #HEARTBEAT} as it stands. What is older than the known price changes no minute, nor does an expected price.
 *   <li>Nothing waits for instruments. Until the record of a ticker comes, its class is what the shape of the code allows; a record that says
 *       otherwise corrects the state and emits what is known at once.
 *   <li>Beginning demand emits the current value at once; a watched ticker is emitted every {@link #HEARTBEAT} even when nothing trades, which
 *       keeps its cache entry alive.
 *   <li>State ends {@link #KEEP} after the last record of a ticker nobody watches; of one without a price {@link #KEEP_UNPRICED} after it and
 *       at once when demand ends. Listings are kept for good: there are some ten thousand.
 * </ul>
 *
 * Heartbeats, as-of, interruptions and keeping use real time; the market's status uses market time.
 */
public final class JoinPrices extends KeyedProcessFunction<String, JoinInput, PriceUpdate> {
    /** What {@link MinuteClose} says; a running minute is told again as it grows, also after a restart. */
    public static final OutputTag<MinuteClose> MINUTES =
            new OutputTag<>("minutes", TypeInformation.of(MinuteClose.class));

    /** Interval at which a watched ticker is emitted at least; the old backend's broadcast interval. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** How long a price outlives its last record: over the night and the morning before the open. */
    static final Duration KEEP = Duration.ofHours(36);

    /**
     * How long a ticker without a price outlives its last record. Clients can name codes without end, so it is short; the answer to a poll may
     * come before the demand that caused it, so it is not zero.
     */
    static final Duration KEEP_UNPRICED = Duration.ofMinutes(1);

    /** A volatility interruption lasts two minutes, and a little more with its random end; one that has not ended by then lost its end. */
    static final Duration MAX_INTERRUPTION = Duration.ofMinutes(5);

    /** How long a minute of a ticker that nobody watches waits for a trade of another one: it is over by then. */
    static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(JoinPrices.class);
    private static final ValueStateDescriptor<PriceState> PRICE =
            new ValueStateDescriptor<>("price", Types.POJO(PriceState.class));
    private static final ValueStateDescriptor<Listing> LISTING =
            new ValueStateDescriptor<>("listing", TypeInformation.of(Listing.class));

    private final long epoch;
    private final MarketClock clock;
    private final KrxCalendar calendar;

    private transient ValueState<PriceState> states;
    private transient ValueState<Listing> listings;
    private transient Map<InstrumentClass, MarketStatus> statuses;
    private transient long statusSecond;
    private transient int today;
    private transient CalendarCoverage coverage;
    private transient boolean warns;
    private transient Counter emitted;
    private transient Counter late;
    private transient Counter duplicate;
    private transient Counter gaps;
    private transient Counter unpriced;
    private transient Counter corrected;
    private transient Staleness staleness;

    /**
     * @param epoch of the topic {@code ticks} that is read, in milliseconds
     * @param clock of market time
     * @param calendar of the exchange
     */
    public JoinPrices(long epoch, MarketClock clock, KrxCalendar calendar) {
        this.epoch = epoch;
        this.clock = clock;
        this.calendar = calendar;
    }

    @Override
    public void open(OpenContext context) {
        states = getRuntimeContext().getState(PRICE);
        listings = getRuntimeContext().getState(LISTING);
        statuses = new EnumMap<>(InstrumentClass.class);
        statusSecond = Long.MIN_VALUE;
        coverage = new CalendarCoverage(calendar, clock);
        warns = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
        warnOfTheCalendar();
        MetricGroup metrics = getRuntimeContext().getMetricGroup();
        metrics.gauge("calendarCovered", () -> coverage.isCovered() ? 1 : 0);
        emitted = metrics.counter("emitted");
        late = metrics.counter("late");
        duplicate = metrics.counter("duplicate");
        gaps = metrics.counter("gaps");
        unpriced = metrics.counter("unpriced");
        corrected = metrics.counter("corrected");
        staleness = new Staleness(metrics);
    }

    @Override
    public void processElement(JoinInput input, Context context, Collector<PriceUpdate> out) throws Exception {
        PriceState state = states.value();
        long now = context.timerService().currentProcessingTime();
        if (input.listing() != null) {
            list(input.ticker(), input.listing(), state, now, out);
            return;
        }
        if (state == null) {
            state = new PriceState();
        }
        if (state.instrumentClass == null) {
            classify(state, input.ticker());
        }
        state.touched = now;
        if (input.tick() != null) {
            take(input.tick(), input.seq(), state, context, now, out);
        } else if (state.known || input.demanded()) {
            changeDemand(input.demanded(), state, context, now, out);
        } else {
            forget(state, context);
            return;
        }
        long due = now + (state.minuteUnwritten ? MINUTE : keep(state)).toMillis();
        if (state.timer == 0 || state.minuteUnwritten && state.timer > due) {
            schedule(state, context, due);
        }
        states.update(state);
    }

    /** Notes what the instruments tell of a ticker, and corrects what is known of it. */
    private void list(String ticker, Listing listing, PriceState state, long now, Collector<PriceUpdate> out)
            throws Exception {
        // The whole list is written again every morning.
        if (listing.equals(listings.value())) {
            return;
        }
        listings.update(listing);
        if (state != null) {
            state.take(listing);
            corrected.inc();
            emitCurrent(ticker, state, now, out);
            states.update(state);
        }
    }

    private void classify(PriceState state, String ticker) throws Exception {
        Listing listing = listings.value();
        if (listing == null) {
            state.instrumentClass = InstrumentClass.ofShape(Ticker.of(ticker));
        } else {
            state.take(listing);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<PriceUpdate> out) throws Exception {
        PriceState state = states.value();
        if (state == null || state.timer != timestamp) {
            return;
        }
        long now = context.timerService().currentProcessingTime();
        tellMinute(state, context.getCurrentKey(), context);
        if (state.watched) {
            if (state.known && isOpen(status(state, now))) {
                staleness.look(state.instrumentClass, now - state.asOf);
            }
            emitCurrent(context.getCurrentKey(), state, now, out);
            schedule(state, context, now + HEARTBEAT.toMillis());
            states.update(state);
        } else if (now - state.touched >= keep(state).toMillis()) {
            states.clear();
        } else {
            schedule(state, context, state.touched + keep(state).toMillis());
            states.update(state);
        }
    }

    private static Duration keep(PriceState state) {
        return state.known ? KEEP : KEEP_UNPRICED;
    }

    private static void tellMinute(PriceState state, String ticker, Context context) {
        if (state.minuteUnwritten) {
            state.minuteUnwritten = false;
            context.output(MINUTES, state.toMinute(ticker));
        }
    }

    private void changeDemand(
            boolean demanded, PriceState state, Context context, long now, Collector<PriceUpdate> out) {
        if (state.watched == demanded) {
            return;
        }
        state.watched = demanded;
        if (demanded) {
            emitCurrent(context.getCurrentKey(), state, now, out);
        }
        schedule(state, context, now + (demanded ? HEARTBEAT : keep(state)).toMillis());
    }

    /** Nobody wants it and nothing is known of it: clients can name codes without end, and none may leave a trace. */
    private void forget(PriceState state, Context context) {
        if (state.timer != 0) {
            context.timerService().deleteProcessingTimeTimer(state.timer);
        }
        states.clear();
    }

    private void take(Tick tick, long seq, PriceState state, Context context, long now, Collector<PriceUpdate> out) {
        state.epoch = epoch;
        state.seq = seq;
        switch (tick.kind()) {
            case TRADE, POLL -> takePrice(tick, state, context, now, out);
            case NONE -> takeNone(tick, state, now, out);
            case EXPECTED -> emitIfTaken(state.takeExpected(tick), tick, state, now, out);
            case ELW -> {
                if (state.takeFigures(tick.elw())) {
                    emitCurrent(tick.ticker(), state, now, out);
                }
            }
            case VI -> {
                boolean begins = tick.reason().equals(Tick.VI_ACTIVATED);
                long until = begins ? tick.ingest() + MAX_INTERRUPTION.toMillis() : 0;
                emitIfTaken(state.takeInterruption(tick, until), tick, state, now, out);
            }
            case GAP -> gaps.inc();
        }
    }

    private void takePrice(Tick tick, PriceState state, Context context, long now, Collector<PriceUpdate> out) {
        // What a warrant is does not depend on the order of its trades.
        boolean figuresChanged = tick.elw() != null && state.takeFigures(tick.elw());
        int order = state.compareTick(tick);
        // Before the open the broker's rows tell of no trade yet; the price they name is still the last one.
        boolean confirms = tick.kind() == TickKind.POLL && state.known && tick.price() == state.price;
        if (order < 0 && !confirms) {
            late.inc();
            if (figuresChanged) {
                emitCurrent(tick.ticker(), state, now, out);
            }
            return;
        }
        if (order == 0 && tick.kind() == TickKind.TRADE) {
            duplicate.inc();
            // The session has begun to serve what a poll had shown before.
            if (state.feed != tick.feed() && tick.ingest() >= state.asOf) {
                state.feed = tick.feed();
                emitCurrent(tick.ticker(), state, now, out);
            }
            return;
        }
        if (order > 0) {
            if (!state.isOfThisMinute(tick)) {
                tellMinute(state, tick.ticker(), context);
            }
            state.take(tick);
        } else if (tick.ingest() >= state.asOf) {
            state.feed = tick.feed();
        }
        // Polls and trades come by different ways: one may arrive after what was received later.
        state.asOf = Math.max(state.asOf, tick.ingest());
        emit(order > 0 ? tick : state.toTick(tick.ticker()), state, now, out);
    }

    /** A price that is known stays, and is emitted for those who asked for it in vain. */
    private void takeNone(Tick tick, PriceState state, long now, Collector<PriceUpdate> out) {
        unpriced.inc();
        if (!state.known) {
            state.takeUnpriced(tick);
        }
        emitCurrent(tick.ticker(), state, now, out);
    }

    private void emitIfTaken(boolean taken, Tick tick, PriceState state, long now, Collector<PriceUpdate> out) {
        if (taken) {
            emitCurrent(tick.ticker(), state, now, out);
        } else {
            late.inc();
        }
    }

    private void emitCurrent(String ticker, PriceState state, long now, Collector<PriceUpdate> out) {
        if (state.known || state.unpriced) {
            emit(state.toTick(ticker), state, now, out);
        }
    }

    private void emit(Tick shown, PriceState state, long now, Collector<PriceUpdate> out) {
        emitted.inc();
        MarketStatus status = status(state, now);
        out.collect(new PriceUpdate(
                shown,
                state.known ? null : noPrice(state),
                state.elw,
                state.expected != null && isOfThisSession(state.expected, status) ? state.expected : null,
                state.asOf,
                clock.offset().toMillis(),
                state.feed,
                state.instrumentClass.isElw(),
                status,
                state.epoch,
                state.seq,
                now,
                state.watched));
    }

    /** An auction that ends without a trade leaves its expected price behind. */
    private boolean isOfThisSession(ExpectedPrice expected, MarketStatus status) {
        return expected.day() == today && isOpen(status);
    }

    private static boolean isOpen(MarketStatus status) {
        return switch (status) {
            case TRADING, AUCTION, VI -> true;
            case HALTED, CLOSED, DELISTED -> false;
        };
    }

    private static NoPrice noPrice(PriceState state) {
        return state.listed == null && !state.brokerKnows ? NoPrice.UNKNOWN_TICKER : NoPrice.NOT_TRADED;
    }

    private MarketStatus status(PriceState state, long now) {
        refreshStatuses(now);
        if (state.listed != null && state.listed != ListedInstrument.Status.LISTED) {
            return state.listed == ListedInstrument.Status.HALTED ? MarketStatus.HALTED : MarketStatus.DELISTED;
        }
        MarketStatus market = status(state.instrumentClass, now);
        return state.interruptedUntil > now && market != MarketStatus.CLOSED ? MarketStatus.VI : market;
    }

    /** The market's status does not change within a second, and the calendar is not asked for each tick. */
    private void refreshStatuses(long now) {
        long second = Math.floorDiv(now, 1_000);
        if (second != statusSecond) {
            statuses.clear();
            statusSecond = second;
            today = Math.toIntExact(
                    clock.marketTime(Instant.ofEpochMilli(now)).toLocalDate().toEpochDay());
            warnOfTheCalendar();
        }
    }

    private MarketStatus status(InstrumentClass instrumentClass, long now) {
        MarketStatus known = statuses.get(instrumentClass);
        if (known == null) {
            known = calendar.status(instrumentClass, clock.marketTime(Instant.ofEpochMilli(now)));
            statuses.put(instrumentClass, known);
        }
        return known;
    }

    /** One subtask for all. */
    private void warnOfTheCalendar() {
        if (warns) {
            coverage.warning().ifPresent(LOG::warn);
        }
    }

    private static void schedule(PriceState state, Context context, long time) {
        if (state.timer != 0) {
            context.timerService().deleteProcessingTimeTimer(state.timer);
        }
        state.timer = time;
        context.timerService().registerProcessingTimeTimer(time);
    }
}
