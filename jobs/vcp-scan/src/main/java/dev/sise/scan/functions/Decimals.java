package dev.sise.scan.functions;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** How doubles become text: by their shortest decimal, rounded half up. */
public final class Decimals {
    /** Every decimal of so many digits survives a double. */
    private static final int SAFE_DIGITS = 15;

    private static final int MOST_DIGITS = 17;

    private Decimals() {}

    /**
     * The shortest decimal that is read back as this double, without trailing zeros. {@code Double.toString} before Java 19 is at times longer,
     * which would round 0.5 up to 0.4.
     */
    public static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = SAFE_DIGITS; digits < MOST_DIGITS; digits++) {
            BigDecimal candidate = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (candidate.doubleValue() == value) {
                return candidate.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }

    /** So many decimals, trailing zeros included. */
    public static String rounded(double value, int decimals) {
        return shortest(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    /** A score as it is shown: one decimal. */
    public static BigDecimal score(double value) {
        return shortest(value).setScale(1, RoundingMode.HALF_UP);
    }
}
