package dev.sise.simulator;

/**
 * Tick sizes (호가단위) of KRX since 2023-01-25, in won. Written here a second time on purpose: a client that shares its
 * table with its test server proves nothing.
 */
final class TickTable {

    private TickTable() {}

    /** The tick of the band that {@code price} lies in; a boundary price belongs to the band above it. */
    static long tickAt(InstrumentKind kind, long price) {
        return switch (kind) {
            case ELW -> 5;
            case ETF, ETN -> price < 2_000 ? 1 : 5;
            case COMMON, PREFERRED, SPAC, REIT, FUND, KONEX, OTC -> stockTickAt(price);
        };
    }

    static long up(InstrumentKind kind, long price) {
        return price + tickAt(kind, price);
    }

    /** One tick down; at a boundary the smaller tick of the band below counts. */
    static long down(InstrumentKind kind, long price) {
        return price - tickAt(kind, price - 1);
    }

    /** The highest price on the grid that is not above {@code price}. */
    static long floor(InstrumentKind kind, long price) {
        return price - price % tickAt(kind, price);
    }

    /** The lowest price on the grid that is not below {@code price}. */
    static long ceiling(InstrumentKind kind, long price) {
        long floor = floor(kind, price);
        return floor == price ? price : up(kind, floor);
    }

    private static long stockTickAt(long price) {
        if (price < 2_000) {
            return 1;
        }
        if (price < 5_000) {
            return 5;
        }
        if (price < 20_000) {
            return 10;
        }
        if (price < 50_000) {
            return 50;
        }
        if (price < 200_000) {
            return 100;
        }
        return price < 500_000 ? 500 : 1_000;
    }
}
