package dev.sise.connector.kiwoom;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What the enumerator remembers. Opaque to users.
 *
 * @param revision of the last assignment that was made
 * @param sessions items of the sessions by app key id
 * @param polls items polled periodically by app key id
 * @param lastFrames when the session of an app key last received anything, UTC milliseconds, 0 = never, by app key id
 */
public record KiwoomEnumeratorState(
        long revision,
        SortedMap<String, SortedSet<String>> sessions,
        SortedMap<String, SortedSet<String>> polls,
        SortedMap<String, Long> lastFrames) {
    public KiwoomEnumeratorState {
        Objects.requireNonNull(sessions, "sessions");
        Objects.requireNonNull(polls, "polls");
        Objects.requireNonNull(lastFrames, "lastFrames");
        sessions = Collections.unmodifiableSortedMap(new TreeMap<>(sessions));
        polls = Collections.unmodifiableSortedMap(new TreeMap<>(polls));
        lastFrames = Collections.unmodifiableSortedMap(new TreeMap<>(lastFrames));
    }

    /** Before anything was assigned. */
    static KiwoomEnumeratorState initial() {
        return new KiwoomEnumeratorState(0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    SortedSet<String> session(String appKeyId) {
        return sessions.getOrDefault(appKeyId, Collections.emptySortedSet());
    }

    long lastFrameAt(String appKeyId) {
        return lastFrames.getOrDefault(appKeyId, 0L);
    }

    SortedSet<String> polled(String appKeyId) {
        return polls.getOrDefault(appKeyId, Collections.emptySortedSet());
    }
}
