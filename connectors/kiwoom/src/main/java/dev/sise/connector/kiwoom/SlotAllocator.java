package dev.sise.connector.kiwoom;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides which item is served by which session. Pure: the result depends on its arguments alone.
 *
 * <p>Slots go to the smallest priority, then to the oldest demand, then by code. An item that keeps its slot keeps its session,
 * so nothing is registered anew because something else came or went.
 */
final class SlotAllocator {
    private static final Comparator<Map.Entry<String, ItemDemand.Demanded>> ORDER =
            Comparator.<Map.Entry<String, ItemDemand.Demanded>>comparingInt(
                            entry -> entry.getValue().priority())
                    .thenComparingLong(entry -> entry.getValue().since())
                    .thenComparing(Map.Entry::getKey);

    private final List<String> appKeyIds;
    private final int slotsPerSession;

    SlotAllocator(List<String> appKeyIds, int slotsPerSession) {
        this.appKeyIds = List.copyOf(appKeyIds);
        this.slotsPerSession = slotsPerSession;
    }

    /**
     * The items of every session.
     *
     * @param present what the sessions have now; sessions of unknown app keys are ignored
     */
    SortedMap<String, SortedSet<String>> allocate(
            Map<String, ? extends Set<String>> present, Map<String, ItemDemand.Demanded> demand) {
        Set<String> winners = demand.entrySet().stream()
                .filter(entry ->
                        entry.getValue().sessionAllowed() && !entry.getValue().once())
                .sorted(ORDER)
                .limit((long) appKeyIds.size() * slotsPerSession)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, SortedSet<String>> next = new LinkedHashMap<>();
        for (String appKeyId : appKeyIds) {
            SortedSet<String> items = new TreeSet<>();
            for (String item : present.containsKey(appKeyId) ? present.get(appKeyId) : Set.<String>of()) {
                // Removing makes sure that an item which two sessions hold stays with one.
                if (items.size() < slotsPerSession && winners.remove(item)) {
                    items.add(item);
                }
            }
            next.put(appKeyId, items);
        }
        for (String item : winners) {
            // The emptiest session, so that load spreads; there is one with room because winners fit in all together.
            next.values().stream()
                    .min(Comparator.comparingInt(Set::size))
                    .orElseThrow()
                    .add(item);
        }
        return new TreeMap<>(next);
    }
}
