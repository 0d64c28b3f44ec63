package dev.sise.connector.kiwoom;

/** Where a session stands; its {@code ordinal()} is the metric {@code sessionState}. */
enum SessionState {
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
    CLOSED
}
