package dev.sise.simulator;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One instrument's trading day: the walking quote, the last trade and everything the day has added up to. Feed thread
 * only.
 */
final class TickerState {

    /** A trade is worth about this much on average, in won. */
    private static final double MEAN_TRADE_VALUE = 4_000_000;

    private static final int JUMP_PERCENT = 11;
    private static final int OPENING_AUCTION_TRADES = 40;

    private Instrument instrument;
    /** What a warrant is written on, null for anything else. */
    private final TickerState underlying;

    /** What is written on this stock, and whose turn it is to be valued. */
    private final List<TickerState> warrants = new ArrayList<>();

    private int nextWarrant;

    /** The sessions that this object has traded in and that are over, oldest first. */
    private final List<DailyBar> pastSessions = new ArrayList<>();

    private boolean carried;
    private boolean halted;
    private boolean delisted;
    private PriceLimits limits;
    private long basePrice;
    private long previousVolume;
    private long previousValue;

    private long bid;
    private long regularClose;

    private long price;
    private long quantity;
    private boolean buy;
    private MarketPhase phase = MarketPhase.CLOSED;
    private LocalDateTime tradedAt;

    private long volume;
    private long value;
    private long auctionVolume;
    private long auctionPrice;
    private long expectedPrice;
    private long expectedQuantity;
    private LocalDateTime expectedAt;
    private boolean auctionPending;
    private Interruption interruption;
    private int interruptions;
    private long open;
    private long high;
    private long low;
    private LocalDateTime openAt;
    private LocalDateTime highAt;
    private LocalDateTime lowAt;
    private LocalDateTime upperLimitAt;
    private LocalDateTime lowerLimitAt;
    private long sellVolume;
    private long buyVolume;
    private long sellTrades;
    private long buyTrades;

    /** @param underlying what a warrant is written on, null for anything else */
    TickerState(Instrument instrument, TickerState underlying) {
        this.instrument = instrument;
        this.underlying = underlying;
        if (underlying != null) {
            underlying.warrants.add(this);
        }
        this.carried = instrument.onFeed();
        this.halted = instrument.caution() == Caution.HALTED;
        this.regularClose = instrument.basePrice();
        startDay(
                instrument.basePrice(),
                instrument.previousVolume(),
                instrument.previousVolume() * instrument.basePrice());
    }

    private void startDay(long base, long volumeBefore, long valueBefore) {
        basePrice = base;
        limits = PriceLimits.of(instrument.kind(), base);
        previousVolume = volumeBefore;
        previousValue = valueBefore;
        bid = base;
        price = base;
        regularClose = base;
        quantity = 0;
        tradedAt = null;
        volume = 0;
        value = 0;
        auctionVolume = 0;
        auctionPrice = 0;
        expectedPrice = 0;
        expectedQuantity = 0;
        expectedAt = null;
        auctionPending = false;
        interruption = null;
        interruptions = 0;
        open = 0;
        high = 0;
        low = 0;
        openAt = null;
        highAt = null;
        lowAt = null;
        upperLimitAt = null;
        lowerLimitAt = null;
        sellVolume = 0;
        buyVolume = 0;
        sellTrades = 0;
        buyTrades = 0;
    }

    /**
     * Trades once. A trade on a later date than the last one starts a new day on yesterday's regular close; the first trade
     * of a day is the opening auction's. Draws from {@code random} in a fixed order, whatever the time is.
     */
    void trade(SplittableRandom random, LocalDateTime at, MarketPhase tradingPhase) {
        startDayIfNew(at.toLocalDate());
        boolean opening = volume == 0;
        moveQuote(random, opening ? 3 : 1);
        if (underlying != null) {
            quoteFromUnderlying(at.toLocalDate());
        }
        boolean buyer = random.nextBoolean();
        boolean betweenTheQuotes = random.nextInt(80) == 0;
        long shares = nextQuantity(random);
        if (opening) {
            auctionVolume = shares * OPENING_AUCTION_TRADES;
            auctionPrice = bid;
            record(bid, auctionVolume, buyer, at, tradingPhase);
            return;
        }
        long ask = ask();
        long tradePrice = buyer && ask != 0 ? ask : bid;
        if (betweenTheQuotes && ask != 0 && (ask - bid) % 2 == 0) {
            tradePrice = (ask + bid) / 2;
        }
        record(tradePrice, shares, buyer, at, tradingPhase);
        if (buyer) {
            buyVolume += shares;
            buyTrades++;
        } else {
            sellVolume += shares;
            sellTrades++;
        }
    }

    /** Moves the quote eleven percent up or down, within the limits. */
    void jump(SplittableRandom random) {
        long distance = bid * JUMP_PERCENT / 100;
        long quote = TickTable.floor(instrument.kind(), random.nextBoolean() ? bid + distance : bid - distance);
        bid = Math.max(limits.lower(), Math.min(limits.upper(), quote));
    }

