package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sise.connector.kiwoom.ItemDemand.Demanded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random events on the allocator and on sessions that do what it says, in virtual time: gateways that subscribe, unsubscribe and
 * die, a demand that lingers, lists and markets that change, sessions that are kicked, refused and reconnect, polls that are refused, readers that fail and stay away. After every
 * step the rules are checked, among them that a server's record follows the assignment in time.
 */
class AllocationModelTest {
    private static final boolean SOAK = Boolean.getBoolean("sise.soak");
    private static final int EPISODES = SOAK ? 200 : 20;
    private static final int EVENTS_PER_EPISODE = 5_000;

    private static final long STEP = 50;
    private static final long LINGER = 10_000;
    private static final long BETWEEN_REQUESTS = 250;
    private static final long WAIT = SlotAllocator.WAIT.toMillis();
    private static final long LEAD = SlotAllocator.LEAD.toMillis();
    private static final String MARKET_WIDE = "";

    @Test
    void followsDemandThroughWhateverHappens() {
        for (int seed = 1; seed <= EPISODES; seed++) {
            Model model = new Model(seed);
            try {
                model.run();
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("Episode with seed " + seed + " broke at " + model.now + " ms", broken);
            }
        }
    }

    /** Why an item is demanded, as the ledger of the job would know it. */
    private static final class Want {
        private final Set<Integer> gateways = new HashSet<>();
        private final int priority;
        private final long since;
        private long endsAt = Long.MAX_VALUE;

        private Want(int priority, long since) {
            this.priority = priority;
            this.since = since;
        }
    }

    /** A connection as Kiwoom's server and the reader see it. */
    private static final class Session {
        private final Random random;
        private final Set<String> server = new HashSet<>();
        private Registration registration = new Registration();
        private SessionState state = SessionState.WAITING;
        private boolean readerThere = true;
        private long nextAttemptAt;
        private long nextRequestAt;
        private long answerAt;
        private Registration.Request open;
        private Set<String> silent = new TreeSet<>();
        /** By when the server's record has to equal what is assigned. */
        private long dueAt;
        /** It was seen to, and nothing was sent or assigned since. */
        private boolean settled;
        /** What the reader last reported. */
        private SessionState reported;

        private boolean refused;
        private boolean reportedRefused;
        private long pollsRefusedUntil;
        private boolean reportedPollsRefused;
        /** A kick, a refusal or silence was reported, and no live session since. */
        private boolean out;
        /** The reader comes back at this time or somewhat later. */
        private long awayUntil;

        private long heardAt;
        private boolean unheard;

        private Session(Random random) {
            this.random = random;
        }

        private void desire(Set<String> items) {
            Set<String> all = new TreeSet<>(items);
            all.add(MARKET_WIDE);
            registration.desire(all);
        }

        private void disconnect(SessionState next, long reconnectAt) {
            state = next;
            settled = false;
            nextAttemptAt = reconnectAt;
            server.clear();
            silent.clear();
            open = null;
            registration.connectionLost();
        }

        private void step(long now) {
            if (open != null && now >= answerAt) {
                Registration.Request answered = open;
                open = null;
                assertThat(registration.acknowledged(answered.register(), AnswerClass.OK, now * 1_000_000))
                        .isEqualTo(Registration.Effect.DONE);
            }
            if (state != SessionState.LIVE || settled || now < nextRequestAt) {
                return;
            }
            Optional<Registration.Request> next = registration.next(now * 1_000_000);
            next.ifPresent(request -> {
                settled = false;
                assertThat(request.items()).isNotEmpty().hasSizeLessThanOrEqualTo(100);
                open = request;
                answerAt = now + STEP * (1 + random.nextInt(3));
                nextRequestAt = now + BETWEEN_REQUESTS;
                if (request.register()) {
                    server.addAll(request.items());
                } else {
                    server.removeAll(request.items());
                }
                assertThat(server.size()).isLessThanOrEqualTo(200);
            });
        }

        private int messagesTo(Set<String> assigned) {
            long coming = 1
                    + assigned.size()
                    - assigned.stream().filter(server::contains).count();
            long leaving =
                    server.stream().filter(item -> !assigned.contains(item)).count();
            return (int) ((coming + 99) / 100 + (leaving + 99) / 100) + (open == null ? 0 : 1);
        }

