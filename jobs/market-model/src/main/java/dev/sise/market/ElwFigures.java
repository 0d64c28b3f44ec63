package dev.sise.market;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What is known of an equity-linked warrant (주식워런트증권, ELW) beside its price. Polls tell the terms, the feed tells theory price and
 * implied volatility; a figure that is not known is null, and at least one is known. Numbers are not negative, have at most
 * {@value #MAX_DIGITS} digits, {@value #MAX_DECIMALS} of them decimals, and are kept without trailing zeros, so that equal figures are equal.
 *
 * @param strike exercise price (행사가격), in won, or in points where the underlying is an index
 * @param expiry day on which the right expires (만기일)
 * @param ratio units of the underlying that one warrant stands for (전환비율)
 * @param theory theoretical price (이론가) in won
 * @param iv implied volatility (내재변동성) in percent
 */
public record ElwFigures(
        BigDecimal strike,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate expiry,
        BigDecimal ratio,
        BigDecimal theory,
        BigDecimal iv) {
    static final int MAX_DIGITS = 18;
    static final int MAX_DECIMALS = 6;

    private static final int STRIKE = 1;
    private static final int EXPIRY = 2;
    private static final int RATIO = 4;
    private static final int THEORY = 8;
    private static final int IV = 16;

    /** @throws IllegalArgumentException for a number that breaks the rule above, or when nothing is known */
    public ElwFigures {
        strike = canonical("strike", strike);
        ratio = canonical("ratio", ratio);
        theory = canonical("theory", theory);
        iv = canonical("iv", iv);
        if (strike == null && expiry == null && ratio == null && theory == null && iv == null) {
            throw new IllegalArgumentException("elw must have one of strike, expiry, ratio, theory and iv");
        }
    }

    /** These figures with those of {@code newer} in their place, where it knows them. */
    public ElwFigures updatedBy(ElwFigures newer) {
        return new ElwFigures(
                newer.strike == null ? strike : newer.strike,
                newer.expiry == null ? expiry : newer.expiry,
                newer.ratio == null ? ratio : newer.ratio,
                newer.theory == null ? theory : newer.theory,
                newer.iv == null ? iv : newer.iv);
    }

    private static BigDecimal canonical(String name, BigDecimal number) {
        if (number == null) {
            return null;
        }
        // Judged before it is rescaled: 1e999999999 would be expanded otherwise.
        BigDecimal stripped = number.stripTrailingZeros();
        long whole = (long) stripped.precision() - stripped.scale();
        if (number.signum() < 0 || whole > MAX_DIGITS - MAX_DECIMALS || stripped.scale() > MAX_DECIMALS) {
            throw new IllegalArgumentException("elw." + name + " must be 0 or more with at most "
                    + (MAX_DIGITS - MAX_DECIMALS) + " digits before and " + MAX_DECIMALS
                    + " behind the point, was " + number);
        }
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    void writeTo(DataOutputView target) throws IOException {
        target.writeByte((strike == null ? 0 : STRIKE)
                | (expiry == null ? 0 : EXPIRY)
                | (ratio == null ? 0 : RATIO)
                | (theory == null ? 0 : THEORY)
                | (iv == null ? 0 : IV));
        writeNumber(strike, target);
        if (expiry != null) {
            target.writeLong(expiry.toEpochDay());
        }
        writeNumber(ratio, target);
        writeNumber(theory, target);
        writeNumber(iv, target);
    }

    static ElwFigures readFrom(DataInputView source) throws IOException {
        int known = source.readByte();
        return new ElwFigures(
                (known & STRIKE) == 0 ? null : readNumber(source),
                (known & EXPIRY) == 0 ? null : LocalDate.ofEpochDay(source.readLong()),
                (known & RATIO) == 0 ? null : readNumber(source),
                (known & THEORY) == 0 ? null : readNumber(source),
                (known & IV) == 0 ? null : readNumber(source));
    }

    private static void writeNumber(BigDecimal number, DataOutputView target) throws IOException {
        if (number != null) {
            target.writeByte(number.scale());
            target.writeLong(number.unscaledValue().longValueExact());
        }
    }

    private static BigDecimal readNumber(DataInputView source) throws IOException {
        int scale = source.readByte();
        return BigDecimal.valueOf(source.readLong(), scale);
    }
}