    private void startDayIfNew(LocalDate day) {
        LocalDateTime newest = tradedAt != null ? tradedAt : expectedAt;
        if (newest != null && day.isAfter(newest.toLocalDate())) {
            endSession();
            startDay(regularClose, volume, value);
        }
    }

    private void endSession() {
        if (tradedAt != null) {
            pastSessions.add(bar(regularClose));
        }
    }

    /** The session of the last trade. */
    private DailyBar bar(long close) {
        return new DailyBar(
                tradedAt.toLocalDate(), open, Math.max(high, close), Math.min(low, close), close, volume, value);
    }

    /**
     * A session of this market, null where nobody traded. Of a session that is over the close is the regular one.
     *
     * @param running whether it may be going on, the after-market included
     */
    DailyBar barOf(LocalDate day, boolean running) {
        if (tradedAt != null && tradedAt.toLocalDate().equals(day)) {
            return bar(running ? price : regularClose);
        }
        for (int past = pastSessions.size() - 1; past >= 0; past--) {
            if (pastSessions.get(past).day().equals(day)) {
                return pastSessions.get(past);
            }
        }
        return null;
    }

    /**
     * One share becomes so many: what was traded today does not count, the day starts on a new base.
     *
     * @param newBase on the tick grid
     */
    void split(int parts, long newBase, LocalDate today) {
        if (tradedAt != null && tradedAt.toLocalDate().isBefore(today)) {
            endSession();
        }
        instrument = instrument.withListedShares(instrument.listedShares() * parts);
        startDay(newBase, previousVolume * parts, previousValue);
    }

    /** Moves the price an auction is expected to end at; the first time in an auction, its quantity starts from nothing. */
    void expect(SplittableRandom random, LocalDateTime at) {
        startDayIfNew(at.toLocalDate());
        if (!auctionPending) {
            auctionPending = true;
            expectedQuantity = 0;
        }
        moveQuote(random, 1);
        if (underlying != null) {
            quoteFromUnderlying(at.toLocalDate());
        }
        expectedPrice = bid;
        expectedQuantity += nextQuantity(random);
        expectedAt = at;
    }

    /**
     * Ends an auction with its one trade, at the expected price when there is one. The quantity counts for neither side,
     * and the expected price and quantity stay as they were: the real server leaves them standing.
     */
    void auction(SplittableRandom random, LocalDateTime at, MarketPhase tradingPhase) {
        startDayIfNew(at.toLocalDate());
        boolean buyer = random.nextBoolean();
        long shares = auctionPending ? expectedQuantity : OPENING_AUCTION_TRADES * nextQuantity(random);
        auctionPrice = auctionPending ? expectedPrice : bid;
        auctionPending = false;
        auctionVolume += shares;
        record(auctionPrice, shares, buyer, at, tradingPhase);
    }

    /** Begins an interruption at the last price. */
    Interruption interrupt(LocalDateTime at) {
        interruptions++;
        auctionPending = false;
        interruption = new Interruption(price, auctionPrice > 0 ? auctionPrice : basePrice, at, interruptions);
        return interruption;
    }

    /** Ends the interruption without its trade; returns which one ended. */
    Interruption release() {
        Interruption ended = interruption;
        interruption = null;
        return ended;
    }

    /** Whether continuous trading stands still for an interruption. */
    boolean isInterrupted() {
        return interruption != null;
    }

    /** The interruption that lasts, null for none. */
    Interruption interruption() {
        return interruption;
    }

    /** Whether the last trade is far enough from the last auction for an interruption. */
    boolean isInterruptionDue() {
        return instrument.kind().hasInterruptions() && Interruption.isDue(price, auctionPrice);
    }

    /** The next of the warrants written on this stock in turn, null for none. */
    TickerState nextWarrant() {
        if (warrants.isEmpty()) {
            return null;
        }
        nextWarrant = (nextWarrant + 1) % warrants.size();
        return warrants.get(nextWarrant);
    }

    /** Leans back towards the previous close, so that a long walk does not stick to a limit. */
    private void moveQuote(SplittableRandom random, int times) {
        for (int count = 0; count < times; count++) {
            double lean = 0.1 * (basePrice - bid) / (0.3 * basePrice);
            double draw = random.nextDouble();
            if (draw < 0.12 + lean) {
                bid = Math.min(TickTable.up(instrument.kind(), bid), limits.upper());
            } else if (draw > 0.88 + lean) {
                bid = Math.max(TickTable.down(instrument.kind(), bid), limits.lower());
            }
        }
    }

    /** A warrant's liquidity provider quotes what the underlying's price makes it worth. */
    private void quoteFromUnderlying(LocalDate today) {
        double worth = instrument.terms().marketPrice(underlying.price(), today);
        long quote = TickTable.floor(instrument.kind(), Math.round(worth));
        bid = Math.max(limits.lower(), quote);
    }

