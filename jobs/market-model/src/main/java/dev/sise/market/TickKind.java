package dev.sise.market;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a record of the topic {@code ticks} tells about its ticker. Only {@link #TRADE} and {@link #POLL} ever change a price. */
public enum TickKind {
    /** A trade (주식체결) that the feed pushed. */
    TRADE,
    /** A row of a polled quote. */
    POLL,
    /** The broker answered a poll with an empty row: it has no price for the code. */
    NONE,
    /** Expected price of a running auction (예상체결). */
    EXPECTED,
    /** Figures of an ELW: its terms, its theoretical price. */
    ELW,
    /** The feed was interrupted: trades before this record may be missing. */
    GAP,
    /** Volatility interruption (변동성완화장치) began or ended. */
    VI;

    private final byte[] encoded = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

    /** The word used in JSON, lower case. */
    public String code() {
        return new String(encoded, StandardCharsets.US_ASCII);
    }

    byte[] encoded() {
        return encoded;
    }

    /** Whether records of this kind carry price, change, rate and volume. */
    public boolean isPriced() {
        return this == TRADE || this == POLL || this == EXPECTED;
    }
}
