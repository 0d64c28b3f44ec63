package dev.sise.scan.functions;

import dev.sise.market.SignalType;

/**
 * Where a signal is entered, given up and taken, at prices that an order can have.
 *
 * @param entry in won: just beyond the pivot
 * @param stop in won: just beyond the last contraction, at most a tenth from the entry
 * @param target in won: three times the risk from the entry
 */
public record TradePlan(long entry, long stop, long target) {
    private static final int REWARD = 3;
    private static final double LOWEST_STOP = .90;
    private static final double HIGHEST_STOP = 1.10;

    /** The plan of a base; null where its target would be no price, which happens to bearish ones of a few won. */
    static TradePlan of(Base base, SignalType type) {
        return switch (type) {
            case BULLISH -> bullish(base.pivot(), base.low());
            case BEARISH -> bearish(1 / base.pivot(), 1 / base.low());
        };
    }

    private static TradePlan bullish(double pivot, double low) {
        long entry = PriceGrid.above(pivot);
        long stop = Math.max(PriceGrid.below(low), PriceGrid.atMost(LOWEST_STOP * entry));
        return new TradePlan(entry, stop, PriceGrid.atMost(entry + REWARD * (entry - stop)));
    }

    private static TradePlan bearish(double pivot, double high) {
        long entry = PriceGrid.below(pivot);
        long stop = Math.min(PriceGrid.above(high), PriceGrid.atLeast(HIGHEST_STOP * entry));
        long target = entry - REWARD * (stop - entry);
        return target <= 0 ? null : new TradePlan(entry, stop, target);
    }

    /** What is lost at the stop, as a fraction of the entry. */
    public double risk() {
        return Math.abs(1 - (double) stop / entry);
    }
}
