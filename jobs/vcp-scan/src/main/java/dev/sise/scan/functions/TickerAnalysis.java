package dev.sise.scan.functions;

import dev.sise.market.SignalType;

/**
 * All that ranking needs of one ticker: small, without its bars, and independent of every other ticker and of the request.
 *
 * @param ticker the code
 * @param unavailable why it cannot be judged: {@link Reason#NO_BAR} to {@link Reason#INSUFFICIENT_HISTORY}; null where it can
 * @param recentlyListed judged by the rules for 40 to 252 bars
 * @param close of the analysis date, in won; 0 where it is not known
 * @param volume of the analysis date; 0 where it is not known
 * @param averageTradedValue mean of close times volume over 20 bars, in won
 * @param yearPerformance what relative strength ranks; 0 without a year of bars
 * @param bullish null where it was not asked for or cannot be judged
 * @param bearish likewise; also null for what is recently listed
 * @param smartMoney null where flows do not cover the last 20 bars
 * @param cleaning what was wrong in the rows
 */
public record TickerAnalysis(
        String ticker,
        Reason unavailable,
        boolean recentlyListed,
        double close,
        long volume,
        double averageTradedValue,
        double yearPerformance,
        Verdict bullish,
        Verdict bearish,
        SmartMoney smartMoney,
        Cleaning cleaning) {

    /** Whether it traded on the analysis date, is liquid and has 253 bars since its last break. */
    boolean hasYear() {
        return unavailable == null && !recentlyListed;
    }

    Verdict verdict(SignalType type) {
        return switch (type) {
            case BULLISH -> bullish;
            case BEARISH -> bearish;
        };
    }
}
