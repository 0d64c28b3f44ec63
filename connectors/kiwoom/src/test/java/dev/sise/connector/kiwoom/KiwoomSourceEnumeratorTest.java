package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KiwoomSourceEnumeratorTest {
    private static final String DEMAND = "enumerator-test";

    private final RecordingEnumeratorContext context = new RecordingEnumeratorContext(2);
    private final TestDemand demand = TestDemand.named(DEMAND);
    private KiwoomSourceEnumerator enumerator =
            started(KiwoomEnumeratorState.initial(Set.of("one", "two")), List.of("one", "two"));

    @AfterEach
    void close() throws IOException {
        enumerator.close();
        TestDemand.forget(DEMAND);
    }

    @Test
    void givesEachReaderItsSessionsWithTheItemsKnownByThen() {
        demand.set(List.of("A", "B", "C"));
        context.tick();
        register(0);
        register(1);

        assertThat(context.assigned.get(0)).map(KiwoomSplit::splitId).containsExactly("session-one");
        assertThat(context.assigned.get(1)).map(KiwoomSplit::splitId).containsExactly("session-two");
        assertThat(((KiwoomSplit.SessionSplit) context.assigned.get(0).get(0)).items())
                .containsExactly("A", "C");
        assertThat(context.sent).isEmpty();
    }

    @Test
    void sendsAFullSetWithARisingRevisionForEveryChangeAndNothingWithoutOne() {
        register(0);
        register(1);
        demand.set(List.of("A"));
        context.tick();
        context.tick();
        demand.set(List.of("A", "B"));
        context.tick();
        demand.set(List.of("B"));
        context.tick();

        assertThat(context.sent).containsExactly(items(0, "one", 1, "A"), items(1, "two", 2, "B"), items(0, "one", 3));
    }

    @Test
    void assignsAndWithdrawsNothingUntilDemandIsReady() {
        register(0);
        demand.set(List.of("A"));
        demand.ready(false);
        context.tick();
        assertThat(context.sent).isEmpty();

        demand.ready(true);
        context.tick();
        assertThat(context.sent).containsExactly(items(0, "one", 1, "A"));
    }

    @Test
    void keepsTheAssignmentWhenDemandFails() {
        register(0);
        demand.set(List.of("A"));
        context.tick();
        demand.failWith(new IllegalStateException("on purpose"));
        context.tick();
        context.tick();

        assertThat(context.sent).hasSize(1);
        assertThat(enumerator.snapshotState(1).sessions().get("one")).containsExactly("A");
    }

    @Test
    void givesASessionThatCameBackToTheSameReaderWithTodaysItems() {
        register(0);
        demand.set(List.of("A"));
        context.tick();
        List<KiwoomSplit> lost = List.copyOf(context.assigned.get(0));
        context.unregister(0);
        demand.set(List.of("A", "B", "C"));
        enumerator.addSplitsBack(lost, 0);
        context.tick();
        context.assigned.clear();

        register(0);

        assertThat(context.assigned.get(0))
                .containsExactly(new KiwoomSplit.SessionSplit("one", 3, new TreeSet<>(Set.of("A", "C"))));
    }

    @Test
    void sendsTodaysItemsToAReaderThatWasRestoredFromACheckpoint() {
        register(0);
        context.unregister(0);
        enumerator.addSplitsBack(List.of(), 0);
        demand.set(List.of("A"));
        context.tick();
        context.assigned.clear();

        register(0);
        assertThat(context.assigned).isEmpty();
        enumerator.handleSourceEvent(0, new KiwoomSourceEvents.SessionsRestored(List.of("one", "gone")));

        assertThat(context.sent).containsExactly(items(0, "one", 1, "A"));
    }

    @Test
    void remembersWhoServesWhatOverARestore() throws IOException {
        register(0);
        demand.set(List.of("A", "B"));
        context.tick();
        KiwoomEnumeratorState state = enumerator.snapshotState(1);
        assertThat(state.unassigned()).containsExactly("two");
        enumerator.close();
        context.unregister(0);
        context.assigned.clear();
        context.sent.clear();

        enumerator = started(state, List.of("two", "three", "one"));
        register(0);
        register(1);
        enumerator.handleSourceEvent(0, new KiwoomSourceEvents.SessionsRestored(List.of("one")));

        // "one" stays where the checkpoint has it; "two" was never given out, "three" is new.
        assertThat(context.assigned.get(0)).map(KiwoomSplit::splitId).containsExactly("session-two");
        assertThat(context.assigned.get(1)).map(KiwoomSplit::splitId).containsExactly("session-three");
        assertThat(context.sent).containsExactly(items(0, "one", state.revision(), "A"));
        context.tick();
        assertThat(context.sent).hasSize(1);
        assertThat(enumerator.snapshotState(2).sessions())
                .isEqualTo(Map.of(
                        "one", new TreeSet<>(Set.of("A")),
                        "two", new TreeSet<>(Set.of("B")),
                        "three", new TreeSet<>()));
    }

    @Test
    void opensDemandOnceAndClosesIt() throws IOException {
        enumerator.close();

        assertThat(demand.opened).hasValue(1);
        assertThat(demand.closed).hasValue(1);
    }

    private KiwoomSourceEnumerator started(KiwoomEnumeratorState state, List<String> appKeyIds) {
        KiwoomSourceEnumerator starting =
                new KiwoomSourceEnumerator(context, appKeyIds, TestDemand.factory(DEMAND), state);
        starting.start();
        return starting;
    }

    private void register(int subtask) {
        context.register(subtask);
        enumerator.addReader(subtask);
    }

    private static Map.Entry<Integer, SourceEvent> items(int subtask, String appKeyId, long revision, String... items) {
        return Map.entry(subtask, new KiwoomSourceEvents.SessionItems(appKeyId, revision, Set.of(items)));
    }
}
