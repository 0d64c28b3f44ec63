package dev.sise.scan.functions;

/** What a reader of a signal should know beside its figures. */
public enum Flag {
    /** The breakout is locked at the upper limit (상한가): it could hardly be bought. */
    LIMIT_LOCKED,
    /** A recently listed stock, judged without a year of history. */
    IPO_BASE,
    /** No smart money in the total: flows do not cover the last 20 bars. */
    NO_SMART_MONEY,
    /** No relative strength in the total. */
    NO_RELATIVE_STRENGTH
}
