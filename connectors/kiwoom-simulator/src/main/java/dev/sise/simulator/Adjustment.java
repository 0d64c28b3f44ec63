package dev.sise.simulator;

import java.time.LocalDate;
import java.util.List;

/**
 * A change of an instrument's shares, such as a split (액면분할): adjusted prices before it are {@code part / whole} of what was paid.
 *
 * @param from the first session at new prices
 */
record Adjustment(LocalDate from, long part, long whole) {

    /** A bar as ka10081 adjusts it: prices in whole won, the volume the other way round, the value as it was. */
    static DailyBar adjusted(DailyBar bar, List<Adjustment> adjustments) {
        DailyBar adjusted = bar;
        for (Adjustment adjustment : adjustments) {
            if (bar.day().isBefore(adjustment.from())) {
                adjusted = adjustment.applied(adjusted);
            }
        }
        return adjusted;
    }

    private DailyBar applied(DailyBar bar) {
        return new DailyBar(
                bar.day(),
                price(bar.open()),
                price(bar.high()),
                price(bar.low()),
                price(bar.close()),
                Math.round((double) bar.volume() * whole / part),
                bar.value());
    }

    private long price(long won) {
        return won == 0 ? 0 : Math.max(1, Math.round((double) won * part / whole));
    }
}