        private boolean serves(Set<String> assigned) {
            return server.size() == assigned.size() + 1 && server.containsAll(assigned) && server.contains(MARKET_WIDE);
        }
    }

    private static final class Model {
        private final Random random;
        private final List<String> appKeyIds;
        private final List<String> universe;
        private final boolean withSilence;
        private SlotAllocator allocator;
        private final Map<String, Session> sessions = new LinkedHashMap<>();
        private final Map<String, Want> wants = new HashMap<>();
        private final Set<String> sessionForbidden = new HashSet<>();
        /** Items that the feed does not serve. */
        private final Set<String> mute = new HashSet<>();
        /** The newest fetch of an item and until when the ledger shows it. */
        private final Map<String, Long> fetchAt = new HashMap<>();

        private final Map<String, Long> unanswered = new HashMap<>();
        private Map<String, Demanded> demand = Map.of();
        private boolean demandChanged = true;
        private boolean marketOpen = true;
        /** The next round is the first of its allocator, which takes all demand for old. */
        private boolean firstRound = true;

        private long now;

        private Map<String, String> sessionOf = new HashMap<>();
        private final Map<String, Long> demandedAt = new HashMap<>();

        private Model(long seed) {
            random = new Random(seed);
            appKeyIds = IntStream.rangeClosed(1, 1 + Math.min(random.nextInt(3), random.nextInt(3)))
                    .mapToObj(i -> "key" + i)
                    .toList();
            universe = List.copyOf(KiwoomSessionITCase.items(0, appKeyIds.size() * 200 + 100));
            withSilence = random.nextInt(4) == 0;
            allocator = new SlotAllocator(appKeyIds, SlotAllocator.SLOTS_PER_SESSION);
            for (String id : appKeyIds) {
                sessions.put(id, new Session(random));
                startReader(id, sessions.get(id));
            }
            if (withSilence) {
                universe.stream().filter(item -> random.nextInt(10) == 0).forEach(mute::add);
            }
        }

        private void run() {
            for (int event = 0; event < EVENTS_PER_EPISODE; event++) {
                happen();
                // Mostly a crowd at one moment, now and then a pause.
                pass(STEP * (random.nextInt(10) == 0 ? random.nextInt(5) : 0));
                if (random.nextInt(5_000) == 0) {
                    calmDown();
                }
            }
            // More than there are slots for, so that some have to wait, lead and win.
            subscribeMany(0, 2 * universe.size());
            calmDown();
            for (String item : List.copyOf(wants.keySet())) {
                IntStream.range(0, 3).forEach(gateway -> unsubscribe(gateway, item));
            }
            pass(LINGER + 2_000);
            assertThat(wants).isEmpty();
            assertThat(allocator.remembered()).isZero();
            sessions.forEach((id, session) -> {
                assertThat(allocator.session(id)).isEmpty();
                assertThat(allocator.quiet(id)).isEmpty();
                assertThat(allocator.polled(id)).isEmpty();
                assertThat(session.server).isSubsetOf(MARKET_WIDE);
            });
        }

        private void happen() {
            demandChanged = true;
            int gateway = random.nextInt(3);
            String item = universe.get(random.nextInt(universe.size()));
            Session session = sessions.get(appKeyIds.get(random.nextInt(appKeyIds.size())));
            int kind = random.nextInt(1_000);
            if (kind < 600) {
                subscribe(gateway, item);
            } else if (kind < 850) {
                unsubscribe(gateway, item);
            } else if (kind < 855) {
                flip(gateway, item);
            } else if (kind < 930) {
                fetchAt.put(item, now + 1);
                unanswered.put(item, now + 1);
            } else if (kind < 965) {
                if (!sessionForbidden.remove(item) && random.nextInt(3) == 0) {
                    sessionForbidden.add(item);
                }
            } else if (kind < 970) {
                wants.keySet().stream().toList().forEach(lost -> unsubscribe(gateway, lost));
            } else if (kind < 974) {
                session.disconnect(SessionState.KICKED, now + 3_000 + random.nextInt(12_000));
            } else if (kind < 980) {
                session.disconnect(SessionState.WAITING, now + 3_000 + random.nextInt(5_000));
            } else if (kind < 983) {
                restartReader(session);
            } else if (kind < 985) {
                marketOpen = !marketOpen;
            } else if (kind < 986) {
                restartEnumerator();
            } else if (kind < 990) {
                subscribeMany(gateway, 150);
            } else if (kind < 992) {
                session.refused = true;
                session.disconnect(SessionState.WAITING, now + 3_000 + random.nextInt(12_000));
            } else if (kind < 994) {
                session.pollsRefusedUntil = now + random.nextInt(60_000);
            } else if (kind < 995) {
                loseReader(session);
                session.awayUntil = now + random.nextInt(25_000);
            }
        }

