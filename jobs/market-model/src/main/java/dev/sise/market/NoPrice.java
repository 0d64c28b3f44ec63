package dev.sise.market;

import java.util.Locale;

/** Why a ticker has no price. */
public enum NoPrice {
    /** Neither the instrument list nor the broker has the code. */
    UNKNOWN_TICKER,
    /** It is listed, but the broker answered without a price. */
    NOT_TRADED;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** The word used in JSON, lower case. */
    public String code() {
        return code;
    }
}
