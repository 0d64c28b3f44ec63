package dev.sise.market;

/** The boards a request asks for. */
public enum Market implements Word {
    /** The main board (유가증권시장). */
    KOSPI,
    /** The growth board (코스닥). */
    KOSDAQ,
    /** Both. */
    ALL;

    /** The market of a word. @throws InvalidFieldException for any other text */
    public static Market parse(String text) {
        return Word.parse("market", values(), text);
    }

    @Override
    public String code() {
        return name();
    }

    /** Whether a board is among them, by its name. */
    public boolean has(String market) {
        return switch (this) {
            case KOSPI, KOSDAQ -> name().equals(market);
            case ALL -> KOSPI.has(market) || KOSDAQ.has(market);
        };
    }
}
