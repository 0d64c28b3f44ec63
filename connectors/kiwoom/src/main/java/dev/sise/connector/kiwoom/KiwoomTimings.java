package dev.sise.connector.kiwoom;

import java.io.Serializable;
import java.time.Duration;

/**
 * How patient a session is, and how often items are polled. {@link #defaults()} holds what Kiwoom's server was measured to want; other values are for tests
 * and simulators.
 *
 * @param connect for the connection and, apart, for the answer to LOGIN; an attempt with its token may take three times as long
 * @param betweenRequests least pause between two REG or REMOVE messages
 * @param acknowledgement for the answer to one of them; after it nothing is known and the session reconnects
 * @param idle silence, PING included, after which a connection counts as dead
 * @param resumed the same for a connection that was not read for a while: the server may have given up meanwhile, and its PINGs
 *     come every ten seconds
 * @param reconnectAtLeast first pause before a reconnect; it doubles with every failure in a row
 * @param reconnectAtMost where doubling ends
 * @param afterKick pause after another login with the same app key (R10001), and after a refusal that needs a person: wrong
 *     keys, a wrong address
 * @param poll between two polls of an item, longer where the budget of calls does not suffice
 * @param probe between two probes of a registered item
 */
public record KiwoomTimings(
        Duration connect,
        Duration betweenRequests,
        Duration acknowledgement,
        Duration idle,
        Duration resumed,
        Duration reconnectAtLeast,
        Duration reconnectAtMost,
        Duration afterKick,
        Duration poll,
        Duration probe)
        implements Serializable {

    public KiwoomTimings {
        requirePositive("connect", connect);
        requirePositive("betweenRequests", betweenRequests);
        requirePositive("acknowledgement", acknowledgement);
        requirePositive("idle", idle);
        requirePositive("resumed", resumed);
        requirePositive("reconnectAtLeast", reconnectAtLeast);
        requirePositive("reconnectAtMost", reconnectAtMost);
        requirePositive("afterKick", afterKick);
        requirePositive("poll", poll);
        requirePositive("probe", probe);
        if (reconnectAtMost.compareTo(reconnectAtLeast) < 0) {
            throw new IllegalArgumentException("reconnectAtMost must not be below reconnectAtLeast, was "
                    + reconnectAtMost + " and " + reconnectAtLeast);
        }
    }

    /**
     * 10 s to connect, 250 ms between requests, 10 s for their answer, 300 s of silence, 30 s of it after a pause in reading, 3 s to
     * 60 s, 5 min; polls every 10 s, probes every 30 s.
     */
    public static KiwoomTimings defaults() {
        return new KiwoomTimings(
                Duration.ofSeconds(10),
                Duration.ofMillis(250),
                Duration.ofSeconds(10),
                Duration.ofSeconds(300),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }

    /** These with another interval between polls and between probes. */
    public KiwoomTimings withPolling(Duration everyPoll, Duration everyProbe) {
        return new KiwoomTimings(
                connect,
                betweenRequests,
                acknowledgement,
                idle,
                resumed,
                reconnectAtLeast,
                reconnectAtMost,
                afterKick,
                everyPoll,
                everyProbe);
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