    private long nextQuantity(SplittableRandom random) {
        double mean = Math.max(1, MEAN_TRADE_VALUE / bid);
        return 1 + (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    private void record(long tradePrice, long shares, boolean buyer, LocalDateTime at, MarketPhase tradingPhase) {
        price = tradePrice;
        quantity = shares;
        buy = buyer;
        phase = tradingPhase;
        tradedAt = at;
        volume += shares;
        value += shares * tradePrice;
        if (openAt == null) {
            open = tradePrice;
            openAt = at;
        }
        if (highAt == null || tradePrice > high) {
            high = tradePrice;
            highAt = at;
        }
        if (lowAt == null || tradePrice < low) {
            low = tradePrice;
            lowAt = at;
        }
        if (tradePrice == limits.upper() && upperLimitAt == null) {
            upperLimitAt = at;
        }
        if (tradePrice == limits.lower() && lowerLimitAt == null) {
            lowerLimitAt = at;
        }
        if (tradingPhase == MarketPhase.REGULAR) {
            // A mid-price trade is off the grid, a previous close never is.
            regularClose = TickTable.floor(instrument.kind(), tradePrice);
        }
    }

    /** Whether the exchange lists it on that day: delisted by hand or, a warrant, past its expiry it does not. */
    boolean isListed(LocalDate today) {
        return !delisted
                && (instrument.terms() == null
                        || !today.isAfter(instrument.terms().expiry()));
    }

    /** Whether the feed carries it; REST does anyway. */
    boolean isCarried() {
        return carried;
    }

    void carry(boolean onFeed) {
        carried = onFeed;
    }

    /** Whether its trading is suspended (거래정지). */
    boolean isHalted() {
        return halted;
    }

    void halt(boolean suspended) {
        halted = suspended;
    }

    void delist() {
        delisted = true;
        interruption = null;
        if (underlying != null) {
            underlying.warrants.remove(this);
        }
    }

    /** Whether it takes part in a phase: trades in it or, in an auction, has an expected price. */
    boolean mayTrade(MarketPhase tradingPhase, LocalDate today) {
        boolean open =
                switch (tradingPhase) {
                    case CLOSED -> false;
                    case OPENING_AUCTION, CLOSING_AUCTION -> instrument.kind().hasAuctions();
                    case REGULAR -> true;
                    case AFTER_MARKET -> instrument.kind().tradesAfterMarket();
                };
        return open && !halted && isListed(today);
    }

    /** The regular close before {@code today}: today's base, or what will be it when nothing has traded today yet. */
    long previousClose(LocalDate today) {
        return tradedAt != null && today.isAfter(tradedAt.toLocalDate()) ? regularClose : basePrice;
    }

    /** What a warrant is written on, null for anything else. */
    TickerState underlying() {
        return underlying;
    }

    Instrument instrument() {
        return instrument;
    }

    String code() {
        return instrument.code();
    }

    PriceLimits limits() {
        return limits;
    }

    long basePrice() {
        return basePrice;
    }

    long previousVolume() {
        return previousVolume;
    }

    long previousValue() {
        return previousValue;
    }

    /** The last trade's price, the previous close before the first one. */
    long price() {
        return price;
    }

    long bid() {
        return bid;
    }

    /** The best offer, 0 at the upper limit, where nobody sells. */
    long ask() {
        long ask = TickTable.up(instrument.kind(), bid);
        return ask <= limits.upper() ? ask : 0;
    }

    /** Shares of the last trade, 0 before the first one. */
    long quantity() {
        return quantity;
    }

    /** Whether the buyer took the last trade. */
    boolean buyerInitiated() {
        return buy;
    }

    MarketPhase phase() {
        return phase;
    }

    /** The last trade's market time, null before the first one. */
    LocalDateTime tradedAt() {
        return tradedAt;
    }

    /** Cumulative volume of the day in shares. */
    long volume() {
        return volume;
    }

    /** Cumulative value of the day in won. */
    long value() {
        return value;
    }

    /** Shares the day's auctions traded. */
    long auctionVolume() {
        return auctionVolume;
    }

    /** The price the last auction was expected to end at, 0 before the first one. */
    long expectedPrice() {
        return expectedPrice;
    }

    long expectedQuantity() {
        return expectedQuantity;
    }

    /** When the expected price last moved, null before the day's first auction. */
    LocalDateTime expectedAt() {
        return expectedAt;
    }

    long open() {
        return open;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    LocalDateTime openAt() {
        return openAt;
    }

    LocalDateTime highAt() {
        return highAt;
    }

    LocalDateTime lowAt() {
        return lowAt;
    }

    LocalDateTime upperLimitAt() {
        return upperLimitAt;
    }

    LocalDateTime lowerLimitAt() {
        return lowerLimitAt;
    }

    long sellVolume() {
        return sellVolume;
    }

    long buyVolume() {
        return buyVolume;
    }

    long sellTrades() {
        return sellTrades;
    }

    long buyTrades() {
        return buyTrades;
    }
}
