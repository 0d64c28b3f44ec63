package dev.sise.scan.functions;

/** Why a ticker is no signal, in the order in which it is asked: the first that holds is the ticker's. */
public enum Reason {
    /** Not of a class that was asked for, or not in the exchange's lists. */
    CLASS,
    /** Not of the market that was asked for. */
    MARKET,
    /** No row on the analysis date. */
    NO_BAR,
    /** Trading was suspended (거래정지) on the analysis date. */
    HALTED,
    /** Too few bars since a move that no adjustment explains. */
    ADJ_BREAK,
    /** Without trades on more than a tenth of the sessions. */
    ILLIQUID,
    /** Fewer than 253 bars, and not recently listed as far as is known. */
    INSUFFICIENT_HISTORY,
    /** Below the smallest market capitalization that was asked for. */
    BELOW_MARKET_CAP,
    /** Beyond the number of tickers that was asked for, by market capitalization. */
    MAX_TICKERS,
    /** Below the smallest average traded value that was asked for. */
    BELOW_MIN_TRADED_VALUE,
    /** Fewer than 7 of the 8 conditions of the Trend Template. */
    TREND,
    /** The high is not two bars old. */
    NO_BASE,
    /** Fewer than 15 bars since the base's high. */
    TOO_SHORT,
    /** Not 2 to 6 contractions. */
    CONTRACTION_COUNT,
    /** More than two falls of the size of the contraction before. */
    MERGES,
    /** The first contraction is too shallow or too deep. */
    FIRST_DEPTH,
    /** The last contraction is deeper than half of the first. */
    NOT_CONTRACTING,
    /** The last contraction is deeper than a tenth. */
    LAST_DEPTH,
    /** No quiet day of late. */
    NO_DRY_UP,
    /** No advance of 30 % before the base. */
    NO_PRIOR_ADVANCE,
    /** Recently listed, and the pivot more than 5 % below the highest price ever: asked in place of an advance. */
    PIVOT_BELOW_HIGH,
    /** A base, but the close is neither near its pivot nor broke out lately. */
    NOT_NEAR_PIVOT,
    /** A bearish signal whose target would not be a price. */
    NO_TARGET,
    /** A total score below 50. */
    LOW_SCORE,
    /** A signal, but behind as many as were asked for. */
    NOT_IN_TOP_N
}
