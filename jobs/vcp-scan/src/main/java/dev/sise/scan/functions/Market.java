package dev.sise.scan.functions;

/** The boards a request asks for. */
public enum Market implements Word {
    /** The main board (유가증권시장). */
    KOSPI,
    /** The growth board (코스닥). */
    KOSDAQ,
    /** Both. */
    ALL;

    /** The market of a word. @throws IllegalArgumentException naming field, words and value */
    public static Market parse(String text) {
        return Word.parse("market", values(), text);
    }

    @Override
    public String code() {
        return name();
    }

    boolean has(String market) {
        return switch (this) {
            case KOSPI, KOSDAQ -> name().equals(market);
            case ALL -> KOSPI.has(market) || KOSDAQ.has(market);
        };
    }
}
