package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sise.simulator.KiwoomSimulator;
import dev.sise.simulator.LogEntry;
import dev.sise.testkit.FlinkCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The source in jobs on an embedded cluster, against a simulator. */
@Timeout(120)
class KiwoomSourceITCase {
    private static final Queue<KiwoomEvent> EVENTS = new ConcurrentLinkedQueue<>();
    private static final AtomicBoolean FAIL_NEXT = new AtomicBoolean();
    private static final Duration LOOK = Duration.ofMillis(50);
    private static FlinkCluster cluster;

    private final String demandName = UUID.randomUUID().toString();
    private final TestDemand demand = TestDemand.named(demandName);
    private final TestHealth health = TestHealth.named(demandName);
    private String secretOfTwo = "secret";
    private KiwoomSimulator simulator;
    private JobID job;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startCluster() {
        // A slow machine takes longer than the ten seconds that nobody set.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        cluster = FlinkCluster.start(3);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
        ThreadLeaks.awaitNone();
    }

    @BeforeEach
    void start() {
        EVENTS.clear();
        FAIL_NEXT.set(false);
        simulator = KiwoomSimulator.builder()
                .appKey(appKey("one"), "secret")
                .appKey(appKey("two"), "secret")
                .messagesPerSecond(0)
                .callsPerSecond(200)
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        if (job != null && !cluster.miniCluster().getJobStatus(job).get().isTerminalState()) {
            cluster.miniCluster().cancelJob(job).get();
            await().until(() -> cluster.miniCluster().getJobStatus(job).get() == JobStatus.CANCELED);
        }
        await("the sockets are freed").until(() -> simulator.sessions() == 0);
        simulator.close();
        TestDemand.forget(demandName);
        TestHealth.forget(demandName);
        await("the reader's threads end").until(() -> ThreadLeaks.ownThreads().isEmpty());
    }

    @Test
    void servesWhatIsDemandedWhileItIsDemanded() throws Exception {
        demand.set(List.of("005930", "000660"));
        run(List.of("one"), 1, SavepointRestoreSettings.none());
        awaitRegistered("one", Set.of("005930", "000660"));

        simulator.push(KiwoomSessionITCase.trade("005930", "5"));
        await().until(() -> trades().size() == 1);

        demand.set(List.of("000660"));
        awaitRegistered("one", Set.of("000660"));
        demand.set(List.of("000660", "035420"));
        awaitRegistered("one", Set.of("000660", "035420"));
        simulator.push(KiwoomSessionITCase.trade("035420", "6"));

        await().until(() -> trades().size() == 2);
        assertThat(trades()).map(KiwoomEvent.Trade::item).containsExactly("005930", "035420");
        assertThat(EVENTS).map(event -> event.position().appKeyId()).containsOnly("one");
    }

