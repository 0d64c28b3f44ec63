package dev.sise.market;

/** What the market does with a ticker at a moment; {@link #code()} is the {@code status} that clients read. */
public enum MarketStatus {
    /** Continuous trading (접속매매), the after-market included. */
    TRADING("trading"),
    /** Orders are collected and matched at one price when the auction ends (단일가매매): at the open and at the close. */
    AUCTION("auction"),
    /** A volatility interruption (변동성완화장치): an auction that a price jump called for. */
    VI("vi"),
    /** Trading in this instrument is suspended (거래정지). */
    HALTED("halted"),
    /** Outside the hours of the instrument's class, also between the regular close and the after-market. */
    CLOSED("closed"),
    /** No longer listed (상장폐지). */
    DELISTED("delisted");

    private final String code;

    MarketStatus(String code) {
        this.code = code;
    }

    /** The name on the wire, lower case. */
    public String code() {
        return code;
    }
}
