package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.kiwoom.ItemDemand.Demanded;
import dev.sise.connector.kiwoom.KiwoomSourceEvents.Fetches;
import dev.sise.connector.kiwoom.KiwoomSourceEvents.PollItems;
import dev.sise.connector.kiwoom.KiwoomSourceEvents.Report;
import dev.sise.connector.kiwoom.KiwoomSourceEvents.SessionItems;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.source.SourceEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KiwoomSourceEnumeratorTest {
    private static final String NAME = "enumerator-test";

    private final RecordingEnumeratorContext context = new RecordingEnumeratorContext(2);
    private final TestDemand demand = TestDemand.named(NAME);
    private final TestHealth health = TestHealth.named(NAME);
    private final AtomicLong nanoTime = new AtomicLong(-5_000_000_000_000L);
    private KiwoomSourceEnumerator enumerator = started(context, KiwoomEnumeratorState.initial(), "one", "two");

    @AfterEach
    void close() throws IOException {
        enumerator.close();
        TestDemand.forget(NAME);
        TestHealth.forget(NAME);
    }

    @Test
    void givesEachReaderBothSplitsOfItsAppKeysWithTheItemsKnownByThen() {
        demand.set(List.of("A", "B", "C"));
        context.tick();
        register(0);
        register(1);

        assertThat(context.assigned.get(0)).containsExactly(session("one", 2, "A", "C"), poll("one", 2));
        assertThat(context.assigned.get(1)).containsExactly(session("two", 2, "B"), poll("two", 2));
        assertThat(context.sent).isEmpty();
    }

    @Test
    void keepsBothSplitsOfAnAppKeyTogetherWhateverTheParallelism() {
        for (int parallelism = 1; parallelism <= 5; parallelism++) {
            RecordingEnumeratorContext ofSize = new RecordingEnumeratorContext(parallelism);
            KiwoomSourceEnumerator sized = started(ofSize, KiwoomEnumeratorState.initial(), "one", "two", "three");
            for (int subtask = parallelism - 1; subtask >= 0; subtask--) {
                ofSize.register(subtask);
                sized.addReader(subtask);
            }
            List<String> all = new ArrayList<>();
            ofSize.assigned.values().forEach(splits -> {
                List<String> sessions = idsOf(splits, KiwoomSplit.SessionSplit.class);
                assertThat(sessions).isEqualTo(idsOf(splits, KiwoomSplit.PollSplit.class));
                all.addAll(sessions);
            });
            assertThat(all).containsExactlyInAnyOrder("one", "two", "three");
            assertThat(ofSize.assigned).hasSize(Math.min(3, parallelism));
        }
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
        pass(SlotAllocator.WAIT);
        context.tick();
        demand.set(List.of("B"));
        context.tick();
        context.tick();

        // B is new, so it is polled for three seconds: where there is least to poll.
        assertThat(context.sent)
                .containsExactly(
                        items(0, "one", 1, "A"),
                        polls(0, "one", 2, "B"),
                        items(1, "two", 3, "B"),
                        polls(0, "one", 4),
                        items(0, "one", 5));
    }

    @Test
    void sendsFetchesOnceAndTellsWhichItemsAreQuiet() {
        register(0);
        register(1);
        demand.set(Map.of(
                "A", new Demanded(0, 0, true, false, 0, false),
                "B", new Demanded(0, 1, false, true, 5, false),
                "C", new Demanded(2, 2, true, true, 6, true)));
        context.tick();
        context.tick();

        assertThat(context.sent).contains(Map.entry(0, quiet("one", 1, "A")), polls(0, "one", 2, "B"));
        assertThat(context.sent).hasSize(4);
        assertThat(fetched()).containsExactlyInAnyOrder("A", "B", "C");
        assertThat(context.metric("fetches")).isEqualTo(3L);
        assertThat(context.metric("demanded")).isEqualTo(2);
        assertThat(context.metric("inSession")).isEqualTo(1);
        assertThat(context.metric("polled")).isEqualTo(1);
        assertThat(context.metric("reason", "not_allowed", "unallocated")).isEqualTo(1);
        assertThat(context.metric("reason", "no_slot", "unallocated")).isEqualTo(0);
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

        assertThat(context.sent).hasSize(1);
        assertThat(context.metric("demandFailures")).isEqualTo(1L);
        assertThat(enumerator.snapshotState(1).session("one")).containsExactly("A");
    }

    @Test
    void servesAllOthersWhenOneItemCannotBeAskedFor() {
        register(0);
        demand.set(List.of("A", "B|C"));
        context.tick();

        assertThat(context.sent).containsExactly(items(0, "one", 1, "A"));
        assertThat(context.metric("refusedItems")).isEqualTo(1);
        assertThat(context.metric("demandFailures")).isEqualTo(0L);
    }

    @Test
    void opensDemandAgainAfterAFailureAndClosesItOnce() throws IOException {
        demand.failToOpenWith(new IllegalStateException("on purpose"));
        register(0);
        demand.set(List.of("A"));
        context.tick();
        assertThat(context.metric("demandFailures")).isEqualTo(1L);
        demand.failToOpenWith(null);
        context.tick();
        context.tick();
        assertThat(context.sent).containsExactly(items(0, "one", 1, "A"));

        enumerator.close();
        context.tick();
        assertThat(demand.opened).hasValue(1);
        assertThat(demand.closed).hasValue(1);
        // A call that was under way when the job ended is no failure, and nothing to log.
        assertThat(context.metric("demandFailures")).isEqualTo(1L);
    }

    @Test
    void givesAReaderThatFailedItsSplitsAnewWithTheItemsOfNow() {
        register(0);
        demand.set(List.of("A"));
        context.tick();
        List<KiwoomSplit> lost = List.copyOf(context.assigned.get(0));
        context.unregister(0);
        enumerator.addSplitsBack(lost, 0);
        demand.set(List.of("A", "B", "C"));
        context.tick();
        pass(SlotAllocator.WAIT);
        context.tick();
        context.assigned.clear();
        assertThat(context.metric("unassignedSplits")).isEqualTo(4L);

        register(0);
        assertThat(context.assigned).containsOnlyKeys(0);
        assertThat(context.assigned.get(0)).map(KiwoomSplit::items).contains(new TreeSet<>(Set.of("A", "C")));
        context.tick();
        assertThat(context.metric("unassignedSplits")).isEqualTo(2L);
    }

    @Test
    void asksAReaderThatFailedAgainForItemsOfAClosedMarket() {
        register(0);
        register(1);
        demand.set(Map.of("A", new Demanded(0, 0, true, false, 0, false)));
        context.tick();
        context.unregister(0);
        context.sent.clear();

        register(0);
        context.tick();
        assertThat(context.sent)
                .containsExactly(Map.entry(0, quiet("one", 1, "A")), Map.entry(0, new Fetches("one", List.of("A"))));
    }

    @Test
    void servesAfterARestoreWhatTheCheckpointHoldsUntilDemandIsRead() throws IOException {
        register(0);
        register(1);
        demand.set(Map.of(
                "A", new Demanded(0, 0, true, true, 0, false),
                "B", new Demanded(0, 1, true, true, 0, false),
                "C", new Demanded(0, 2, false, true, 0, false)));
        context.tick();
        report(0, "one", SessionState.LIVE);
        report(1, "two", SessionState.LIVE);
        KiwoomEnumeratorState state = enumerator.snapshotState(1);
        enumerator.close();

        RecordingEnumeratorContext restored = new RecordingEnumeratorContext(1);
        demand.ready(false);
        enumerator = started(restored, state, "two", "three", "one");
        restored.tick();
        restored.register(0);
        enumerator.addReader(0);
        long revision = state.revision();
        assertThat(restored.assigned.get(0))
                .containsExactly(
                        session("two", revision, "B"),
                        poll("two", revision),
                        session("three", revision),
                        poll("three", revision),
                        session("one", revision, "A"),
                        poll("one", revision, "C"));
        assertThat(enumerator.snapshotState(2).session("one")).containsExactly("A");

        // Their readers do not know that they were served before, and until when.
        assertThat(restored.sent)
                .containsExactly(moved(0, "two", revision, "B", List.of()), moved(0, "one", revision, "A", List.of()));
        restored.sent.clear();
        demand.ready(true);
        restored.tick();
        assertThat(restored.sent).isEmpty();
        demand.set(List.of("A"));
        restored.tick();
        assertThat(restored.sent).containsExactly(items(0, "two", revision + 1), polls(0, "one", revision + 2));
    }

    @Test
    void takesAppKeysOutOfACheckpointThatAreNotInTheSettingsAnyMore() {
        TreeMap<String, SortedSet<String>> sessions = new TreeMap<>();
        sessions.put("gone", new TreeSet<>(Set.of("A")));
        enumerator = started(
                context, new KiwoomEnumeratorState(7, sessions, new TreeMap<>(), new TreeMap<>()), "one", "two");

        assertThat(enumerator.snapshotState(1).sessions()).containsOnlyKeys("one", "two");
        register(0);
        demand.set(List.of("A"));
        context.tick();
        assertThat(context.sent).containsExactly(items(0, "one", 8, "A"));
    }

    @Test
    void tellsHowTheAppKeysAreAndThatAnUnheardReaderIsDown() {
        register(0);
        demand.set(List.of("A", "B"));
        context.tick();
        report(0, "one", SessionState.LIVE, "A");
        report(0, "two", SessionState.LIVE);
        report(0, "unknown", SessionState.LIVE);
        enumerator.handleSourceEvent(0, new SourceEvent() {});
        context.every(KiwoomSourceEnumerator.HEALTH_INTERVAL_MS);

        // The reader with index 0 has nothing to say about the second app key.
        assertThat(health.told)
                .containsExactly(List.of(
                        new KeyHealth("one", SessionState.LIVE, false, 11, 12, set("A"), set(), set("A"), 4.5, 10_000),
                        new KeyHealth("two", SessionState.DOWN, false, 0, 0, set("B"), set(), set(), 0, 0)));

        pass(KiwoomSourceEnumerator.UNHEARD.minusNanos(1));
        context.every(KiwoomSourceEnumerator.HEALTH_INTERVAL_MS);
        assertThat(health.told.get(1)).map(KeyHealth::session).containsExactly(SessionState.LIVE, SessionState.DOWN);
        pass(Duration.ofNanos(1));
        context.every(KiwoomSourceEnumerator.HEALTH_INTERVAL_MS);
        assertThat(health.told.get(2)).map(KeyHealth::session).containsExactly(SessionState.DOWN, SessionState.DOWN);
        assertThat(health.told.get(2).get(0).registered()).containsExactly("A");
    }

    @Test
    void tellsWhichAppKeysNeedAPersonBecauseTheirSessionOrTheirPollsAreRefused() {
        register(0);
        register(1);
        enumerator.handleSourceEvent(0, report("one", SessionState.WAITING, true, false));
        enumerator.handleSourceEvent(1, report("two", SessionState.LIVE, false, false));
        context.every(KiwoomSourceEnumerator.HEALTH_INTERVAL_MS);
        assertThat(health.told.get(0)).map(KeyHealth::refused).containsExactly(true, false);

        enumerator.handleSourceEvent(0, report("one", SessionState.LIVE, false, false));
        enumerator.handleSourceEvent(1, report("two", SessionState.LIVE, false, true));
        context.every(KiwoomSourceEnumerator.HEALTH_INTERVAL_MS);
        assertThat(health.told.get(1)).map(KeyHealth::refused).containsExactly(false, true);
    }

    @Test
    void countsNoFailureOfWhatWasUnderWayWhenItWasClosed() throws IOException {
        context.tick();
        enumerator.close();

        context.tick();
        context.every(KiwoomSourceEnumerator.HEALTH_INTERVAL_MS);

        assertThat(context.metric("demandFailures")).isEqualTo(0L);
        assertThat(context.metric("healthFailures")).isEqualTo(0L);
    }

    @Test
    void movesTheItemsOfAKickedSessionWhenItsReaderSaysSo() {
        register(0);
        register(1);
        demand.set(List.of("A"));
        context.tick();
        report(0, "one", SessionState.KICKED);
        context.tick();

        assertThat(context.sent).containsExactly(items(0, "one", 1, "A"), items(0, "one", 2), items(1, "two", 3, "A"));
    }

    @Test
    void movesTheItemsOfAReaderThatIsUnheardOfWhileAnotherIsHeard() {
        register(0);
        register(1);
        demand.set(List.of("A"));
        context.tick();
        report(0, "one", SessionState.LIVE, "A");
        report(1, "two", SessionState.LIVE);
        context.sent.clear();
        pass(KiwoomSourceEnumerator.UNHEARD);
        // Nobody is heard: where would its items go?
        context.tick();
        assertThat(context.sent).isEmpty();

        report(1, "two", SessionState.LIVE);
        context.tick();
        assertThat(context.sent).containsExactly(items(0, "one", 2), moved(1, "two", 3, "A", List.of("A")));
    }

    @Test
    void leavesTheItemsOfAReaderThatHasJustComeUntilItHadTimeToReport() {
        register(0);
        register(1);
        demand.set(List.of("A"));
        context.tick();
        report(0, "one", SessionState.LIVE);
        pass(KiwoomSourceEnumerator.UNHEARD);
        context.unregister(0);
        register(0);
        report(1, "two", SessionState.LIVE);
        context.sent.clear();
        context.tick();
        assertThat(context.sent).isEmpty();

        pass(KiwoomSourceEnumerator.UNHEARD);
        report(1, "two", SessionState.LIVE);
        context.tick();
        assertThat(context.sent).hasSize(2);
    }

    @Test
    void outlivesAListenerThatFails() throws IOException {
        health.failToOpenWith(new IllegalStateException("on purpose"));
        context.every(KiwoomSourceEnumerator.HEALTH_INTERVAL_MS);
        health.failToOpenWith(null);
        health.failWith(new IllegalStateException("on purpose"));
        context.every(KiwoomSourceEnumerator.HEALTH_INTERVAL_MS);
        assertThat(context.metric("healthFailures")).isEqualTo(2L);
        health.failWith(null);
        context.every(KiwoomSourceEnumerator.HEALTH_INTERVAL_MS);
        assertThat(health.told).hasSize(1);

        enumerator.close();
        assertThat(health.opened).hasValue(1);
        assertThat(health.closed).hasValue(1);
    }

    private KiwoomSourceEnumerator started(
            RecordingEnumeratorContext ofContext, KiwoomEnumeratorState state, String... appKeyIds) {
        KiwoomSourceSettings settings = new KiwoomSourceSettings(
                new KiwoomEndpoint(URI.create("http://127.0.0.1:9"), URI.create("ws://127.0.0.1:9")),
                new ArrayList<>(List.of(appKeyIds)),
                id -> new KiwoomCredentials(id, "key", "secret"),
                TokenStore.inMemory(),
                TestDemand.factory(NAME),
                TestHealth.factory(NAME),
                Clock.systemUTC(),
                Clock.systemUTC(),
                KiwoomTimings.defaults(),
                ItemTypes.standard(),
                CallBudget.DEFAULT_PER_SECOND,
                null);
        KiwoomSourceEnumerator starting = new KiwoomSourceEnumerator(ofContext, settings, state, nanoTime::get);
        starting.start();
        return starting;
    }

    private void register(int subtask) {
        context.register(subtask);
        enumerator.addReader(subtask);
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    private void report(int subtask, String appKeyId, SessionState state, String... silent) {
        enumerator.handleSourceEvent(subtask, report(appKeyId, state, false, false, silent));
    }

    private static Report report(
            String appKeyId, SessionState state, boolean refused, boolean pollsRefused, String... silent) {
        return new Report(
                appKeyId, state, refused, pollsRefused, new ArrayList<>(List.of(silent)), 1, 0, 11, 12, 4.5, 10_000);
    }

    private List<String> fetched() {
        return context.sent.stream()
                .map(Map.Entry::getValue)
                .filter(Fetches.class::isInstance)
                .flatMap(event -> ((Fetches) event).items().stream())
                .toList();
    }

    private static List<String> idsOf(List<KiwoomSplit> splits, Class<? extends KiwoomSplit> kind) {
        return splits.stream()
                .filter(kind::isInstance)
                .map(KiwoomSplit::appKeyId)
                .toList();
    }

    private static TreeSet<String> set(String... items) {
        return new TreeSet<>(Set.of(items));
    }

    private static KiwoomSplit session(String appKeyId, long revision, String... items) {
        return new KiwoomSplit.SessionSplit(appKeyId, revision, set(items));
    }

    private static KiwoomSplit poll(String appKeyId, long revision, String... items) {
        return new KiwoomSplit.PollSplit(appKeyId, revision, set(items));
    }

    private static Map.Entry<Integer, SourceEvent> items(int subtask, String appKeyId, long revision, String... items) {
        return Map.entry(subtask, new SessionItems(appKeyId, revision, List.of(items), List.of(), List.of(), Map.of()));
    }

    /** Of an item whose former reader was last heard at 11. */
    private static Map.Entry<Integer, SourceEvent> moved(
            int subtask, String appKeyId, long revision, String item, List<String> silent) {
        return Map.entry(
                subtask, new SessionItems(appKeyId, revision, List.of(item), List.of(), silent, Map.of(item, 11L)));
    }

    private static SessionItems quiet(String appKeyId, long revision, String item) {
        return new SessionItems(appKeyId, revision, List.of(item), List.of(item), List.of(), Map.of());
    }

    private static Map.Entry<Integer, SourceEvent> polls(int subtask, String appKeyId, long revision, String... items) {
        return Map.entry(subtask, new PollItems(appKeyId, revision, List.of(items)));
    }
}
