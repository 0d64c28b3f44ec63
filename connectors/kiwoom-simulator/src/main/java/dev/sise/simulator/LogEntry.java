package dev.sise.simulator;

import java.time.Instant;

/**
 * One thing the server saw or sent.
 *
 * @param at real time, not market time
 * @param direction who sent it
 * @param appKey of the session or token, empty while that is not known
 * @param name {@code trnm} of a WebSocket message, api-id of a REST call, or one of {@code OPEN}, {@code CLOSE}, {@code RAW}
 * @param text the message as it was; tokens and secret keys are {@code ***}, and of a REST answer only status, return code
 *     and message are kept
 */
public record LogEntry(Instant at, Direction direction, String appKey, String name, String text) {

    /** Who sent a message. */
    public enum Direction {
        /** The client. */
        RECEIVED,
        /** This server. */
        SENT
    }
}
