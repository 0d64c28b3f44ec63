package dev.sise.scan.functions;

import dev.sise.market.SignalType;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Judges tickers one by one, on one date. One object serves one thread and keeps nothing of a ticker; any number of them side by side give the same
 * answers.
 */
public final class TickerAnalyst {
    private static final int YEAR_BARS = 252;
    private static final int MIN_BARS = YEAR_BARS + 1;
    private static final int MIN_BARS_RECENTLY_LISTED = 40;
    private static final double ILLIQUID = .10;
    private static final int TRADED_VALUE_BARS = 20;

    private final Sessions sessions;
    private final int day;
    private final Set<SignalType> types;
    private final StateFinder states = new StateFinder();

    /**
     * @param sessions of all loaded data
     * @param asOf the analysis date; nothing after it is looked at
     * @throws IllegalArgumentException when that is no session, naming the previous one
     */
    public TickerAnalyst(Sessions sessions, LocalDate asOf, Collection<SignalType> types) {
        sessions.requireSession(asOf);
        this.sessions = sessions;
        this.day = (int) asOf.toEpochDay();
        this.types = EnumSet.copyOf(types);
    }

    /**
     * Judges one ticker.
     *
     * @param flows null where there are none
     * @param listingDate null where it is not known; what has fewer than 253 bars is then not judged
     */
    public TickerAnalysis analyse(PriceHistory prices, FlowHistory flows, LocalDate listingDate) {
        Bars.Cleaned cleaned = Bars.clean(prices, day);
        Bars bars = cleaned.bars();
        Reason unavailable = unavailable(cleaned, listingDate);
        if (unavailable != null) {
            return new TickerAnalysis(
                    prices.ticker(),
                    unavailable,
                    false,
                    cleaned.tradedOnLastDay() ? bars.close[bars.last()] : 0,
                    cleaned.tradedOnLastDay() ? (long) bars.volume[bars.last()] : 0,
                    0,
                    0,
                    null,
                    null,
                    null,
                    cleaned.counts());
        }
        int t = bars.last();
        boolean recentlyListed = bars.size() < MIN_BARS;
        SmartMoney.Reading flow = SmartMoney.read(bars, flows);
        return new TickerAnalysis(
                prices.ticker(),
                null,
                recentlyListed,
                bars.close[t],
                (long) bars.volume[t],
                bars.meanCloseTimesVolume(t - TRADED_VALUE_BARS + 1, t),
                recentlyListed ? 0 : RelativeStrength.performance(bars),
                bullish(bars, recentlyListed),
                bearish(bars, recentlyListed),
                flow.score(),
                cleaned.counts().withRejectedFlows(flow.rejected()));
    }

    private Verdict bullish(Bars bars, boolean recentlyListed) {
        if (!types.contains(SignalType.BULLISH)) {
            return null;
        }
        return recentlyListed
                ? states.find(bars, StateFinder.Rules.RECENTLY_LISTED)
                : states.find(bars, StateFinder.Rules.BULLISH).withTemplate(TrendTemplate.of(bars));
    }

    private Verdict bearish(Bars bars, boolean recentlyListed) {
        if (!types.contains(SignalType.BEARISH) || recentlyListed) {
            return null;
        }
        Bars reciprocal = bars.reciprocal();
        return states.find(reciprocal, StateFinder.Rules.BEARISH).withTemplate(TrendTemplate.of(reciprocal));
    }

    private Reason unavailable(Bars.Cleaned cleaned, LocalDate listingDate) {
        if (!cleaned.rowOnLastDay()) {
            return Reason.NO_BAR;
        }
        if (!cleaned.tradedOnLastDay()) {
            return Reason.HALTED;
        }
        boolean tooFew = cleaned.bars().size() < MIN_BARS;
        boolean broken = cleaned.counts().breaks() > 0;
        if (broken && tooFew) {
            return Reason.ADJ_BREAK;
        }
        if (isIlliquid(cleaned.tradedDays())) {
            return Reason.ILLIQUID;
        }
        boolean listedUnderOurEyes = listingDate != null && !listingDate.isBefore(sessions.first());
        return tooFew && !(listedUnderOurEyes && cleaned.bars().size() >= MIN_BARS_RECENTLY_LISTED)
                ? Reason.INSUFFICIENT_HISTORY
                : null;
    }

    private boolean isIlliquid(int[] tradedDays) {
        int start = Math.max(tradedDays[0], sessions.before(day, YEAR_BARS - 1));
        int expected = sessions.count(start, day);
        int traded = 0;
        while (traded < tradedDays.length && tradedDays[tradedDays.length - 1 - traded] >= start) {
            traded++;
        }
        return Tolerance.greater(expected - traded, ILLIQUID * expected);
    }
}
