package dev.sise.gateway.http;

/** Values as they appear in messages to clients: quoted, and cut when they are long. */
public final class Shown {
    private static final int MAX_LENGTH = 64;

    private Shown() {}

    /** The value between quotes. */
    public static String of(String value) {
        return "'" + cut(value) + "'";
    }

    /** At most its first 64 characters, with an ellipsis in place of the others. */
    static String cut(String value) {
        return value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH) + "…";
    }
}
