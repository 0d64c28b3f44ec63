package dev.sise.scan.functions;

/** Where the close of the analysis date stands to the pivot of a base. */
public enum SetupState {
    /** Up to 6 % below the pivot of an accepted base. */
    SETUP,
    /** Above the pivot since at most five bars, on volume. */
    BREAKOUT,
    /** As {@link #BREAKOUT}, with less than 1.5 times the average volume. */
    BREAKOUT_LOWVOL,
    /** Broke out and came back to the pivot or below. */
    PULLBACK,
    /** Broke out and is more than 5 % above the pivot. */
    EXTENDED,
    /** None of these. */
    NONE
}
