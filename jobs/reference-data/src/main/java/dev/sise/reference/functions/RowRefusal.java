package dev.sise.reference.functions;

/** Why a row of a list is refused: what of it cannot be read. */
public enum RowRefusal {
    /** The code is absent or no ticker. */
    CODE("code"),
    /** The name is absent. */
    NAME("name"),
    /** A number is none, or out of its range. */
    NUMBER("number"),
    /** A day is not on the calendar. */
    DATE("date"),
    /** The row is no object, or a field of it no text. */
    SHAPE("shape");

    private final String code;

    RowRefusal(String code) {
        this.code = code;
    }

    /** Names a counter; stable. */
    public String code() {
        return code;
    }
}
