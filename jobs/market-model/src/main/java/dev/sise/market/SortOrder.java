package dev.sise.market;

/** Which end comes first. */
public enum SortOrder implements Word {
    /** Largest first. */
    DESC("desc"),
    /** Smallest first. */
    ASC("asc");

    private final String code;

    SortOrder(String code) {
        this.code = code;
    }

    /** The direction of a word. @throws InvalidFieldException for any other text */
    public static SortOrder parse(String text) {
        return Word.parse("sort_order", values(), text);
    }

    @Override
    public String code() {
        return code;
    }
}
