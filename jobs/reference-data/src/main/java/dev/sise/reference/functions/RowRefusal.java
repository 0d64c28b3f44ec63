package dev.sise.reference.functions;

/** Why a row of a list, a history or a file is refused: what of it cannot be read, or cannot be. */
public enum RowRefusal {
    /** The code is absent or no ticker. */
    CODE("code"),
    /** The name is absent. */
    NAME("name"),
    /** A number is none, or out of its range. */
    NUMBER("number"),
    /** A day is not on the calendar, or the exchange was not there yet. */
    DATE("date"),
    /** A day that is still to come. */
    FUTURE("future"),
    /** A price, a volume or a value below zero. */
    NEGATIVE("negative"),
    /** The row is no object, or a field of it no text; a line of a file has other fields than its header. */
    SHAPE("shape"),
    /** The broker has nothing of a ticker: it refuses its code. */
    TICKER("ticker");

    private final String code;

    RowRefusal(String code) {
        this.code = code;
    }

    /** Names a counter; stable. */
    public String code() {
        return code;
    }
}
