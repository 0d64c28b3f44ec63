package dev.sise.simulator;

import java.util.Locale;

/**
 * Faults that {@link KiwoomSimulator#inject} causes on every session or on REST as a whole. Those that last do so for
 * {@link KiwoomSimulator#FAULT_LENGTH}.
 */
public enum Fault {
    /** Connections end without a close frame. */
    DROP,
    /** Connections stay open and nothing comes: no frames, no PINGs, no answers. */
    STALL,
    /** Three frames that cannot be read. */
    GARBAGE,
    /** The next hundred frames come twice. */
    DUPLICATE,
    /** SYSTEM R10001, close 1000 "Bye". */
    KICK,
    /** Every REST call is answered with 429. */
    RATE_LIMIT_STORM,
    /** No token issued so far is valid any longer. */
    TOKEN_EXPIRY,
    /** Every REST call is answered with 503. */
    REST_OUTAGE,
    /** Every REST answer takes two seconds. */
    SLOW_ANSWERS,
    /** ka10059 answers rows whose fields are empty. */
    BLANK_FLOWS,
    /** ka10081 answers rows whose fields are empty. */
    BLANK_CANDLES;

    /** The name on the command line, {@code rate-limit-storm}. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
