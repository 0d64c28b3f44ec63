package dev.sise.connector.kiwoom;

import java.io.Serializable;
import java.time.Duration;

/**
 * How patient a session is. {@link #defaults()} holds what Kiwoom's server was measured to want; other values are for tests
 * and simulators.
 *
 * @param connect for the connection and, apart, for the answer to LOGIN; an attempt with its token may take three times as long
 * @param betweenRequests least pause between two REG or REMOVE messages
 * @param acknowledgement for the answer to one of them; after it nothing is known and the session reconnects
 * @param idle silence, PING included, after which a connection counts as dead
 * @param reconnectAtLeast first pause before a reconnect; it doubles with every failure in a row
 * @param reconnectAtMost where doubling ends
 * @param afterKick pause after another login with the same app key (R10001), and after a refusal that needs a person: wrong
 *     keys, a wrong address
 */
public record KiwoomTimings(
        Duration connect,
        Duration betweenRequests,
        Duration acknowledgement,
        Duration idle,
        Duration reconnectAtLeast,
        Duration reconnectAtMost,
        Duration afterKick)
        implements Serializable {

    public KiwoomTimings {
        requirePositive("connect", connect);
        requirePositive("betweenRequests", betweenRequests);
        requirePositive("acknowledgement", acknowledgement);
        requirePositive("idle", idle);
        requirePositive("reconnectAtLeast", reconnectAtLeast);
        requirePositive("reconnectAtMost", reconnectAtMost);
        requirePositive("afterKick", afterKick);
        if (reconnectAtMost.compareTo(reconnectAtLeast) < 0) {
            throw new IllegalArgumentException("reconnectAtMost must not be below reconnectAtLeast, was "
                    + reconnectAtMost + " and " + reconnectAtLeast);
        }
    }

    /** 10 s to connect, 250 ms between requests, 10 s for their answer, 300 s of silence, 3 s to 60 s, 5 min. */
    public static KiwoomTimings defaults() {
        return new KiwoomTimings(
                Duration.ofSeconds(10),
                Duration.ofMillis(250),
                Duration.ofSeconds(10),
                Duration.ofSeconds(300),
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5));
    }

    /** How long fetching a token and opening the connection may take together: three times {@link #connect()}. */
    Duration attempt() {
        return connect.multipliedBy(3);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration == null || duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be above zero, was " + duration);
        }
    }
}
