package dev.sise.simulator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;

/**
 * How Kiwoom writes numbers (protocol.md section 2): always text, a price with the direction against the previous close as
 * its sign, a difference with its true sign, and on the feed a blank where there is no sign.
 */
final class NumberText {

    private NumberText() {}

    /** A price of an answer: as {@link RowText#price}, without the blank; 0 for none. */
    static String restPrice(long price, long basePrice) {
        return price == 0 ? "0" : sign(price - basePrice, "") + price;
    }

    /** A true difference of an answer: {@code -18500}, {@code 0}. */
    static String restDifference(long difference) {
        return sign(difference, "") + Math.abs(difference);
    }

    /** Hundredths as text with two decimals and a true sign; {@code flatSign} stands before a zero. */
    static String signedHundredths(long hundredths, String flatSign) {
        return sign(hundredths, flatSign) + hundredths(Math.abs(hundredths));
    }

    /** Hundredths, not negative, as text with two decimals: 524 is 5.24. */
    static String hundredths(long hundredths) {
        long rest = hundredths % 100;
        return hundredths / 100 + (rest < 10 ? ".0" : ".") + rest;
    }

    /** A number with so many decimals, the sign only when negative: 98.4 is 98.40. */
    static String decimals(double number, int decimals) {
        return BigDecimal.valueOf(number)
                .setScale(decimals, RoundingMode.HALF_UP)
                .toPlainString();
    }

    /** A number with so many decimals and a true sign, none before zero. */
    static String signedDecimals(double number, int decimals) {
        String text = decimals(number, decimals);
        return new BigDecimal(text).signum() > 0 ? "+" + text : text;
    }

    /** {@code part} of {@code whole} in hundredths of a percent, rounded half up away from zero; 0 for no whole. */
    static long ratio(long part, long whole) {
        return whole == 0 ? 0 : Math.round(part * 10_000.0 / whole);
    }

    /** {@code HHmmss}, {@code 000000} for never. */
    static String time(LocalDateTime time) {
        if (time == null) {
            return "000000";
        }
        int digits = time.getHour() * 10_000 + time.getMinute() * 100 + time.getSecond();
        String text = Integer.toString(1_000_000 + digits);
        return text.substring(1);
    }

    /** FID 25: 1 upper limit, 2 up, 3 flat, 4 lower limit, 5 down. */
    static String direction(long price, long basePrice, PriceLimits limits) {
        if (price == limits.upper()) {
            return "1";
        }
        if (price == limits.lower()) {
            return "4";
        }
        return price > basePrice ? "2" : price < basePrice ? "5" : "3";
    }

    private static String sign(long difference, String flat) {
        return difference > 0 ? "+" : difference < 0 ? "-" : flat;
    }
}