        private void subscribeMany(int gateway, int count) {
            demandChanged = true;
            for (int i = 0; i < count; i++) {
                subscribe(gateway, universe.get(random.nextInt(universe.size())));
            }
        }

        private void subscribe(int gateway, String item) {
            Want want = wants.computeIfAbsent(item, key -> new Want(random.nextInt(3), now));
            want.gateways.add(gateway);
            want.endsAt = Long.MAX_VALUE;
        }

        private void unsubscribe(int gateway, String item) {
            Want want = wants.get(item);
            if (want != null && want.gateways.remove(gateway) && want.gateways.isEmpty()) {
                want.endsAt = now + LINGER;
            }
        }

        /** Subscribe, unsubscribe, subscribe within one linger: the second demand is the first one still. */
        private void flip(int gateway, String item) {
            subscribe(gateway, item);
            Want want = wants.get(item);
            pass(random.nextInt(3) * STEP);
            unsubscribe(gateway, item);
            demandChanged = true;
            pass(random.nextInt(40) * STEP);
            subscribe(gateway, item);
            demandChanged = true;
            assertThat(wants.get(item)).isSameAs(want);
        }

        private void restartReader(Session session) {
            loseReader(session);
            if (random.nextBoolean()) {
                startReader(idOf(session), session);
            }
        }

        private void loseReader(Session session) {
            session.registration = new Registration();
            session.disconnect(SessionState.WAITING, now);
            session.readerThere = false;
            allocator.readerLost(idOf(session));
        }

        private void startReader(String appKeyId, Session session) {
            session.readerThere = true;
            session.refused = false;
            session.pollsRefusedUntil = now;
            session.heardAt = now;
            allocator.readerStarted(appKeyId);
            session.desire(allocator.session(appKeyId));
        }

        /** From its checkpoint: what the sessions hold stays, what it only remembered is gone. */
        private void restartEnumerator() {
            TreeMap<String, SortedSet<String>> ofSessions = new TreeMap<>();
            TreeMap<String, SortedSet<String>> ofPolls = new TreeMap<>();
            for (String id : appKeyIds) {
                ofSessions.put(id, new TreeSet<>(allocator.session(id)));
                ofPolls.put(id, new TreeSet<>(allocator.polled(id)));
            }
            allocator = new SlotAllocator(appKeyIds, SlotAllocator.SLOTS_PER_SESSION);
            allocator.restore(new KiwoomEnumeratorState(1, ofSessions, ofPolls, new TreeMap<>()), now);
            sessions.forEach((id, session) -> {
                session.registration = new Registration();
                session.disconnect(SessionState.WAITING, now);
                session.out = false;
                session.reportedRefused = false;
                session.reportedPollsRefused = false;
                session.unheard = false;
                startReader(id, session);
            });
            // A fetch that the ledger still shows is asked for again.
            unanswered.putAll(fetchAt);
            firstRound = true;
        }

        private String idOf(Session session) {
            return sessions.entrySet().stream()
                    .filter(entry -> entry.getValue() == session)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
        }

        private void pass(long duration) {
            for (long end = now + duration; now < end; ) {
                now += STEP;
                sessions.forEach(this::step);
                if (now % 100 == 0) {
                    round();
                }
                sessions.forEach(this::check);
            }
        }

