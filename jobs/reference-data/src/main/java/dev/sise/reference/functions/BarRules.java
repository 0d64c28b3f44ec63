package dev.sise.reference.functions;

import java.time.LocalDate;

/**
 * What a row of prices has to fulfil, wherever it comes from. A row without trades is a halt and is kept as it comes; of a traded one high and
 * low are widened where they do not enclose open and close.
 */
public final class BarRules {
    /** The exchange opened: no row is older. */
    private static final int FIRST_DAY =
            Math.toIntExact(LocalDate.of(1956, 3, 3).toEpochDay());

    private BarRules() {}

    /** A row that is kept, and whether its high or low was widened. */
    public record Kept(DailyBar bar, boolean repaired) {}

    /**
     * The row as it is stored.
     *
     * @throws RefusedRowException where a number is below zero or the exchange was not open yet
     */
    public static Kept check(DailyBar bar) throws RefusedRowException {
        requireDay(bar.day());
        require("open", bar.open());
        require("high", bar.high());
        require("low", bar.low());
        require("close", bar.close());
        require("volume", bar.volume());
        require("traded value", bar.tradedValue() == null ? 0 : bar.tradedValue());
        boolean halt = bar.volume() == 0 || bar.open() == 0 || bar.high() == 0 || bar.low() == 0 || bar.close() == 0;
        long high = Math.max(bar.high(), Math.max(bar.open(), bar.close()));
        long low = Math.min(bar.low(), Math.min(bar.open(), bar.close()));
        if (halt || (high == bar.high() && low == bar.low())) {
            return new Kept(bar, false);
        }
        return new Kept(
                new DailyBar(bar.day(), bar.open(), high, low, bar.close(), bar.volume(), bar.tradedValue()), true);
    }

    /** @throws RefusedRowException for a day before the exchange was opened */
    public static void requireDay(int day) throws RefusedRowException {
        if (day < FIRST_DAY) {
            throw new RefusedRowException(
                    RowRefusal.DATE,
                    "the day must not be before " + LocalDate.ofEpochDay(FIRST_DAY) + ", was "
                            + LocalDate.ofEpochDay(day));
        }
    }

    private static void require(String what, long number) throws RefusedRowException {
        if (number < 0) {
            throw new RefusedRowException(RowRefusal.NEGATIVE, what + " must not be negative, was " + number);
        }
    }
}
