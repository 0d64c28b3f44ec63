package dev.sise.scan.functions;

/** The prices that an order for a Korean stock can have: multiples of the tick size (호가단위), which grows with the price. */
final class PriceGrid {
    private PriceGrid() {}

    /** The smallest valid price above. */
    static long above(double price) {
        long found = atMost(price);
        while (!Tolerance.greater(found, price)) {
            found += step(found);
        }
        return found;
    }

    /** The largest valid price below; 0 where there is none. */
    static long below(double price) {
        long found = atMost(price);
        while (found > 0 && !Tolerance.less(found, price)) {
            found = onGrid(found - 1);
        }
        return found;
    }

    /** The price floored to a valid one; 0 where there is none. */
    static long atMost(double price) {
        long whole = (long) Math.floor(price);
        while (Tolerance.atMost(whole + 1, price)) {
            whole++;
        }
        return onGrid(whole);
    }

    /** The price raised to a valid one. */
    static long atLeast(double price) {
        long found = atMost(price);
        while (!Tolerance.atLeast(found, price)) {
            found += step(found);
        }
        return found;
    }

    private static long onGrid(long price) {
        return price - price % step(price);
    }

    /** The step from a valid price to the next. */
    private static long step(long price) {
        if (price < 2_000) {
            return 1;
        } else if (price < 5_000) {
            return 5;
        } else if (price < 20_000) {
            return 10;
        } else if (price < 50_000) {
            return 50;
        } else if (price < 200_000) {
            return 100;
        } else if (price < 500_000) {
            return 500;
        }
        return 1_000;
    }
}
