package dev.sise.connector.kiwoom;

import java.util.Locale;

/** Why something that Kiwoom sent was refused. {@link #code()} is stable: it names the metric and travels with the rejected record. */
public enum RejectReason {
    /** The text is not one JSON value: broken, truncated, or followed by more text. */
    NOT_JSON,
    /** JSON, but not an object. */
    NOT_AN_OBJECT,
    /** {@code trnm} is absent, not a text, or names a message this connector does not know. */
    UNKNOWN_MESSAGE,
    /** A known message without the fields that make it one: a LOGIN without return code, a REAL without rows. */
    BAD_ENVELOPE,
    /** A call about one item that Kiwoom refuses to serve, or serves without the row of that item. */
    NOT_SERVED,
    /** Longer than {@link FrameDecoder#MAX_FRAME_CHARS} characters. */
    TOO_LONG,
    /** A binary WebSocket message; Kiwoom speaks text only. */
    BINARY,
    /** A row that is not an object with a type and, where its type is read, an item and values. */
    ROW_SHAPE,
    /** A field the row cannot do without is missing or empty. Empty means absent, never zero. */
    FIELD_ABSENT,
    /** A field value is not a JSON string. */
    FIELD_NOT_TEXT,
    /** Not signs and digits. */
    NOT_A_NUMBER,
    /** A price, difference or volume with a decimal point, or a rate with more than two decimals. Prices are whole won (원). */
    FRACTION,
    /** A value no market produces: zero price, negative cumulative volume, more digits than fit, an unknown kind of interruption. */
    OUT_OF_RANGE,
    /** The largest or smallest value of a 32-bit integer, which Kiwoom sends where its own counter ran over. */
    SATURATED,
    /** A time the row cannot do without is not {@code HHMMSS}. */
    BAD_TIME,
    /** A day is not {@code yyyyMMdd}. */
    BAD_DATE,
    /** A row of an answer names another item than the one that was asked for in its place. */
    WRONG_ITEM;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** Lower-case name with underscores, for example {@code not_json}. */
    public String code() {
        return code;
    }

    /**
     * The reason with this code.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RejectReason ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
