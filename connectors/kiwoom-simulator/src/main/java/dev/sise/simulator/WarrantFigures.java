package dev.sise.simulator;

import java.time.LocalDate;

/**
 * What follows from a warrant's price and its underlying's (protocol.md section 3).
 *
 * @param theoreticalPrice in won (이론가)
 * @param parity underlying to strike of a call, strike to underlying of a put, in percent (패리티)
 * @param gearing underlying bought by the price of one (기어링)
 * @param breakEven move of the underlying, in percent, at which the price comes back at expiry (손익분기)
 * @param capitalSupport yearly growth of the underlying, in percent, at which warrant and underlying earn the same
 *     (자본지지); 0 where there is none
 * @param premium the break-even of a call or put as a rate without its sign, in percent
 */
record WarrantFigures(
        double theoreticalPrice,
        double parity,
        double gearing,
        double breakEven,
        double capitalSupport,
        double premium,
        WarrantTerms.Figures sensitivities) {

    private static final double DAYS_PER_YEAR = 365;

    /** @param state of a warrant */
    static WarrantFigures of(TickerState state, LocalDate today) {
        WarrantTerms terms = state.instrument().terms();
        double spot = state.underlying().price();
        double paid = state.price() / terms.ratio();
        double parity = 100 * (terms.call() ? spot / terms.strike() : terms.strike() / spot);
        double target = terms.call() ? terms.strike() + paid : terms.strike() - paid;
        double breakEven = 100 * (target - spot) / spot;
        double years = Math.max(1, terms.expiry().toEpochDay() - today.toEpochDay()) / DAYS_PER_YEAR;
        double growth = terms.call() && spot > paid ? terms.strike() / (spot - paid) : 1;
        // A year's power of a few days' growth is beyond any meaning; the field has room for four digits.
        double support = Math.min(9_999, 100 * (Math.pow(growth, 1 / years) - 1));
        return new WarrantFigures(
                terms.theoreticalPrice(spot, today),
                parity,
                spot / paid,
                breakEven,
                Math.max(-100, support),
                Math.abs(breakEven),
                terms.figures(spot, today));
    }
}
