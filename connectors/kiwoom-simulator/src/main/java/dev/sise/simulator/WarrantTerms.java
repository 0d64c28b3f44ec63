package dev.sise.simulator;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * The terms of an ELW and what follows from them by Black and Scholes, without dividends, at three percent.
 *
 * @param underlying code of the stock it is written on (기초자산)
 * @param call whether it is a call (콜), else a put (풋)
 * @param strike in won (행사가)
 * @param expiry last day it is listed (만기일)
 * @param ratioTenThousandths shares of the underlying per ten thousand warrants (전환비율)
 * @param impliedVolatility the market price's, 0.45 is 45 % (내재변동성)
 * @param historicalVolatility the theoretical price's
 */
record WarrantTerms(
        String underlying,
        boolean call,
        long strike,
        LocalDate expiry,
        int ratioTenThousandths,
        double impliedVolatility,
        double historicalVolatility) {

    private static final double INTEREST = 0.03;
    private static final double DAYS_PER_YEAR = 365;
    private static final double TRADING_DAYS_PER_YEAR = 252;
    private static final double RATIO_UNIT = 10_000;

    double ratio() {
        return ratioTenThousandths / RATIO_UNIT;
    }

    /** What the market pays for one warrant, in won, not rounded. */
    double marketPrice(double underlyingPrice, LocalDate today) {
        return ratio() * figures(underlyingPrice, today, impliedVolatility).value();
    }

    /** The theoretical price of one warrant, in won, not rounded. */
    double theoreticalPrice(double underlyingPrice, LocalDate today) {
        return ratio() * figures(underlyingPrice, today, historicalVolatility).value();
    }

    /** The sensitivities at the theoretical price. */
    Figures figures(double underlyingPrice, LocalDate today) {
        return figures(underlyingPrice, today, historicalVolatility);
    }

    private Figures figures(double spot, LocalDate today, double volatility) {
        // On its last day half a day is left: the formula has no answer for none.
        double years = Math.max(0.5, ChronoUnit.DAYS.between(today, expiry)) / DAYS_PER_YEAR;
        double deviation = volatility * Math.sqrt(years);
        double first = (Math.log(spot / strike) + (INTEREST + volatility * volatility / 2) * years) / deviation;
        double second = first - deviation;
        double discounted = strike * Math.exp(-INTEREST * years);
        double density = Math.exp(-first * first / 2) / Math.sqrt(2 * Math.PI);
        double side = call ? 1 : -1;
        double inTheMoney = discounted * cumulative(side * second);
        double value = Math.max(0, side * (spot * cumulative(side * first)) - side * inTheMoney);
        double decay = -spot * density * volatility / (2 * Math.sqrt(years)) - side * INTEREST * inTheMoney;
        return new Figures(
                value,
                side * cumulative(side * first),
                density / (spot * deviation),
                ratio() * decay / TRADING_DAYS_PER_YEAR,
                ratio() * spot * density * Math.sqrt(years) / 100,
                ratio() * side * years * inTheMoney / 100);
    }

    /** The normal distribution, by Abramowitz and Stegun 26.2.17: exact to seven digits. */
    private static double cumulative(double x) {
        double step = 1 / (1 + 0.2316419 * Math.abs(x));
        double series = step
                * (0.319381530
                        + step * (-0.356563782 + step * (1.781477937 + step * (-1.821255978 + step * 1.330274429))));
        double tail = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * series;
        return x >= 0 ? 1 - tail : tail;
    }

    /**
     * @param value of the right to one share, in won
     * @param delta per won of the underlying
     * @param gamma change of delta per won of the underlying
     * @param theta won a warrant loses per trading day, negative
     * @param vega won per percent of volatility
     * @param rho won per percent of interest
     */
    record Figures(double value, double delta, double gamma, double theta, double vega, double rho) {}
}
