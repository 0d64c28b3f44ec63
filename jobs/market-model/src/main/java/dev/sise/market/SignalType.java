package dev.sise.market;

/** The direction of a signal. */
public enum SignalType implements Word {
    /** A breakout upwards is expected. */
    BULLISH("bullish"),
    /** A breakdown is: the same pattern on reciprocal prices. */
    BEARISH("bearish");

    private final String code;

    SignalType(String code) {
        this.code = code;
    }

    /** The type of a word. @throws InvalidFieldException for any other text */
    public static SignalType parse(String text) {
        return Word.parse("signal_type", values(), text);
    }

    @Override
    public String code() {
        return code;
    }
}
