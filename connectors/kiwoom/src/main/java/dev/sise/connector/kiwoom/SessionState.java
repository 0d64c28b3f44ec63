package dev.sise.connector.kiwoom;

import java.util.Locale;

/** Where the session of an app key stands; its {@code ordinal()} is the metric {@code sessionState}. */
public enum SessionState {
    /** Not started, or waiting for the next attempt. */
    WAITING,
    /** Fetching a token or opening the connection. */
    CONNECTING,
    /** Connected, LOGIN sent. */
    LOGGING_IN,
    /** Logged in: what is registered arrives. */
    LIVE,
    /** Another login with the same app key ended this session (R10001); the next attempt is minutes away. */
    KICKED,
    /** Closed for good. */
    CLOSED,
    /** Nothing is heard of the reader that has the session; no session says so itself. */
    DOWN;

    /** The name in lower case: {@code live}, {@code logging_in}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
