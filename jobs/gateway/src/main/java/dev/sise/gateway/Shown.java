package dev.sise.gateway;

/** Values as they appear in messages to clients: quoted, and cut when they are long. */
final class Shown {
    private static final int MAX_LENGTH = 64;

    private Shown() {}

    static String of(String value) {
        return value.length() <= MAX_LENGTH ? "'" + value + "'" : "'" + value.substring(0, MAX_LENGTH) + "…'";
    }
}
