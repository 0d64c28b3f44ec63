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
 */
public record KiwoomEnumeratorState(
        long revision, SortedMap<String, SortedSet<String>> sessions, SortedMap<String, SortedSet<String>> polls) {
    public KiwoomEnumeratorState {
        Objects.requireNonNull(sessions, "sessions");
        Objects.requireNonNull(polls, "polls");
        sessions = Collections.unmodifiableSortedMap(new TreeMap<>(sessions));
        polls = Collections.unmodifiableSortedMap(new TreeMap<>(polls));
    }

    /** Before anything was assigned. */
    static KiwoomEnumeratorState initial() {
        return new KiwoomEnumeratorState(0, new TreeMap<>(), new TreeMap<>());
    }

    SortedSet<String> session(String appKeyId) {
        return sessions.getOrDefault(appKeyId, Collections.emptySortedSet());
    }

    SortedSet<String> polled(String appKeyId) {
        return polls.getOrDefault(appKeyId, Collections.emptySortedSet());
    }
}
