package dev.sise.ingest.functions;

import dev.sise.market.MarketClock;
import dev.sise.market.Tick;
import dev.sise.market.Ticker;
import dev.sise.market.Venue;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Rejections;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the feed delivered into ticks: the code becomes a canonical ticker, and the time, which the broker sends without a date, gets the
 * trading day. What cannot be a tick goes to {@link #REJECTED}.
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
    /** A trade of another venue than KRX. */
    private static final String VENUE = "venue";

    private final MarketClock clock;

    private transient Counter trades;
    private transient Rejections rejections;

    /** @param clock of market time, for the day of a trade */
    public ToTicks(MarketClock clock) {
        this.clock = clock;
    }

    @Override
    public void open(OpenContext context) {
        trades = getRuntimeContext().getMetricGroup().counter("trades");
        rejections = new Rejections(LOG, getRuntimeContext().getMetricGroup(), CONNECTOR, TICKER, VENUE);
    }

    @Override
    public void processElement(FeedEvent event, Context context, Collector<Tick> out) {
        if (event.refusal != null) {
            reject(CONNECTOR, event.refusal, event.raw, event, context);
            return;
        }
        Ticker.Parsed parsed = Ticker.parse(event.item);
        if (parsed instanceof Ticker.Refused refused) {
            reject(TICKER, refused.message(), event.item.getBytes(StandardCharsets.UTF_8), event, context);
            return;
        }
        Ticker.Accepted accepted = (Ticker.Accepted) parsed;
        if (accepted.venue() != Venue.KRX) {
            // Prices of two venues under one ticker would overtake each other.
            String reason = "a trade must be of the venue KRX, was " + accepted.venue();
            reject(VENUE, reason, event.item.getBytes(StandardCharsets.UTF_8), event, context);
            return;
        }
        int day = Math.toIntExact(clock.eventDay(event.time, Instant.ofEpochMilli(event.receivedAt))
                .toEpochDay());
        int secondOfDay = event.time / 10_000 * 3_600 + event.time / 100 % 100 * 60 + event.time % 100;
        trades.inc();
        out.collect(Tick.trade(
                accepted.ticker().code(),
                day,
                secondOfDay,
                event.price,
                event.change,
                event.changeRate,
                event.volume,
                event.receivedAt));
    }

    private void reject(String reason, String words, byte[] bytes, FeedEvent event, Context context) {
        RejectedRecord rejected = new RejectedRecord(SOURCE, event.position, words, event.receivedAt, bytes);
        rejections.count(reason, rejected);
        context.output(REJECTED, rejected);
    }
}
