package dev.sise.market;

/** What signals are ordered by. */
public enum SortBy implements Word {
    /** The total score. */
    SCORE("score"),
    /** Listed shares times the close of the analysis date. */
    MARKET_CAP("market_cap"),
    /** Shares traded on the analysis date. */
    VOLUME("volume");

    private final String code;

    SortBy(String code) {
        this.code = code;
    }

    /** The order of a word. @throws InvalidFieldException for any other text */
    public static SortBy parse(String text) {
        return Word.parse("sort_by", values(), text);
    }

    @Override
    public String code() {
        return code;
    }
}
