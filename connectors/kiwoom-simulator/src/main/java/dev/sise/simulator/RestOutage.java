package dev.sise.simulator;

/** What a client meets while REST is out. */
public enum RestOutage {
    /** HTTP 503 with a page instead of JSON. */
    SERVER_ERROR,
    /** The connection ends without an answer. */
    CUT
}
