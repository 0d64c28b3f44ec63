package dev.sise.connector.kiwoom;

import java.util.OptionalLong;

/**
 * Kiwoom's number texts. Every value is a text; blanks may pad it; at most two signs may lead it, of which the first is a
 * colour and the last the sign of the value ({@code --714} is -714, {@code ++7.44} is 7.44).
 */
final class KiwoomNumbers {
    /** Far above any price, volume or difference, and far enough below a long's limit to be scaled without overflow. */
    private static final int MAX_DIGITS = 15;

    /** What always fits a long. */
    private static final int MAX_SCALED_DIGITS = 18;

    private static final int MAX_SIGNS = 2;

    private KiwoomNumbers() {}

    /** A price in won: the sign only tells the direction against the previous close and is dropped. Always positive. */
    static long price(String text, String field) throws RefusedException {
        long price = Math.abs(parse(text, field, 0));
        if (price == 0) {
            throw new RefusedException(
                    RejectReason.OUT_OF_RANGE, field + " must be above zero for a trade, was '" + text + "'");
        }
        return price;
    }

    /** A whole number with a true sign: a difference or a signed volume. */
    static long signed(String text, String field) throws RefusedException {
        return parse(text, field, 0);
    }

    /** As {@link #signed}, but {@code absent} where there is no text or a counter at its limit instead of a number. */
    static long signedOr(long absent, String text, String field) throws RefusedException {
        try {
            return signed(text, field);
        } catch (RefusedException refused) {
            if (refused.reason() == RejectReason.FIELD_ABSENT || refused.reason() == RejectReason.SATURATED) {
                return absent;
            }
            throw refused;
        }
    }

    /** A whole number that cannot be negative. */
    static long unsigned(String text, String field) throws RefusedException {
        long value = parse(text, field, 0);
        if (value < 0) {
            throw new RefusedException(RejectReason.OUT_OF_RANGE, field + " must not be negative, was '" + text + "'");
        }
        return value;
    }

    /** A percentage with at most two decimals, as hundredths of a percent: {@code -5.24} is -524. */
    static int hundredths(String text, String field) throws RefusedException {
        long value = parse(text, field, 2);
        if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
            throw new RefusedException(
                    RejectReason.OUT_OF_RANGE, field + " must fit 32 bits in hundredths, was '" + text + "'");
        }
        return (int) value;
    }

    /**
     * A number of which no document settles the scale: without a point it counts the smallest unit, as the scaled integers of
     * Kiwoom's ELW calls do; with one it is plain. Empty where it cannot be read.
     *
     * @param decimals of the smallest unit
     */
    static OptionalLong scaledOrEmpty(String text, int decimals) {
        return orEmpty(text, text != null && text.indexOf('.') >= 0 ? decimals : 0);
    }

    /** A plain number in units of as many decimals, or empty where it cannot be read. */
    static OptionalLong plainOrEmpty(String text, int decimals) {
        return orEmpty(text, decimals);
    }

    private static OptionalLong orEmpty(String text, int decimals) {
        try {
            return OptionalLong.of(parse(text, "", decimals));
        } catch (RefusedException unreadable) {
            return OptionalLong.empty();
        }
    }

    /** A time of day {@code HHMMSS} as the number HHMMSS. */
    static int time(String text, String field) throws RefusedException {
        String digits = required(text, field);
        boolean wellFormed = digits.length() == 6;
        int value = 0;
        for (int i = 0; wellFormed && i < 6; i++) {
            char c = digits.charAt(i);
            wellFormed = isDigit(c);
            value = value * 10 + (c - '0');
        }
        if (!wellFormed || value / 10_000 > 23 || value / 100 % 100 > 59 || value % 100 > 59) {
            throw new RefusedException(RejectReason.BAD_TIME, field + " must be HHMMSS, was '" + text + "'");
        }
        return value;
    }

    private static long parse(String text, String field, int decimals) throws RefusedException {
        String trimmed = required(text, field);
        int at = 0;
        boolean negative = false;
        while (at < trimmed.length() && (trimmed.charAt(at) == '+' || trimmed.charAt(at) == '-')) {
            negative = trimmed.charAt(at) == '-';
            at++;
        }
        if (at > MAX_SIGNS) {
            throw notANumber(text, field);
        }
        long value = 0;
        int digits = 0;
        int significant = 0;
        int scale = -1;
        for (; at < trimmed.length(); at++) {
            char c = trimmed.charAt(at);
            if (isDigit(c)) {
                digits++;
                significant += significant > 0 || c != '0' ? 1 : 0;
                if (significant > MAX_DIGITS) {
                    throw new RefusedException(
                            RejectReason.OUT_OF_RANGE,
                            field + " must have at most " + MAX_DIGITS + " digits, was '" + abbreviate(text) + "'");
                }
                value = value * 10 + (c - '0');
                scale += scale >= 0 ? 1 : 0;
            } else if (c == '.' && scale < 0 && digits > 0) {
                scale = 0;
            } else {
                throw notANumber(text, field);
            }
        }
        if (digits == 0 || scale == 0) {
            throw notANumber(text, field);
        }
        if (isSaturated(value, negative)) {
            throw new RefusedException(
                    RejectReason.SATURATED, field + " holds the limit of a 32-bit counter: '" + text + "'");
        }
        if (scale > decimals) {
            throw new RefusedException(
                    RejectReason.FRACTION,
                    field + " must have at most " + decimals + " decimals, was '" + abbreviate(text) + "'");
        }
        int shift = decimals - Math.max(scale, 0);
        if (significant > 0 && significant + shift > MAX_SCALED_DIGITS) {
            throw new RefusedException(
                    RejectReason.OUT_OF_RANGE,
                    field + " must have at most " + MAX_SCALED_DIGITS + " digits with its decimals, was '"
                            + abbreviate(text) + "'");
        }
        for (int i = 0; i < shift; i++) {
            value *= 10;
        }
        return negative ? -value : value;
    }

    /** 4294967295 and -2147483… are what odd rows hold; the point, where there is one, does not matter. */
    private static boolean isSaturated(long digits, boolean negative) {
        return digits == 4_294_967_295L
                || digits == Integer.MAX_VALUE
                || (negative && digits >= 2_147_483_000L && digits < 2_147_484_000L);
    }

    private static String required(String text, String field) throws RefusedException {
        String trimmed = text == null ? "" : text.strip();
        if (trimmed.isEmpty()) {
            throw new RefusedException(RejectReason.FIELD_ABSENT, field + " is absent");
        }
        return trimmed;
    }

    private static RefusedException notANumber(String text, String field) {
        return new RefusedException(
                RejectReason.NOT_A_NUMBER, field + " must be signs and digits, was '" + abbreviate(text) + "'");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String abbreviate(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
