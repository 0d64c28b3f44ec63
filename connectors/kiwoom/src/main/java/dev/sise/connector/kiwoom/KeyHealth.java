package dev.sise.connector.kiwoom;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How one app key is, for whoever has to know which items are served.
 *
 * @param session where its session stands; {@link SessionState#DOWN} if its reader was not heard of for ten seconds
 * @param refused whether its key, secret or address was refused for good, by its session or by its polls: a person has to act
 * @param lastFrameAt when its WebSocket last sent anything, UTC milliseconds, 0 = never
 * @param lastRestSuccessAt when a poll was last answered, UTC milliseconds, 0 = never
 * @param registered the items its session serves
 * @param polled the items it polls because they have no slot
 * @param silent those among {@code registered} that trade without a frame and are polled for it
 * @param callsPerSecond how many polls of up to 100 items Kiwoom allows it now
 * @param intervalMs how long a round over all its polled items takes
 */
public record KeyHealth(
        String appKeyId,
        SessionState session,
        boolean refused,
        long lastFrameAt,
        long lastRestSuccessAt,
        SortedSet<String> registered,
        SortedSet<String> polled,
        SortedSet<String> silent,
        double callsPerSecond,
        long intervalMs) {
    public KeyHealth {
        KiwoomCredentials.requireId(appKeyId);
        Objects.requireNonNull(session, "session");
        registered = Collections.unmodifiableSortedSet(new TreeSet<>(registered));
        polled = Collections.unmodifiableSortedSet(new TreeSet<>(polled));
        silent = Collections.unmodifiableSortedSet(new TreeSet<>(silent));
    }
}