        private void step(String id, Session session) {
            if (!session.readerThere && now >= session.awayUntil && random.nextInt(20) == 0) {
                startReader(id, session);
            }
            if (session.readerThere && session.state == SessionState.KICKED && now >= session.nextAttemptAt) {
                session.state = SessionState.LOGGING_IN;
                session.nextAttemptAt = now + 1_000;
            } else if (session.readerThere && session.state != SessionState.LIVE && now >= session.nextAttemptAt) {
                session.state = SessionState.LIVE;
                session.refused = false;
                session.nextRequestAt = now;
                session.dueAt = now + due(session.messagesTo(allocator.session(id)));
            }
            session.step(now);
            if (now % 1_000 == 0 && session.readerThere) {
                session.silent = session.server.stream().filter(mute::contains).collect(Collectors.toSet());
            }
            if (session.readerThere && (now % 1_000 == 0 || session.state != session.reported)) {
                session.reported = session.state;
                session.reportedRefused = session.refused;
                session.reportedPollsRefused = session.pollsRefusedUntil > now;
                session.heardAt = now;
                session.unheard = false;
                session.out = session.state != SessionState.LIVE
                        && (session.out || session.refused || session.state == SessionState.KICKED);
                allocator.report(new KiwoomSourceEvents.Report(
                        id,
                        session.state,
                        session.refused,
                        session.reportedPollsRefused,
                        new ArrayList<>(session.silent),
                        0,
                        0,
                        now,
                        0,
                        4,
                        0));
            }
        }

        private static long due(int messages) {
            return messages * BETWEEN_REQUESTS + 1_000;
        }

        private void round() {
            demandChanged |= wants.values().removeIf(want -> want.endsAt <= now);
            demandChanged |= fetchAt.values().removeIf(at -> at + 10_000 <= now);
            if (demandChanged) {
                demand = demand();
                demandedAt.keySet().retainAll(firstRound ? Set.of() : wants.keySet());
                long since = firstRound ? now - WAIT : now;
                wants.keySet().forEach(item -> demandedAt.putIfAbsent(item, since));
                demandChanged = false;
                firstRound = false;
            }
            tellWhoIsUnheard();
            SlotAllocator.Round round = allocator.allocate(demand, now);
            checkFetches(round);
            for (String id : round.sessions()) {
                Session session = sessions.get(id);
                session.settled = false;
                session.dueAt = now + due(session.messagesTo(allocator.session(id)));
                if (session.readerThere) {
                    session.desire(allocator.session(id));
                }
            }
            if (!round.sessions().isEmpty() || !round.polls().isEmpty()) {
                checkAssignment();
            }
        }

        private void tellWhoIsUnheard() {
            List<String> unheard = appKeyIds.stream()
                    .filter(id -> now - sessions.get(id).heardAt >= 10_000)
                    .toList();
            if (unheard.size() < appKeyIds.size()) {
                unheard.forEach(id -> {
                    allocator.unheard(id);
                    sessions.get(id).unheard = true;
                    sessions.get(id).out = true;
                });
            }
        }

        private boolean canPoll(String id) {
            Session session = sessions.get(id);
            return !session.reportedRefused && !session.reportedPollsRefused && !session.unheard;
        }

        /** Its session is silent on the item, and the reader of that cannot poll, while another can. */
        private boolean isLeftAlone(String item, String id) {
            return allocator.silent(id).contains(item)
                    && !canPoll(id)
                    && appKeyIds.stream().anyMatch(this::canPoll);
        }

        private Map<String, Demanded> demand() {
            Map<String, Demanded> next = new HashMap<>();
            fetchAt.forEach((item, at) -> next.put(item, new Demanded(9, at, true, marketOpen, at, true)));
            wants.forEach((item, want) -> next.put(
                    item,
                    new Demanded(
                            want.priority,
                            want.since,
                            !sessionForbidden.contains(item),
                            marketOpen,
                            fetchAt.getOrDefault(item, 0L),
                            false)));
            return next;
        }

        /** Every fetch once, and beside them only what nobody polls. */
        private void checkFetches(SlotAllocator.Round round) {
            unanswered.keySet().retainAll(fetchAt.keySet());
            Set<String> asked = new HashSet<>();
            round.fetches()
                    .forEach((id, items) -> items.forEach(item -> {
                        rule(sessions.get(id).readerThere, "nobody can ask for", item);
                        rule(asked.add(item), "asked for at once twice", item);
                        boolean firstPoll = !demand.get(item).once()
                                && (!marketOpen
                                        || appKeyIds.stream()
                                                .anyMatch(key -> !canPoll(key)
                                                        && allocator
                                                                .session(key)
                                                                .contains(item)));
                        rule(unanswered.remove(item) != null || firstPoll, "nobody wants", item);
                    }));
            if (sessions.values().stream().anyMatch(session -> session.readerThere)) {
                assertThat(unanswered).isEmpty();
            }
        }

