package dev.sise.broadcast.functions;

import dev.sise.market.Feed;
import dev.sise.market.InstrumentClass;
import dev.sise.market.Tick;
import dev.sise.market.TickKind;

/** What {@link JoinPrices} keeps of a ticker. A Flink POJO; task thread only. */
public final class PriceState {
    /** Whether a price is known; the fields down to {@code feed} mean nothing before. */
    public boolean known;

    public TickKind kind = TickKind.TRADE;
    public int day;
    public int time;
    public long price;
    public long change;
    public int changeRate;
    public long volume;
    public long ingest;
    /** Last confirmation of the price, UTC milliseconds. */
    public long asOf;

    public Feed feed = Feed.SESSION;

    /** Version of the ticker's newest record, whether or not it changed the price. */
    public long epoch;

    public long seq;

    /** Null until the first update is made. */
    public InstrumentClass instrumentClass;

    /** Whether somebody demands the ticker. */
    public boolean watched;
    /** When the ticker was last heard of, UTC milliseconds. */
    public long touched;
    /** When the pending timer fires, UTC milliseconds; 0 for none. */
    public long timer;

    public PriceState() {}

    /** Negative when the tick is older than what is known, zero when it is the same event, positive when it is newer. */
    int compareTick(Tick tick) {
        return known ? Tick.compareEvents(tick.day(), tick.time(), tick.volume(), day, time, volume) : 1;
    }

    void take(Tick tick) {
        known = true;
        kind = tick.kind();
        day = tick.day();
        time = tick.time();
        price = tick.price();
        change = tick.change();
        changeRate = tick.changeRate();
        volume = tick.volume();
        ingest = tick.ingest();
        feed = tick.feed();
    }

    Tick toTick(String ticker) {
        return new Tick(ticker, kind, feed, day, time, price, change, changeRate, volume, ingest, null, null);
    }
}
