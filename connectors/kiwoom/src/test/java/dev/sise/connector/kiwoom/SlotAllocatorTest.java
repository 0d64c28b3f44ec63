package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlotAllocatorTest {

    @Test
    void givesSlotsByPriorityThenAgeThenCode() {
        SlotAllocator allocator = new SlotAllocator(List.of("one"), 3);
        Map<String, ItemDemand.Demanded> demand = Map.of(
                "E", demanded(2, 0),
                "D", demanded(1, 5),
                "C", demanded(1, 5),
                "B", demanded(1, 4),
                "A", demanded(1, 6));

        assertThat(allocator.allocate(Map.of(), demand).get("one")).containsExactly("B", "C", "D");
    }

    @Test
    void leavesOutWhatMayNotHaveASlot() {
        SlotAllocator allocator = new SlotAllocator(List.of("one"), 3);
        Map<String, ItemDemand.Demanded> demand = Map.of(
                "polled", new ItemDemand.Demanded(0, 0, false, true, 0, false),
                "fetched", new ItemDemand.Demanded(0, 0, true, true, 1, true),
                "served", demanded(9, 9));

        assertThat(allocator.allocate(Map.of(), demand).get("one")).containsExactly("served");
    }

    @Test
    void keepsAnItemInItsSessionWhateverComesAndGoes() {
        SlotAllocator allocator = new SlotAllocator(List.of("one", "two"), 2);
        SortedMap<String, SortedSet<String>> present =
                allocator.allocate(Map.of(), Map.of("A", demanded(5, 5), "B", demanded(5, 6), "C", demanded(5, 7)));

        SortedMap<String, SortedSet<String>> next = allocator.allocate(
                present, Map.of("A", demanded(9, 9), "C", demanded(9, 9), "D", demanded(0, 0), "E", demanded(0, 1)));

        assertThat(sessionOf("A", next)).isEqualTo(sessionOf("A", present));
        assertThat(sessionOf("C", next)).isEqualTo(sessionOf("C", present));
        assertThat(next.values().stream().mapToInt(Set::size)).containsExactly(2, 2);
    }

    @Test
    void fillsTheEmptiestSessionFirst() {
        SlotAllocator allocator = new SlotAllocator(List.of("one", "two", "three"), 200);
        Map<String, ItemDemand.Demanded> demand = new HashMap<>();
        KiwoomSessionITCase.items(0, 301).forEach(item -> demand.put(item, demanded(0, 0)));

        assertThat(allocator.allocate(Map.of(), demand).values().stream().mapToInt(Set::size))
                .containsExactlyInAnyOrder(101, 100, 100);
    }

    @Test
    void takesASlotFromTheLeastUrgentWhenAMoreUrgentItemComes() {
        SlotAllocator allocator = new SlotAllocator(List.of("one"), 2);

        SortedMap<String, SortedSet<String>> next = allocator.allocate(
                Map.of("one", Set.of("A", "B")), Map.of("A", demanded(1, 0), "B", demanded(2, 0), "C", demanded(0, 9)));

        assertThat(next.get("one")).containsExactly("A", "C");
    }

    @Test
    void forgetsSessionsOfUnknownAppKeysAndResolvesAnItemHeldTwice() {
        SlotAllocator allocator = new SlotAllocator(List.of("one", "two"), 2);

        SortedMap<String, SortedSet<String>> next = allocator.allocate(
                Map.of("gone", Set.of("B"), "one", Set.of("A"), "two", Set.of("A")),
                Map.of("A", demanded(0, 0), "B", demanded(0, 0)));

        assertThat(next).containsOnlyKeys("one", "two");
        assertThat(next.get("one")).containsExactly("A");
        assertThat(next.get("two")).containsExactly("B");
    }

    @Test
    void neverOverfillsDoublesOrMovesAnItemWithoutNeed() {
        Random random = new Random(7);
        SlotAllocator allocator = new SlotAllocator(List.of("one", "two", "three"), 5);
        SortedMap<String, SortedSet<String>> present = new TreeMap<>();
        for (int round = 0; round < 2_000; round++) {
            Map<String, ItemDemand.Demanded> demand = new HashMap<>();
            int wanted = random.nextInt(30);
            for (int i = 0; i < wanted; i++) {
                demand.put("item" + random.nextInt(40), demanded(random.nextInt(3), random.nextInt(5)));
            }

            SortedMap<String, SortedSet<String>> next = allocator.allocate(present, demand);

            List<String> all = next.values().stream().flatMap(Set::stream).toList();
            assertThat(all).doesNotHaveDuplicates().hasSize(Math.min(15, demand.size()));
            assertThat(next.values()).allMatch(items -> items.size() <= 5);
            for (String item : all) {
                String before = sessionOf(item, present);
                assertThat(before == null || before.equals(sessionOf(item, next)))
                        .isTrue();
            }
            present = next;
        }
    }

    private static ItemDemand.Demanded demanded(int priority, long since) {
        return new ItemDemand.Demanded(priority, since, true, true, 0, false);
    }

    private static String sessionOf(String item, Map<String, SortedSet<String>> sessions) {
        return sessions.entrySet().stream()
                .filter(session -> session.getValue().contains(item))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }
}
