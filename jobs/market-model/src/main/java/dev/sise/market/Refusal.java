package dev.sise.market;

/** Why a text is not a ticker; {@link #code()} is what clients read. */
public enum Refusal {
    /** Nothing but white space, or null. */
    EMPTY("empty"),
    /** Ten digits: the over-the-counter market K-OTC (장외시장), which is not served by this form of code. */
    K_OTC("k_otc"),
    /** Not six characters after prefix and suffix were taken off. */
    LENGTH("length"),
    /** A character other than 0-9 and A-Z. */
    CHARACTERS("characters"),
    /** Six letters: every short code of the exchange has a digit. */
    NO_DIGIT("no_digit");

    private final String code;

    Refusal(String code) {
        this.code = code;
    }

    /** The stable name in messages to clients, snake case. */
    public String code() {
        return code;
    }
}
