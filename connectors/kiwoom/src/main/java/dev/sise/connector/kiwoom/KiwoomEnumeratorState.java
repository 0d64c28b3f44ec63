package dev.sise.connector.kiwoom;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the enumerator remembers. Opaque to users.
 *
 * @param revision of the last assignment that was made
 * @param sessions items by app key id
 * @param unassigned app key ids whose session no reader has
 */
public record KiwoomEnumeratorState(
        long revision, SortedMap<String, SortedSet<String>> sessions, SortedSet<String> unassigned) {
    public KiwoomEnumeratorState {
        Objects.requireNonNull(sessions, "sessions");
        sessions = Collections.unmodifiableSortedMap(new TreeMap<>(sessions));
        unassigned = Collections.unmodifiableSortedSet(new TreeSet<>(unassigned));
    }

    /** Before anything was assigned. */
    static KiwoomEnumeratorState initial(Set<String> appKeyIds) {
        SortedMap<String, SortedSet<String>> sessions = new TreeMap<>();
        appKeyIds.forEach(id -> sessions.put(id, Collections.emptySortedSet()));
        return new KiwoomEnumeratorState(0, sessions, new TreeSet<>(appKeyIds));
    }

    /** For the app keys of today's settings: a new one is unassigned, one that is gone is forgotten. */
    KiwoomEnumeratorState forAppKeys(Set<String> appKeyIds) {
        SortedMap<String, SortedSet<String>> kept = new TreeMap<>();
        SortedSet<String> open = new TreeSet<>();
        for (String id : appKeyIds) {
            SortedSet<String> items = sessions.get(id);
            kept.put(id, items == null ? Collections.emptySortedSet() : items);
            if (items == null || unassigned.contains(id)) {
                open.add(id);
            }
        }
        return new KiwoomEnumeratorState(revision, kept, open);
    }
}
