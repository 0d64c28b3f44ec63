package dev.sise.ingest.functions;

import dev.sise.market.CalendarCoverage;
import dev.sise.market.ElwFigures;
import dev.sise.market.Feed;
import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import dev.sise.market.NoPrice;
import dev.sise.market.Tick;
import dev.sise.market.TickKind;
import dev.sise.market.Ticker;
import dev.sise.market.Venue;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Rejections;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the feed delivered into ticks: the code becomes a canonical ticker, and the time gets its trading day. What is pushed comes
 * without a date and has the day of its receipt; the rule for polls is in {@link QuoteTime}. What cannot be a tick goes to {@link #REJECTED},
 * whole. A state of the market is counted and logged, nothing more.
 */
public final class ToTicks extends ProcessFunction<FeedEvent, Tick> {
    public static final OutputTag<RejectedRecord> REJECTED =
            new OutputTag<>("rejected", RejectedRecord.typeInformation());

    private static final Logger LOG = LoggerFactory.getLogger(ToTicks.class);
    private static final String SOURCE = "tick-ingest";

    /** Refused by the connector, which counts its own reasons. */
    private static final String CONNECTOR = "connector";
    /** The code is no ticker. */
    private static final String TICKER = "ticker";
    /** Of another venue than KRX. */
    private static final String VENUE = "venue";
    /** A poll without a possible day or time, or of a day that has not come yet. */
    private static final String TIME = "time";
    /** Figures of a warrant that cannot be; a poll keeps its price. */
    private static final String FIGURES = "figures";
    /** Readable, but a number that a tick cannot have, such as a price of zero. */
    private static final String IMPOSSIBLE = "impossible";

    private final MarketClock clock;
    private final KrxCalendar calendar;

    private transient Map<TickKind, Counter> counters;
    private transient Counter withoutFigures;
    private transient MarketStates marketStates;
    private transient Rejections rejections;

    /**
     * @param clock of market time, for the day of what comes without one
     * @param calendar of trading days, for polls
     */
    public ToTicks(MarketClock clock, KrxCalendar calendar) {
        this.clock = clock;
        this.calendar = calendar;
    }

    @Override
    public void open(OpenContext context) {
        MetricGroup metrics = getRuntimeContext().getMetricGroup();
        counters = new EnumMap<>(TickKind.class);
        for (TickKind kind : TickKind.values()) {
            counters.put(kind, metrics.counter(counterName(kind)));
        }
        CalendarCoverage coverage = new CalendarCoverage(calendar, clock);
        metrics.gauge("calendarCovered", () -> coverage.isCovered() ? 1 : 0);
        withoutFigures = metrics.counter("warrantsWithoutFigures");
        marketStates = new MarketStates(LOG, metrics);
        rejections = new Rejections(LOG, metrics, CONNECTOR, TICKER, VENUE, TIME, FIGURES, IMPOSSIBLE);
    }

    /** The names of the counters, in the plural. */
    private static String counterName(TickKind kind) {
        return switch (kind) {
            case TRADE, POLL, GAP -> kind.name().toLowerCase(Locale.ROOT) + "s";
            case NONE, EXPECTED, ELW, VI -> kind.name().toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public void processElement(FeedEvent event, Context context, Collector<Tick> out) {
        switch (event.kind) {
            case REFUSED -> reject(CONNECTOR, event.refusal, event, context);
            case MARKET_STATE -> marketStates.take(event);
            case TRADE, QUOTE, NO_QUOTE, EXPECTED, WARRANT, INTERRUPTION, GAP -> takeTicker(event, context, out);
        }
    }

    private void takeTicker(FeedEvent event, Context context, Collector<Tick> out) {
        Ticker.Parsed parsed = Ticker.parse(event.item);
        if (parsed instanceof Ticker.Refused refused) {
            reject(TICKER, refused.message(), event, context);
            return;
        }
        Ticker.Accepted accepted = (Ticker.Accepted) parsed;
        if (accepted.venue() != Venue.KRX) {
            // Prices of two venues under one ticker would overtake each other.
            reject(VENUE, "a record must be of the venue KRX, was " + accepted.venue(), event, context);
            return;
        }
        Tick tick;
        try {
            tick = toTick(accepted.ticker().code(), event, context);
        } catch (DateTimeException e) {
            reject(TIME, e.getMessage(), event, context);
            return;
        } catch (IllegalArgumentException e) {
            reject(IMPOSSIBLE, e.getMessage(), event, context);
            return;
        }
        if (tick != null) {
            counters.get(tick.kind()).inc();
            out.collect(tick);
        }
    }

    /** The tick, or null where there is nothing to tell. */
    private Tick toTick(String ticker, FeedEvent event, Context context) {
        return switch (event.kind) {
            case TRADE ->
                Tick.trade(
                        ticker,
                        day(event),
                        second(event),
                        event.price,
                        event.change,
                        event.changeRate,
                        event.volume,
                        event.receivedAt);
            case QUOTE -> {
                QuoteTime time = QuoteTime.of(event, clock, calendar);
                yield Tick.poll(
                        ticker,
                        feed(event),
                        time.day(),
                        time.second(),
                        event.price,
                        event.change,
                        event.changeRate,
                        event.volume,
                        event.receivedAt,
                        figures(event, context));
            }
            case NO_QUOTE ->
                Tick.none(
                        ticker,
                        feed(event),
                        day(event),
                        second(event),
                        event.receivedAt,
                        (event.known ? NoPrice.NOT_TRADED : NoPrice.UNKNOWN_TICKER).code());
            case EXPECTED ->
                Tick.expected(
                        ticker,
                        day(event),
                        second(event),
                        event.price,
                        event.change,
                        event.changeRate,
                        event.volume,
                        event.receivedAt);
            case WARRANT -> {
                ElwFigures figures = figures(event, context);
                if (figures == null) {
                    withoutFigures.inc();
                }
                yield figures == null ? null : Tick.elw(ticker, day(event), second(event), figures, event.receivedAt);
            }
            case INTERRUPTION -> Tick.vi(ticker, day(event), second(event), event.activated, event.receivedAt);
            case GAP ->
                Tick.gap(
                        ticker,
                        Feed.SESSION,
                        day(event),
                        second(event),
                        event.receivedAt,
                        "the feed may lack trades since "
                                + clock.marketTime(Instant.ofEpochMilli(event.since))
                                        .truncatedTo(ChronoUnit.SECONDS));
            case MARKET_STATE, REFUSED -> throw new IllegalStateException(event.kind + " has no ticker");
        };
    }

    private static Feed feed(FeedEvent event) {
        return event.bySession ? Feed.SESSION : Feed.POLL;
    }

    /** The figures of a warrant, or null where none is known or one of them cannot be: then the event is rejected beside its price. */
    private ElwFigures figures(FeedEvent event, Context context) {
        if (event.strike == null
                && event.expiry == FeedEvent.NO_DATE
                && event.ratio == null
                && event.theory == null
                && event.iv == null) {
            return null;
        }
        try {
            LocalDate expiry = event.expiry == FeedEvent.NO_DATE
                    ? null
                    : LocalDate.of(event.expiry / 10_000, event.expiry / 100 % 100, event.expiry % 100);
            return new ElwFigures(event.strike, expiry, event.ratio, event.theory, event.iv);
        } catch (DateTimeException | IllegalArgumentException e) {
            reject(FIGURES, e.getMessage(), event, context);
            return null;
        }
    }

    /** The day of something pushed, or of its receipt where it came without a time. */
    private int day(FeedEvent event) {
        LocalDate day = event.time == FeedEvent.NO_TIME
                ? received(event).toLocalDate()
                : clock.eventDay(event.time, Instant.ofEpochMilli(event.receivedAt));
        return Math.toIntExact(day.toEpochDay());
    }

    private int second(FeedEvent event) {
        return event.time == FeedEvent.NO_TIME
                ? received(event).toLocalTime().toSecondOfDay()
                : event.time / 10_000 * 3_600 + event.time / 100 % 100 * 60 + event.time % 100;
    }

    private LocalDateTime received(FeedEvent event) {
        return clock.marketTime(Instant.ofEpochMilli(event.receivedAt));
    }

    private void reject(String reason, String words, FeedEvent event, Context context) {
        RejectedRecord rejected = new RejectedRecord(SOURCE, event.position, words, event.receivedAt, event.bytes());
        rejections.count(reason, rejected);
        context.output(REJECTED, rejected);
    }
}
