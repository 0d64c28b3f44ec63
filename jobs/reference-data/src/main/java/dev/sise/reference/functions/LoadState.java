package dev.sise.reference.functions;

/** What became of a ticker in one load. */
public enum LoadState {
    /** Loaded through the last day of the load. */
    LOADED("loaded", false),
    /** It was loaded before this run. */
    DONE_BEFORE("before", false),
    /** Rows left out what is needed, or there were none: what was there is loaded, and it is asked for again by the next run. */
    INCOMPLETE("incomplete", true),
    /** The broker refuses it. */
    REFUSED("refused", true),
    /** No answer in any of several attempts. */
    UNANSWERED("unanswered", true),
    /** It was not asked for, because nothing could be read any more. */
    SKIPPED("skipped", true);

    private final String code;
    private final boolean missed;

    LoadState(String code, boolean missed) {
        this.code = code;
        this.missed = missed;
    }

    /** Names a total; stable. */
    public String code() {
        return code;
    }

    /** Whether the ticker still is to be loaded. */
    public boolean isMissed() {
        return missed;
    }
}