    @Test
    void spreadsItemsOverItsAppKeysAndLeavesReadersWithoutSessionIdle() throws Exception {
        Set<String> items = KiwoomSessionITCase.items(0, 450);
        demand.set(items);
        run(List.of("one", "two"), 3, SavepointRestoreSettings.none());

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        registered("one").size() == 199 && registered("two").size() == 199);
        Set<String> served = new TreeSet<>(registered("one"));
        served.addAll(registered("two"));
        assertThat(served).isEqualTo(KiwoomSessionITCase.items(0, 398));
        for (String item : List.of("000000", "000001", "000397")) {
            simulator.push(KiwoomSessionITCase.trade(item, "5"));
        }
        await().until(() -> trades().size() == 3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void registersWhatACheckpointHoldsAtOnceAfterAFailure(boolean readersFailTogether) throws Exception {
        demand.set(KiwoomSessionITCase.items(0, 120));
        long began = Instant.now().toEpochMilli();
        run(List.of("one", "two"), 2, SavepointRestoreSettings.none(), readersFailTogether);
        await().until(() -> registered("one").size() == 60 && registered("two").size() == 60);
        Set<String> ofOne = registered("one");
        Set<String> ofTwo = registered("two");
        // The sink may still be starting when the sources have long registered.
        await().ignoreExceptions()
                .until(() -> cluster.miniCluster()
                                .triggerCheckpoint(job, CheckpointType.FULL)
                                .get()
                        >= 0);
        int logins = logins();

        // Nobody answers any more what is demanded: what is registered now comes from the checkpoint.
        demand.ready(false);
        FAIL_NEXT.set(true);
        simulator.push(KiwoomSessionITCase.trade(ofOne.iterator().next(), "5"));
        await().until(() -> !FAIL_NEXT.get());
        long failed = Instant.now().toEpochMilli();

        // Without an exchange between tasks only the failed reader starts again; the other's session is never touched.
        int expected = readersFailTogether ? 2 : 1;
        await().atMost(Duration.ofSeconds(10)).until(() -> logins() == logins + expected);
        awaitRegistered("one", ofOne);
        awaitRegistered("two", ofTwo);
        // What was sent while nobody listened is lost, and whoever reads on has to know.
        Set<String> interrupted = new TreeSet<>(ofOne);
        if (readersFailTogether) {
            interrupted.addAll(ofTwo);
        }
        await().until(() -> gaps().equals(interrupted));
        assertThat(emitted(KiwoomEvent.Gap.class)).allMatch(gap -> gap.since() >= began && gap.since() <= failed);

        // And then demand corrects it.
        demand.set(List.of("005930"));
        demand.ready(true);
        await().until(() -> registered("one").size() + registered("two").size() == 1);
        simulator.push(KiwoomSessionITCase.trade("005930", "6"));
        await().until(() -> EVENTS.stream()
                .anyMatch(event ->
                        event instanceof KiwoomEvent.Trade trade && trade.item().equals("005930")));
    }

    @Test
    void goesOnFromASavepointWithOtherAppKeysAndAnotherParallelism() throws Exception {
        demand.set(KiwoomSessionITCase.items(0, 60));
        run(List.of("one"), 1, SavepointRestoreSettings.none());
        awaitRegistered("one", KiwoomSessionITCase.items(0, 60));
        String savepoint = cluster.miniCluster()
                .stopWithSavepoint(job, folder.toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get();

        demand.set(KiwoomSessionITCase.items(0, 260));
        run(List.of("two", "one"), 2, SavepointRestoreSettings.forPath(savepoint));

        await().until(() -> registered("one").size() + registered("two").size() == 260);
        assertThat(registered("one")).containsAll(KiwoomSessionITCase.items(0, 60));
        await().until(() -> gaps().equals(KiwoomSessionITCase.items(0, 60)));
    }

    @Test
    void servesWithTheOtherAppKeyWhatARefusedOneWasMeantToServe() throws Exception {
        secretOfTwo = "not the secret";
        Map<String, ItemDemand.Demanded> demanded = new HashMap<>();
        KiwoomSessionITCase.items(0, 150)
                .forEach(item -> demanded.put(item, new ItemDemand.Demanded(0, 0, true, true, 0, false)));
        Set<String> withoutSlot = KiwoomSessionITCase.items(500, 550);
        withoutSlot.forEach(item -> demanded.put(item, new ItemDemand.Demanded(0, 0, false, true, 0, false)));
        demand.set(demanded);

        run(List.of("one", "two"), 2, SavepointRestoreSettings.none());

        awaitRegistered("one", KiwoomSessionITCase.items(0, 150));
        await().until(() -> polled().containsAll(withoutSlot));
        assertThat(registered("two")).isEmpty();
    }

    @Test
    void keepsTheAssignmentWhileDemandCannotBeRead() throws Exception {
        demand.set(List.of("005930"));
        run(List.of("one"), 1, SavepointRestoreSettings.none());
        awaitRegistered("one", Set.of("005930"));

        demand.failWith(new IllegalStateException("the demand is away, on purpose"));

        await().during(Duration.ofMillis(500)).until(() -> registered("one").equals(Set.of("005930")));
        demand.failWith(null);
        demand.set(List.of("000660"));
        awaitRegistered("one", Set.of("000660"));
    }

    @Test
    void keepsRunningWhenItsSessionIsKicked() throws Exception {
        demand.set(List.of("005930"));
        run(List.of("one"), 1, SavepointRestoreSettings.none());
        awaitRegistered("one", Set.of("005930"));

        simulator.kick(appKey("one"));

        await().until(() -> simulator.sessions() == 0);
        awaitRegistered("one", Set.of("005930"));
        assertThat(logins()).isEqualTo(2);
        await().until(() -> gaps().equals(Set.of("005930")));
        assertThat(cluster.miniCluster().getJobStatus(job).get()).isEqualTo(JobStatus.RUNNING);
        assertThat(demand.opened).hasValue(1);
    }

    @Test
    void pollsWhatHasNoSlotAndAnswersAFetch() throws Exception {
        Set<String> items = KiwoomSessionITCase.items(0, 250);
        demand.set(items);
        run(List.of("one"), 1, SavepointRestoreSettings.none());

        // Before any of them has its slot.
        await().until(() -> polled().containsAll(items));
        await().atMost(Duration.ofSeconds(20)).until(() -> registered("one").size() == 199);
        Set<String> held = registered("one");
        held.forEach(item -> simulator.push(KiwoomSessionITCase.trade(item, "5")));
        await().until(() -> trades().size() == 199);
        Set<String> overflow = new TreeSet<>(items);
        overflow.removeAll(held);
        // A round takes a second; what was asked for before the trades came is answered by then.
        await().pollInterval(Duration.ofMillis(1_300)).until(() -> {
            Set<String> ofThisRound = polled();
            EVENTS.clear();
            return ofThisRound.equals(overflow);
        });

        Map<String, ItemDemand.Demanded> withFetch = new HashMap<>(demand.current());
        withFetch.put("999999", new ItemDemand.Demanded(2, 0, true, true, 1, true));
        demand.set(withFetch);

        await().until(() -> polled().contains("999999"));
        assertThat(registered("one")).isEqualTo(held);
    }

    /**
     * Five hundred events of five gateways, of the list, of the network and of a rival process, while more is demanded than there
     * are slots, most of the time. Whenever it is quiet the simulator's record equals what is allocated, within the time the
     * messages need, and every slot is used; never is a message larger or a session fuller than Kiwoom allows.
     */
    @Test
    void convergesThroughFiveHundredRandomEvents() throws Exception {
        RandomEvents events = new RandomEvents(20_260_701);
        events.crowd();
        run(List.of("one", "two"), 2, SavepointRestoreSettings.none());
        events.settle();
        for (int event = 1; event <= 500; event++) {
            // The last of a hundred are changes of demand alone, or a pause after a kick would be part of the quiet.
            events.happen(event % 100 < 90);
            if (event % 100 == 0) {
                events.settle();
            } else {
                await().pollDelay(Duration.ofMillis(events.random.nextInt(20)))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> true);
            }
        }
        assertThat(events.kinds).hasSize(Event.values().length);
        // Their demand came back within each linger, and nobody goes before them.
        assertThat(simulator.registrations())
                .filteredOn(entry -> entry.name().equals("REMOVE"))
                .allSatisfy(entry -> assertThat(entry.items()).doesNotContainAnyElementsOf(RandomEvents.ALWAYS));
        assertThat(events.scarce).isGreaterThanOrEqualTo(4);
        events.end();
        assertThat(simulator.registrations()).allSatisfy(entry -> {
            assertThat(entry.returnCode()).isZero();
            assertThat(entry.items()).hasSizeLessThanOrEqualTo(100);
            assertThat(entry.registered()).hasSizeLessThanOrEqualTo(200);
        });
        assertThat(cluster.miniCluster().getJobStatus(job).get()).isEqualTo(JobStatus.RUNNING);
    }

    private enum Event {
        SUBSCRIBE,
        UNSUBSCRIBE,
        BACK_WITHIN_LINGER,
        BACK_AFTER_LINGER,
        GATEWAY_DIES,
        GATEWAY_COMES,
        LIST_CHANGES,
        CUT,
        KICK
    }

    /** Demand as gateways and the list make it, and what happens to sessions. */
    private final class RandomEvents {
        /** Of the highest priority, and never without demand for longer than a linger. */
        private static final Set<String> ALWAYS = Set.of("000600", "000601", "000602");

        private static final int GATEWAYS = 5;
        private static final int SLOTS = 2 * SlotAllocator.SLOTS_PER_SESSION;

        private final Random random;
        private final List<String> universe = List.copyOf(KiwoomSessionITCase.items(0, 600));
        private final List<Set<String>> gateways = new ArrayList<>();
        private final Set<String> withoutSession = new TreeSet<>();
        /** How often there was more demand than slots when it became quiet. */
        private int scarce;

        private final Set<Event> kinds = EnumSet.noneOf(Event.class);

        private RandomEvents(long seed) {
            random = new Random(seed);
            IntStream.range(0, GATEWAYS).forEach(i -> gateways.add(new TreeSet<>()));
        }

        private void crowd() {
            gateways.forEach(this::subscribeMany);
            tell();
        }

        private void subscribeMany(Set<String> gateway) {
            for (int i = 0; i < 150; i++) {
                gateway.add(anyItem());
            }
        }

        private String anyItem() {
            return universe.get(random.nextInt(universe.size()));
        }

        private void happen(boolean mayHitSessions) {
            int kind = random.nextInt(100);
            Set<String> gateway = gateways.get(random.nextInt(GATEWAYS));
            if (mayHitSessions && kind < 2) {
                note(Event.CUT);
                simulator.drop(appKey(random.nextBoolean() ? "one" : "two"));
            } else if (mayHitSessions && kind < 4) {
                note(Event.KICK);
                simulator.kick(appKey(random.nextBoolean() ? "one" : "two"));
            } else if (kind < 5) {
                note(Event.GATEWAY_DIES);
                gateway.clear();
            } else if (kind < 8) {
                note(Event.GATEWAY_COMES);
                subscribeMany(gateway);
            } else if (kind < 16) {
                note(Event.LIST_CHANGES);
                String item = anyItem();
                if (!withoutSession.remove(item)) {
                    withoutSession.add(item);
                }
            } else if (kind < 50) {
                note(Event.SUBSCRIBE);
                gateway.add(anyItem());
            } else {
                leave(gateway, kind);
            }
            tell();
        }

        private void leave(Set<String> gateway, int kind) {
            List<String> held = List.copyOf(gateway);
            if (kind < 60 || held.isEmpty()) {
                // While it lingers the demand is what it was, told once more.
                note(Event.BACK_WITHIN_LINGER);
                return;
            }
            String leaving = held.get(random.nextInt(held.size()));
            gateways.forEach(other -> other.remove(leaving));
            if (kind < 70) {
                note(Event.BACK_AFTER_LINGER);
                // Whether or not anybody has looked meanwhile.
                tell();
                gateway.add(leaving);
            } else {
                note(Event.UNSUBSCRIBE);
            }
        }

        private void note(Event event) {
            kinds.add(event);
        }

        private Set<String> wanted() {
            Set<String> all = new TreeSet<>(ALWAYS);
            gateways.forEach(all::addAll);
            return all;
        }

        private void tell() {
            Map<String, ItemDemand.Demanded> demanded = new HashMap<>();
            wanted().forEach(item -> demanded.put(
                    item,
                    new ItemDemand.Demanded(
                            ALWAYS.contains(item) ? 0 : 1 + item.hashCode() % 2,
                            Integer.parseInt(item) % 7,
                            !withoutSession.contains(item),
                            true,
                            0,
                            false)));
            demand.set(demanded);
        }

        /** From now on it is quiet. */
        private void settle() {
            Set<String> allowed = wanted();
            allowed.removeAll(withoutSession);
            int expected = Math.min(SLOTS, allowed.size());
            scarce += allowed.size() > SLOTS ? 1 : 0;
            // A cut or a kick may be some seconds old.
            await().atMost(Duration.ofSeconds(10)).until(() -> simulator.sessions() == 2);
            Set<String> before = registeredByAll();
            long coming =
                    allowed.stream().filter(item -> !before.contains(item)).count();
            long leaving =
                    before.stream().filter(item -> !allowed.contains(item)).count();
            long messages = 2 + (Math.min(coming, SLOTS) + 99) / 100 + (leaving + 99) / 100;
            Duration due = SlotAllocator.WAIT
                    .plus(SessionHarness.FAST.betweenRequests().multipliedBy(messages))
                    .plusSeconds(1);
            awaitWithin(due, () -> {
                Set<String> now = registeredByAll();
                return now.size() == expected && allowed.containsAll(now);
            });
            // It is told every five seconds.
            await().atMost(Duration.ofSeconds(12)).until(this::recordEqualsAllocation);
        }

        private boolean recordEqualsAllocation() {
            Set<String> rest = wanted();
            rest.removeAll(registeredByAll());
            Set<String> polled = new TreeSet<>();
            lastHealth().forEach(key -> polled.addAll(key.polled()));
            return polled.equals(rest)
                    && lastHealth().stream().allMatch(key -> key.registered().equals(registered(key.appKeyId())));
        }

        private List<KeyHealth> lastHealth() {
            return health.told.isEmpty() ? List.of() : health.told.get(health.told.size() - 1);
        }

        /** Nobody wants anything any more, and nothing is left. */
        private void end() {
            demand.set(Set.of());
            await().atMost(Duration.ofSeconds(10)).until(() -> registeredByAll().isEmpty());
            await().atMost(Duration.ofSeconds(12)).until(() -> lastHealth().stream()
                    .allMatch(key -> key.registered().isEmpty()
                            && key.polled().isEmpty()
                            && key.silent().isEmpty()));
        }
    }

    /** Within a time, to which is added what this machine kept the looks themselves waiting: it may have more to do than this test. */
    private static void awaitWithin(Duration due, BooleanSupplier condition) {
        long[] looks = {System.nanoTime(), 0};
        long begin = looks[0];
        await().atMost(due.multipliedBy(4)).pollInterval(LOOK).until(() -> {
            long now = System.nanoTime();
            looks[1] += Math.max(0, now - looks[0] - LOOK.multipliedBy(2).toNanos());
            looks[0] = now;
            if (condition.getAsBoolean()) {
                return true;
            }
            assertThat(Duration.ofNanos(now - begin - looks[1])).as("of quiet").isLessThan(due);
            return false;
        });
    }

    /** Every item registered in any session; one in two sessions at once is named twice. */
    private Set<String> registeredByAll() {
        Set<String> all = new TreeSet<>(registered("one"));
        registered("two").forEach(item -> all.add(all.contains(item) ? item + " twice" : item));
        return all;
    }

    /** Items of which polling brought a row, with a price or without, while it was what served them. */
    private static Set<String> polled() {
        Set<String> items = new TreeSet<>();
        emitted(KiwoomEvent.Quote.class).filter(row -> !row.bySession()).forEach(row -> items.add(row.item()));
        emitted(KiwoomEvent.NoQuote.class).filter(row -> !row.bySession()).forEach(row -> items.add(row.item()));
        return items;
    }

    private void run(List<String> appKeyIds, int parallelism, SavepointRestoreSettings restore) throws Exception {
        run(appKeyIds, parallelism, restore, false);
    }

    private void run(List<String> appKeyIds, int parallelism, SavepointRestoreSettings restore, boolean exchange)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMinutes(10));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        String theirSecret = secretOfTwo;
        KiwoomSource source = KiwoomSource.builder()
                .endpoint(new KiwoomEndpoint(simulator.restUri(), simulator.webSocketUri()))
                .appKeyIds(appKeyIds)
                .credentials(id -> new KiwoomCredentials(id, appKey(id), id.equals("two") ? theirSecret : "secret"))
                .demand(TestDemand.factory(demandName))
                .health(TestHealth.factory(demandName))
                .timings(SessionHarness.FAST)
                .callsPerSecond(200)
                .build();
        DataStream<KiwoomEvent> events = env.fromSource(source, WatermarkStrategy.noWatermarks(), "kiwoom")
                .uid("kiwoom");
        (exchange ? events.rebalance() : events)
                .map(event -> {
                    if (FAIL_NEXT.compareAndSet(true, false)) {
                        throw new IllegalStateException("a failure on purpose");
                    }
                    EVENTS.add(event);
                    return event;
                })
                .returns(KiwoomEvent.class)
                .uid("collect")
                .sinkTo(new DiscardingSink<>())
                .uid("discard");
        JobGraph graph = env.getStreamGraph().getJobGraph();
        graph.setSavepointRestoreSettings(restore);
        job = cluster.miniCluster().submitJob(graph).get().getJobID();
    }

    private void awaitRegistered(String appKeyId, Set<String> items) {
        await().atMost(Duration.ofSeconds(30)).until(() -> registered(appKeyId).equals(items));
    }

    private static List<KiwoomEvent.Trade> trades() {
        return emitted(KiwoomEvent.Trade.class).toList();
    }

    private static <E extends KiwoomEvent> Stream<E> emitted(Class<E> type) {
        return EVENTS.stream().filter(type::isInstance).map(type::cast);
    }

    /** Items whose feed was interrupted. */
    private static Set<String> gaps() {
        return emitted(KiwoomEvent.Gap.class).map(KiwoomEvent.Gap::item).collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> registered(String appKeyId) {
        return KiwoomSessionITCase.itemsOf(simulator, appKey(appKeyId));
    }

    private int logins() {
        return (int) simulator.log().stream()
                .filter(entry -> entry.direction() == LogEntry.Direction.RECEIVED
                        && entry.name().equals("LOGIN"))
                .count();
    }

    private static String appKey(String appKeyId) {
        return "app-key-" + appKeyId;
    }
}
