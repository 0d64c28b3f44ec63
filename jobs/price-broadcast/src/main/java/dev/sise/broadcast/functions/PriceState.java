package dev.sise.broadcast.functions;

import dev.sise.market.ElwFigures;
import dev.sise.market.ExpectedPrice;
import dev.sise.market.Feed;
import dev.sise.market.InstrumentClass;
import dev.sise.market.ListedInstrument;
import dev.sise.market.NoPrice;
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
    /** Last confirmation of the price, or of there being none, UTC milliseconds. */
    public long asOf;

    public Feed feed = Feed.SESSION;

    /** Version of the ticker's newest record, whether or not it changed the price. */
    public long epoch;

    public long seq;

    /** Whether no price is known and the broker said that it has none; with {@code day} to {@code ingest} and {@code feed} of its word. */
    public boolean unpriced;

    /** Whether the broker, when it had no price, named the ticker all the same. */
    public boolean brokerKnows;

    /** What is known of a warrant, or null. */
    public ElwFigures elw;
    /** What the auction would trade at, until the next trade; else null. It may be of a session that is over. */
    public ExpectedPrice expected;

    /** Event time of the newest begin or end of a volatility interruption. */
    public int interruptionDay;

    public int interruptionTime;
    /** When the interruption is over unless its end is told before, UTC milliseconds; 0 for none. */
    public long interruptedUntil;

    /** Kept here so that a tick needs no look at the listing; null until the first record. */
    public InstrumentClass instrumentClass;
    /** Null while the instruments do not have the ticker; the class is that of its shape then. */
    public ListedInstrument.Status listed;

    /** Whether the price changed since its minute was written last. */
    public boolean minuteUnwritten;

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

    /** Whether a newer price belongs to the minute of the one that is known. */
    boolean isOfThisMinute(Tick tick) {
        return tick.day() == day && tick.time() / 60 == time / 60;
    }

    /** The minute of the price. */
    MinuteClose toMinute(String ticker) {
        return new MinuteClose(ticker, day, time / 60, price, volume);
    }

    /** Takes a newer price. */
    void take(Tick tick) {
        known = true;
        // A row that tells of no trade on its day has the midnight of a session before.
        minuteUnwritten = tick.time() != 0;
        unpriced = false;
        if (expected != null && isAtOrAfter(tick, expected.day(), expected.time())) {
            expected = null;
        }
        takeEvent(tick);
    }

    /** Takes the word that there is no price. */
    void takeUnpriced(Tick tick) {
        unpriced = true;
        brokerKnows = NoPrice.NOT_TRADED.code().equals(tick.reason());
        asOf = tick.ingest();
        takeEvent(tick);
    }

    /** Whether the expected price is no older than what is known, and was taken. */
    boolean takeExpected(Tick tick) {
        if (known && !isAtOrAfter(tick, day, time)
                || expected != null && !isAtOrAfter(tick, expected.day(), expected.time())) {
            return false;
        }
        expected = ExpectedPrice.of(tick);
        return true;
    }

    /** Whether the figures told something new. */
    boolean takeFigures(ElwFigures figures) {
        ElwFigures before = elw;
        elw = before == null ? figures : before.updatedBy(figures);
        return !elw.equals(before);
    }

    /** Whether the begin or end of an interruption is no older than what is known, and was taken. */
    boolean takeInterruption(Tick tick, long until) {
        if (!isAtOrAfter(tick, interruptionDay, interruptionTime)) {
            return false;
        }
        interruptionDay = tick.day();
        interruptionTime = tick.time();
        interruptedUntil = until;
        return true;
    }

    void take(Listing listing) {
        instrumentClass = listing.instrumentClass();
        listed = listing.status();
    }

    private static boolean isAtOrAfter(Tick tick, int day, int time) {
        return tick.day() > day || tick.day() == day && tick.time() >= time;
    }

    private void takeEvent(Tick tick) {
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
