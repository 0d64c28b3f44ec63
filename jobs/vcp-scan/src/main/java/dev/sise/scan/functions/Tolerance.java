package dev.sise.scan.functions;

/**
 * The comparisons of the definition: relative, so that the last bit of a quotient decides nothing. 1 - 9200/10000 is below .08 as a double and
 * equal to it here.
 */
final class Tolerance {
    private static final double RELATIVE = 1e-10;

    private Tolerance() {}

    static boolean greater(double a, double b) {
        return a - b > RELATIVE * Math.max(Math.abs(a), Math.abs(b));
    }

    static boolean atLeast(double a, double b) {
        return a - b >= -RELATIVE * Math.max(Math.abs(a), Math.abs(b));
    }

    static boolean less(double a, double b) {
        return greater(b, a);
    }

    static boolean atMost(double a, double b) {
        return atLeast(b, a);
    }

    static boolean equal(double a, double b) {
        return !greater(a, b) && !greater(b, a);
    }
}