        private void checkAssignment() {
            Map<String, String> next = new HashMap<>();
            Map<String, String> pollerOf = new HashMap<>();
            for (String id : appKeyIds) {
                assertThat(allocator.session(id).size()).isLessThanOrEqualTo(199);
                rule(!sessions.get(id).out || allocator.session(id).isEmpty(), "out, and yet has items", id);
                rule(
                        canPoll(id)
                                || allocator.polled(id).isEmpty()
                                || appKeyIds.stream().noneMatch(this::canPoll),
                        "cannot poll, and yet has items",
                        id);
                for (String item : allocator.session(id)) {
                    rule(next.put(item, id) == null, "in two sessions", item);
                    rule(demand.get(item).sessionAllowed() && !demand.get(item).once(), "may not have a slot", item);
                }
                rule(
                        allocator.quiet(id).equals(marketOpen ? Set.of() : allocator.session(id)),
                        "quiet is not right",
                        id);
                for (String item : allocator.polled(id)) {
                    rule(pollerOf.put(item, id) == null, "polled twice", item);
                    rule(demand.containsKey(item), "polled for nobody", item);
                }
            }
            demand.forEach((item, demanded) -> {
                boolean isServed = next.containsKey(item) && !isLeftAlone(item, next.get(item));
                boolean polls = !demanded.once() && demanded.pollAllowed() && !isServed;
                rule(pollerOf.containsKey(item) == polls, "polled or not, wrongly", item);
            });
            checkMoves(next);
            sessionOf = next;
        }

        /** Nobody moves, nobody comes early, and who keeps its right to a slot loses it only to one that led for long. */
        private void checkMoves(Map<String, String> next) {
            int displaced = 0;
            int patient = 0;
            for (Map.Entry<String, String> before : sessionOf.entrySet()) {
                Demanded demanded = demand.get(before.getKey());
                boolean entitled = demanded != null
                        && !demanded.once()
                        && demanded.sessionAllowed()
                        && !sessions.get(before.getValue()).out;
                String after = next.get(before.getKey());
                displaced += entitled && after == null ? 1 : 0;
                rule(!entitled || after == null || after.equals(before.getValue()), "moved", before.getKey());
            }
            for (String item : next.keySet()) {
                if (!sessionOf.containsKey(item)) {
                    long age = now - demandedAt.get(item);
                    rule(age >= WAIT, "did not wait", item);
                    patient += age >= WAIT + LEAD ? 1 : 0;
                }
            }
            assertThat(displaced).isLessThanOrEqualTo(patient);
        }

        /** Plain, because it is asked some hundred million times in a soak. */
        private static void rule(boolean holds, String broken, String item) {
            if (!holds) {
                throw new AssertionError(item + ": " + broken);
            }
        }

        private void check(String id, Session session) {
            if (session.state == SessionState.LIVE && session.readerThere && !session.settled && now > session.dueAt) {
                if (!session.serves(allocator.session(id))) {
                    fail(
                            "%s: the server has %s, but assigned is %s",
                            id, new TreeSet<>(session.server), allocator.session(id));
                }
                session.settled = true;
            }
        }

        /** Nothing happens for so long that every kick, wait and lead is over: now the best have the slots. */
        private void calmDown() {
            pass(30_000 + WAIT + LEAD + 2_000);
            assertThat(sessions.values()).allMatch(session -> session.state == SessionState.LIVE);
            // What the feed turns out not to serve loses its slot at any time, so a change may just be on its way.
            sessions.forEach((id, session) -> assertThat(
                            withSilence && now <= session.dueAt || session.serves(allocator.session(id)))
                    .isTrue());
            if (withSilence) {
                return;
            }
            Set<String> best = wants.entrySet().stream()
                    .filter(entry -> !sessionForbidden.contains(entry.getKey()))
                    .sorted(Comparator.<Map.Entry<String, Want>>comparingInt(entry -> entry.getValue().priority)
                            .thenComparingLong(entry -> entry.getValue().since)
                            .thenComparing(Map.Entry::getKey))
                    .limit(199L * appKeyIds.size())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            Set<String> served = new HashSet<>();
            appKeyIds.forEach(id -> served.addAll(allocator.session(id)));
            assertThat(served).isEqualTo(best);
        }
    }
}
