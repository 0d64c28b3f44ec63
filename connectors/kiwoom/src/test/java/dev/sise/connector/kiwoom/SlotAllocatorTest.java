package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.kiwoom.ItemDemand.Demanded;
import dev.sise.connector.kiwoom.SlotAllocator.Round;
import dev.sise.connector.kiwoom.SlotAllocator.Unallocated;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SlotAllocatorTest {
    private static final long WAIT = SlotAllocator.WAIT.toMillis();
    private static final long LEAD = SlotAllocator.LEAD.toMillis();

    private final Map<String, Demanded> demand = new HashMap<>();
    private SlotAllocator allocator = allocator(3, "one");
    private Round last;
    /** What reports say of the last frame. */
    private long frameAt = 1_000;
    /** Milliseconds of a clock that may well be negative. */
    private long now = -5_000_000;

    @Test
    void givesSlotsByPriorityThenAgeThenCode() {
        want("E", 2, 0);
        want("D", 1, 5);
        want("C", 1, 5);
        want("B", 1, 4);
        want("A", 1, 6);
        round();

        assertThat(allocator.session("one")).containsExactly("B", "C", "D");
        assertThat(allocator.polled("one")).containsExactly("A", "E");
    }

    @Test
    void givesASlotAfterThreeSecondsOfDemandAndPollsBefore() {
        round();
        want("A", 2, 0);
        round();
        assertThat(allocator.session("one")).isEmpty();
        assertThat(allocator.polled("one")).containsExactly("A");
        assertThat(allocator.counts().unallocated()).containsOnly(Map.entry(Unallocated.WAITING, 1));

        pass(WAIT - 1);
        assertThat(allocator.session("one")).isEmpty();
        pass(1);
        assertThat(allocator.session("one")).containsExactly("A");
        assertThat(allocator.polled("one")).isEmpty();
        assertThat(last.sessions()).containsExactly("one");
        assertThat(last.polls()).containsExactly("one");
    }

    @Test
    void countsTheWaitAnewForDemandThatCameBack() {
        round();
        want("A", 2, 0);
        round();
        pass(WAIT - 1);
        demand.clear();
        pass(1);
        want("A", 2, 0);
        pass(WAIT);
        assertThat(allocator.session("one")).isEmpty();
        pass(WAIT);
        assertThat(allocator.session("one")).containsExactly("A");
    }

    @Test
    void leavesOutWhatMayNotHaveASlotAndPollsWhatMayBePolled() {
        demand.put("polled", new Demanded(0, 0, false, true, 0, false));
        demand.put("fetched", new Demanded(0, 0, true, true, 7, true));
        demand.put("served", new Demanded(9, 9, true, true, 0, false));
        round();

        assertThat(allocator.session("one")).containsExactly("served");
        assertThat(allocator.polled("one")).containsExactly("polled");
        assertThat(allocator.counts().unallocated()).containsOnly(Map.entry(Unallocated.NOT_ALLOWED, 1));
        assertThat(allocator.counts().demanded()).isEqualTo(2);
    }

    @Test
    void takesASlotFromTheWorstOnlyAfterTheChallengerLedForHalfAMinute() {
        want("A", 1, 0);
        want("B", 2, 0);
        want("C", 2, 1);
        round();
        want("better", 0, 9);
        want("worse", 3, 0);
        pass(0);
        pass(WAIT);
        assertThat(allocator.counts().unallocated()).containsOnly(Map.entry(Unallocated.NO_SLOT, 2));
        pass(LEAD - 1);
        assertThat(allocator.session("one")).containsExactly("A", "B", "C");
        pass(1);

        assertThat(allocator.session("one")).containsExactly("A", "B", "better");
        assertThat(allocator.polled("one")).containsExactly("C", "worse");
    }

    @Test
    void startsTheHalfMinuteAnewWhenTheLeadIsLostInBetween() {
        want("A", 1, 0);
        want("B", 1, 1);
        want("C", 1, 2);
        round();
        want("better", 0, 9);
        pass(0);
        pass(WAIT);
        pass(LEAD - 1);
        want("better", 5, 9);
        pass(0);
        want("better", 0, 9);
        pass(LEAD - 1);
        assertThat(allocator.session("one")).containsExactly("A", "B", "C");
        pass(LEAD);
        assertThat(allocator.session("one")).containsExactly("A", "B", "better");
    }

    @Test
    void givesAFreedSlotAtOnceToTheBestThatWaits() {
        want("A", 1, 0);
        want("B", 1, 1);
        want("C", 1, 2);
        want("D", 1, 3);
        want("E", 1, 4);
        round();
        demand.remove("A");
        round();

        assertThat(allocator.session("one")).containsExactly("B", "C", "D");
    }

    @Test
    void keepsAnItemInItsSessionWhateverComesAndGoes() {
        allocator = allocator(2, "one", "two");
        want("A", 5, 5);
        want("B", 5, 6);
        want("C", 5, 7);
        round();
        String ofA = sessionOf("A");
        String ofC = sessionOf("C");
        demand.remove("B");
        want("A", 9, 9);
        want("C", 9, 9);
        want("D", 0, 0);
        want("E", 0, 1);
        pass(0);
        pass(WAIT);
        assertThat(sessionOf("A")).isEqualTo(ofA);
        assertThat(sessionOf("C")).isEqualTo(ofC);
        assertThat(sessionOf("D")).isNotNull();
        assertThat(sessionOf("E")).isNotNull();
    }

    @Test
    void fillsLiveSessionsFirstAndAmongThemTheEmptiest() {
        allocator = allocator(199, "one", "two", "three");
        report("two", SessionState.LIVE, List.of(), 4);
        report("three", SessionState.LIVE, List.of(), 4);
        KiwoomSessionITCase.items(0, 410).forEach(item -> want(item, 0, 0));
        round();

        assertThat(allocator.session("two")).hasSize(199);
        assertThat(allocator.session("three")).hasSize(199);
        assertThat(allocator.session("one")).hasSize(12);
    }

    @Test
    void putsSilentItemsBehindAllOthersWhileSlotsAreScarce() {
        want("A", 0, 0);
        want("B", 1, 0);
        want("C", 1, 1);
        round();
        silent("A");
        pass(LEAD * 3);
        assertThat(allocator.session("one")).containsExactly("A", "B", "C");

        want("D", 9, 0);
        pass(0);
        pass(WAIT);
        pass(LEAD);
        assertThat(allocator.session("one")).containsExactly("B", "C", "D");
        assertThat(allocator.counts().unallocated()).containsOnly(Map.entry(Unallocated.SILENT, 1));
        assertThat(allocator.counts().silent()).isEqualTo(1);

        // The reader does not know it any more; the memory of its silence keeps it from coming back.
        silent();
        pass(LEAD);
        pass(LEAD);
        assertThat(allocator.session("one")).containsExactly("B", "C", "D");

        demand.remove("B");
        round();
        assertThat(allocator.session("one")).containsExactly("A", "C", "D");
        // The reader is told, and until it has said so itself it has nothing to say about the end of it.
        assertThat(allocator.silent("one")).containsExactly("A");
        silent();
        round();
        assertThat(allocator.counts().silent()).isEqualTo(1);
        silent("A");
        silent();
        round();
        assertThat(allocator.counts().silent()).isZero();
        assertThat(allocator.silent("one")).isEmpty();
    }

    @Test
    void tellsAReaderThatStartsAnewWhichItemsAreSilent() {
        want("A", 0, 0);
        round();
        silent("A");
        started("one");
        silent();
        assertThat(allocator.silent("one")).containsExactly("A");
        silent("A");
        silent();
        assertThat(allocator.silent("one")).isEmpty();
    }

    @Test
    void believesThatSilenceEndedOnlyOfALiveSession() {
        want("A", 0, 0);
        round();
        silent("A");
        report("one", SessionState.WAITING, List.of(), 4);
        round();
        assertThat(allocator.counts().silent()).isEqualTo(1);
        silent();
        round();
        assertThat(allocator.counts().silent()).isZero();
    }

    @Test
    void takesAllSlotsOfAKickedSessionUntilItIsLiveAgain() {
        allocator = allocator(2, "one", "two");
        live("one");
        live("two");
        want("A", 0, 0);
        want("B", 1, 0);
        want("C", 1, 1);
        round();
        Set<String> ofTwo = new TreeSet<>(allocator.session("two"));
        report("one", SessionState.KICKED, List.of(), 4);
        round();

        // Room is used at once; for more, what the kick displaced has to lead as any other.
        assertThat(allocator.session("one")).isEmpty();
        assertThat(allocator.session("two")).hasSize(2).containsAll(ofTwo);
        assertThat(polled()).hasSize(1);

        for (SessionState state : List.of(SessionState.WAITING, SessionState.CONNECTING, SessionState.LOGGING_IN)) {
            report("one", state, List.of(), 4);
            pass(LEAD);
            assertThat(allocator.session("one")).isEmpty();
        }
        live("one");
        round();
        assertThat(allocator.session("one")).hasSize(1);
        assertThat(polled()).isEmpty();
    }

    @Test
    void handsEverythingOnOfAnAppKeyThatIsRefusedForGoodAndTakesItBackWhenItWorks() {
        allocator = allocator(2, "one", "two");
        live("one");
        live("two");
        for (String item : List.of("A", "B", "C")) {
            want(item, 0, 0);
        }
        demand.put("P", new Demanded(0, 0, false, true, 0, false));
        demand.put("Q", new Demanded(0, 0, false, true, 0, false));
        round();
        assertThat(allocator.polled("one")).isNotEmpty();
        String kept = allocator.session("two").first();
        refused("one");
        round();

        assertThat(allocator.session("one")).isEmpty();
        assertThat(allocator.session("two")).hasSize(2).contains(kept);
        assertThat(allocator.polled("one")).isEmpty();
        assertThat(allocator.polled("two")).hasSize(3).contains("P", "Q");

        // The next attempt does not help yet.
        report("one", SessionState.CONNECTING, true, List.of(), 4);
        want("D", 0, 0);
        round();
        pass(WAIT);
        assertThat(allocator.session("one")).isEmpty();
        assertThat(allocator.polled("one")).isEmpty();

        Set<String> moved = new TreeSet<>(allocator.session("two"));
        live("one");
        round();
        assertThat(allocator.session("one")).hasSize(2);
        // What was moved stays where it is.
        assertThat(allocator.session("two")).isEqualTo(moved);
        assertThat(allocator.polled("two")).containsExactly("P", "Q");
    }

    @Test
    void leavesThePollsWithTheOnlyAppKeyThoughItIsRefused() {
        live("one");
        want("A", 0, 0);
        demand.put("P", new Demanded(0, 0, false, true, 0, false));
        round();
        refused("one");
        round();
        assertThat(allocator.session("one")).isEmpty();
        assertThat(allocator.polled("one")).containsExactly("A", "P");

        live("one");
        round();
        assertThat(allocator.session("one")).containsExactly("A");
        assertThat(allocator.polled("one")).containsExactly("P");
    }

    @Test
    void handsEverythingOnOfAnAppKeyWhoseReaderIsUnheardOf() {
        allocator = allocator(2, "one", "two");
        started("one");
        started("two");
        live("one");
        live("two");
        want("A", 0, 0);
        demand.put("P", new Demanded(0, 0, false, true, 0, false));
        demand.put("Q", closed(0));
        round();
        String ofA = sessionOf("A");
        String other = ofA.equals("one") ? "two" : "one";
        String ofP = allocator.polled("one").contains("P") ? "one" : "two";
        allocator.unheard(ofA);
        allocator.unheard(ofP);
        round();
        if (!ofA.equals(ofP)) {
            live(ofP);
            round();
        }
        assertThat(sessionOf("A")).isEqualTo(other);
        assertThat(allocator.polled(ofA)).isEmpty();
        assertThat(allocator.polled(other)).containsExactly("P");

        // It is heard again, and gets polls from now on, but no slot before its session is live.
        report(ofA, SessionState.CONNECTING, List.of(), 4);
        for (String item : List.of("B", "C", "D")) {
            want(item, 0, 0);
        }
        round();
        pass(WAIT);
        assertThat(allocator.session(ofA)).isEmpty();
        assertThat(allocator.polled(ofA)).isNotEmpty();
        live(ofA);
        round();
        assertThat(allocator.session(ofA)).isNotEmpty();
    }

    @Test
    void asksAnotherForWhatARefusedAppKeyWasAskedOnce() {
        allocator = allocator(0, "one", "two");
        started("one");
        started("two");
        live("one");
        live("two");
        demand.put("A", closed(0));
        round();
        assertThat(last.fetches()).containsOnlyKeys("one");
        refused("one");
        round();
        assertThat(last.fetches()).isEqualTo(Map.of("two", List.of("A")));
    }

    @Test
    void handsOnThePollsThatAreRefusedForGoodAndLeavesTheSession() {
        allocator = allocator(1, "one", "two");
        started("one");
        started("two");
        live("one");
        live("two");
        want("A", 0, 0);
        want("B", 0, 1);
        demand.put("P", new Demanded(0, 0, false, true, 0, false));
        demand.put("Q", new Demanded(0, 0, false, true, 0, false));
        round();
        assertThat(allocator.session("one")).containsExactly("A");
        assertThat(allocator.polled("one")).hasSize(1);

        pollsRefused(true, List.of());
        round();
        assertThat(allocator.session("one")).containsExactly("A");
        assertThat(allocator.polled("one")).isEmpty();
        assertThat(allocator.polled("two")).containsExactly("P", "Q");
        // Its own reader may have asked for it in vain.
        assertThat(last.fetches()).isEqualTo(Map.of("two", List.of("A")));
        demand.put("A", new Demanded(0, 0, true, true, 5, false));
        round();
        assertThat(last.fetches()).isEqualTo(Map.of("two", List.of("A")));
        round();
        assertThat(last).isEqualTo(Round.NOTHING);

        pollsRefused(true, List.of("A"));
        round();
        assertThat(allocator.session("one")).containsExactly("A");
        assertThat(allocator.polled("two")).containsExactly("A", "P", "Q");
        pollsRefused(false, List.of("A"));
        round();
        assertThat(allocator.session("one")).containsExactly("A");
        assertThat(allocator.polled("two")).containsExactly("P", "Q");
        assertThat(last.fetches()).isEmpty();
    }

    @Test
    void keepsPollsThatAreRefusedForGoodWhereNoOtherAppKeyIsThere() {
        allocator = allocator(1, "one");
        started("one");
        live("one");
        want("A", 0, 0);
        demand.put("P", new Demanded(0, 0, false, true, 0, false));
        round();

        pollsRefused(true, List.of());
        round();

        // So source_health names them with a key that is refused, and whoever reads it knows that nobody serves them.
        assertThat(allocator.polled("one")).containsExactly("P");
        assertThat(allocator.session("one")).containsExactly("A");
        assertThat(last).isEqualTo(Round.NOTHING);
    }

    @Test
    void knowsUntilWhenAnItemWasServedThatMovesToAnotherSession() {
        allocator = allocator(2, "one", "two");
        live("one");
        want("A", 0, 0);
        round();
        frameAt = 5_000;
        live("one");
        assertThat(allocator.holes("one")).isEmpty();
        frameAt = 6_000;
        report("one", SessionState.KICKED, List.of(), 4);
        round();
        assertThat(allocator.session("two")).containsExactly("A");
        assertThat(allocator.holes("two")).isEqualTo(Map.of("A", 6_000L));

        // This session was never live: nothing was served in between.
        frameAt = 7_000;
        live("one");
        report("two", SessionState.KICKED, List.of(), 4);
        round();
        assertThat(allocator.holes("one")).isEqualTo(Map.of("A", 6_000L));
        frameAt = 8_000;
        live("one");
        started("one");
        assertThat(allocator.holes("one")).isEqualTo(Map.of("A", 8_000L));
    }

    @Test
    void knowsOfNoHoleWhereAnItemLostItsSlotToAnotherOrItsDemand() {
        allocator = allocator(1, "one");
        live("one");
        want("A", 1, 0);
        round();
        live("one");
        started("one");
        want("B", 0, 0);
        round();
        pass(WAIT);
        pass(LEAD);
        assertThat(allocator.session("one")).containsExactly("B");
        demand.remove("B");
        round();
        assertThat(allocator.session("one")).containsExactly("A");
        assertThat(allocator.holes("one")).isEmpty();
    }

    @Test
    void knowsUntilWhenTheItemsOfACheckpointWereServed() {
        allocator = allocator(2, "one", "two");
        TreeMap<String, SortedSet<String>> sessions = new TreeMap<>();
        sessions.put("one", new TreeSet<>(Set.of("A")));
        sessions.put("two", new TreeSet<>(Set.of("B")));
        allocator.restore(
                new KiwoomEnumeratorState(1, sessions, new TreeMap<>(), new TreeMap<>(Map.of("one", 5_000L))), 9_000);
        started("one");
        assertThat(allocator.holes("one")).isEqualTo(Map.of("A", 5_000L));
        assertThat(allocator.holes("two")).isEqualTo(Map.of("B", 9_000L));
        assertThat(allocator.lastFrameAt("one")).isEqualTo(5_000);
        live("two");
        assertThat(allocator.lastFrameAt("two")).isEqualTo(frameAt);
    }

    @Test
    void keepsTheItemsOfASessionThatMerelyReconnects() {
        live("one");
        want("A", 0, 0);
        round();
        for (SessionState state :
                List.of(SessionState.WAITING, SessionState.CONNECTING, SessionState.LOGGING_IN, SessionState.CLOSED)) {
            report("one", state, List.of(), 4);
            pass(LEAD);
            assertThat(allocator.session("one")).containsExactly("A");
            assertThat(last.sessions()).isEmpty();
        }
    }

    @Test
    void followsAListThatAllowsAndForbidsSessions() {
        want("A", 0, 0);
        round();
        demand.put("A", new Demanded(0, 0, false, true, 0, false));
        round();
        assertThat(allocator.session("one")).isEmpty();
        assertThat(allocator.polled("one")).containsExactly("A");
        want("A", 0, 0);
        round();
        assertThat(allocator.session("one")).containsExactly("A");
    }

    @Test
    void spreadsPolledItemsByBudgetAndLeavesThemWhereTheyAre() {
        allocator = allocator(0, "one", "two");
        report("one", SessionState.LIVE, List.of(), 4);
        report("two", SessionState.LIVE, List.of(), 1);
        KiwoomSessionITCase.items(0, 100).forEach(item -> want(item, 0, 0));
        round();
        assertThat(allocator.polled("one")).hasSize(80);
        assertThat(allocator.polled("two")).hasSize(20);

        Set<String> ofTwo = new TreeSet<>(allocator.polled("two"));
        report("two", SessionState.LIVE, List.of(), 4);
        allocator.polled("one").stream().limit(70).toList().forEach(demand::remove);
        KiwoomSessionITCase.items(200, 210).forEach(item -> want(item, 0, 0));
        round();
        assertThat(allocator.polled("two")).isEqualTo(ofTwo);
        assertThat(allocator.polled("one")).hasSize(20);
        round();
        assertThat(last.polls()).isEmpty();
    }

    @Test
    void handsPolledItemsOnWhenAnAppKeyHasFarTooManyForLong() {
        allocator = allocator(0, "one", "two");
        TreeMap<String, SortedSet<String>> polls = new TreeMap<>();
        polls.put("one", new TreeSet<>(KiwoomSessionITCase.items(0, 1_000)));
        allocator.restore(new KiwoomEnumeratorState(3, new TreeMap<>(), polls, new TreeMap<>()), 1);
        KiwoomSessionITCase.items(0, 1_000).forEach(item -> want(item, 0, 0));
        round();
        pass(LEAD - 1);
        assertThat(allocator.polled("one")).hasSize(1_000);
        pass(1);
        assertThat(allocator.polled("one")).hasSize(500);
        assertThat(allocator.polled("two")).hasSize(500);

        // A moment of less budget moves nothing.
        report("one", SessionState.LIVE, List.of(), 1);
        pass(LEAD - 1);
        report("one", SessionState.LIVE, List.of(), 4);
        pass(1);
        pass(LEAD);
        assertThat(allocator.polled("one")).hasSize(500);
    }

    @Test
    void pollsNothingOfAClosedMarketButAsksOnceForNewDemand() {
        started("one");
        demand.put("A", closed(0));
        round();
        assertThat(last.fetches()).containsExactly(Map.entry("one", List.of("A")));
        assertThat(allocator.session("one")).containsExactly("A");
        assertThat(allocator.quiet("one")).containsExactly("A");
        assertThat(allocator.polled("one")).isEmpty();
        pass(WAIT);
        assertThat(last.fetches()).isEmpty();

        demand.put("B", closed(0));
        pass(100);
        assertThat(last.fetches()).containsExactly(Map.entry("one", List.of("B")));
        assertThat(allocator.polled("one")).isEmpty();

        want("A", 0, 0);
        want("B", 0, 0);
        pass(100);
        assertThat(allocator.quiet("one")).isEmpty();
        assertThat(last.sessions()).containsExactly("one");
        assertThat(allocator.polled("one")).containsExactly("B");
        assertThat(last.fetches()).isEmpty();
        demand.put("A", closed(0));
        demand.put("B", closed(0));
        pass(100);
        assertThat(last.fetches()).isEmpty();
        assertThat(allocator.polled("one")).isEmpty();
    }

    @Test
    void asksAgainForItemsOfAClosedMarketWhenTheReaderStartsAnew() {
        demand.put("A", closed(0));
        round();
        assertThat(last.fetches()).isEmpty();
        started("one");
        round();
        assertThat(last.fetches()).containsExactly(Map.entry("one", List.of("A")));
        allocator.readerLost("one");
        started("one");
        round();
        assertThat(last.fetches()).containsExactly(Map.entry("one", List.of("A")));
        round();
        assertThat(last.fetches()).isEmpty();
    }

    @Test
    void asksForEveryFetchExactlyOnceOfTheAppKeyThatServesTheItem() {
        allocator = allocator(1, "one", "two");
        started("one");
        started("two");
        want("A", 0, 0);
        want("B", 0, 1);
        want("C", 0, 2);
        round();
        assertThat(last.fetches()).isEmpty();

        String ofA = sessionOf("A");
        String ofC = allocator.polled("one").contains("C") ? "one" : "two";
        demand.put("A", new Demanded(0, 0, true, true, 1_000, false));
        demand.put("C", new Demanded(0, 2, true, true, 1_000, false));
        round();
        assertThat(last.fetches().get(ofA)).contains("A");
        assertThat(last.fetches().get(ofC)).contains("C");
        round();
        assertThat(last.fetches()).isEmpty();
        // The ledger forgets the row after a while, and an older one may show again.
        want("A", 0, 0);
        round();
        demand.put("A", new Demanded(0, 0, true, true, 999, false));
        round();
        assertThat(last.fetches()).isEmpty();
        demand.put("A", new Demanded(0, 0, true, true, 1_001, false));
        round();
        assertThat(last.fetches()).containsExactly(Map.entry(ofA, List.of("A")));
    }

    @Test
    void spreadsFetchesOfUndemandedItemsAndForgetsThem() {
        allocator = allocator(1, "one", "two", "away");
        started("one");
        started("two");
        round();
        KiwoomSessionITCase.items(0, 100).forEach(item -> demand.put(item, new Demanded(9, 0, true, true, 5, true)));
        pass(WAIT);
        assertThat(last.fetches()).containsOnlyKeys("one", "two");
        assertThat(last.fetches().get("one")).hasSize(50);
        assertThat(last.fetches().get("two")).hasSize(50);
        pass(WAIT);
        assertThat(last.fetches()).isEmpty();
        assertThat(last.sessions()).isEmpty();
        assertThat(last.polls()).isEmpty();
        demand.clear();
        round();
        assertThat(allocator.remembered()).isZero();
    }

    @Test
    void keepsAFetchUntilAReaderIsThereToBeAsked() {
        demand.put("A", new Demanded(9, 0, true, true, 5, true));
        round();
        assertThat(last.fetches()).isEmpty();
        started("one");
        round();
        assertThat(last.fetches()).containsExactly(Map.entry("one", List.of("A")));
    }

    @Test
    void servesAtOnceWhatACheckpointHoldsAndCorrectsItInTheFirstRound() {
        allocator = allocator(2, "one", "two");
        TreeMap<String, SortedSet<String>> sessions = new TreeMap<>();
        sessions.put("one", new TreeSet<>(Set.of("A", "B", "C")));
        sessions.put("two", new TreeSet<>(Set.of("A", "D")));
        sessions.put("gone", new TreeSet<>(Set.of("E")));
        TreeMap<String, SortedSet<String>> polls = new TreeMap<>();
        polls.put("one", new TreeSet<>(Set.of("D", "F")));
        allocator.restore(new KiwoomEnumeratorState(1, sessions, polls, new TreeMap<>()), 1);
        assertThat(allocator.session("one")).containsExactly("A", "B");
        assertThat(allocator.session("two")).containsExactly("D");
        assertThat(allocator.polled("one")).containsExactly("F");

        for (String item : List.of("B", "C", "E", "F")) {
            want(item, 0, 0);
        }
        round();
        assertThat(sessionOf("B")).isEqualTo("one");
        assertThat(sessionOf("C")).isNotNull();
        assertThat(sessionOf("E")).isNotNull();
        assertThat(sessionOf("A")).isNull();
        assertThat(allocator.polled("one")).isEmpty();
        assertThat(allocator.polled("two")).isEmpty();
        assertThat(sessionOf("F")).isNotNull();
    }

    @Test
    void saysNothingWhenNothingChanges() {
        started("one");
        want("A", 0, 0);
        demand.put("B", closed(3));
        demand.put("C", new Demanded(9, 0, true, true, 5, true));
        round();
        for (int i = 0; i < 10; i++) {
            pass(LEAD);
            assertThat(last).isEqualTo(new Round(Set.of(), Set.of(), Map.of()));
        }
    }

    @Test
    void goesOnWithTheSameDemandWhenTimeOrAReportChangesSomething() {
        live("one");
        for (String item : List.of("A", "B", "C")) {
            want(item, 1, 0);
        }
        allocator.allocate(Map.copyOf(demand), now);
        want("D", 0, 0);
        demand.put("E", new Demanded(9, 0, true, true, 5, true));
        Map<String, Demanded> same = Map.copyOf(demand);
        for (long end = now + WAIT + LEAD + 200; now < end; now += 100) {
            allocator.allocate(same, now);
        }
        assertThat(allocator.session("one")).containsExactly("A", "B", "D");

        started("one");
        assertThat(allocator.allocate(same, now).fetches()).containsExactly(Map.entry("one", List.of("E")));
        report("one", SessionState.KICKED, List.of(), 4);
        allocator.allocate(same, now);
        assertThat(allocator.session("one")).isEmpty();
        live("one");
        allocator.allocate(same, now);
        silent("A");
        for (long end = now + LEAD + 200; now < end; now += 100) {
            allocator.allocate(same, now);
        }
        assertThat(allocator.session("one")).containsExactly("B", "C", "D");
    }

    private static SlotAllocator allocator(int slots, String... appKeyIds) {
        return new SlotAllocator(List.of(appKeyIds), slots);
    }

    private static Demanded closed(long fetchAt) {
        return new Demanded(0, 0, true, false, fetchAt, false);
    }

    private void want(String item, int priority, long since) {
        demand.put(item, new Demanded(priority, since, true, true, 0, false));
    }

    private void round() {
        pass(0);
    }

    private void pass(long milliseconds) {
        now += milliseconds;
        last = allocator.allocate(Map.copyOf(demand), now);
    }

    private void started(String appKeyId) {
        allocator.readerStarted(appKeyId);
    }

    private void report(String appKeyId, SessionState state, List<String> silent, double callsPerSecond) {
        report(appKeyId, state, false, silent, callsPerSecond);
    }

    private void report(
            String appKeyId, SessionState state, boolean refused, List<String> silent, double callsPerSecond) {
        allocator.report(new KiwoomSourceEvents.Report(
                appKeyId, state, refused, false, new ArrayList<>(silent), 0, 0, frameAt, 0, callsPerSecond, 0));
    }

    private void pollsRefused(boolean refused, List<String> silent) {
        allocator.report(new KiwoomSourceEvents.Report(
                "one", SessionState.LIVE, false, refused, new ArrayList<>(silent), 0, 0, frameAt, 0, 4, 0));
    }

    private void refused(String appKeyId) {
        report(appKeyId, SessionState.WAITING, true, List.of(), 4);
    }

    private void live(String appKeyId) {
        report(appKeyId, SessionState.LIVE, List.of(), 4);
    }

    private void silent(String... items) {
        report("one", SessionState.LIVE, List.of(items), 4);
    }

    private String sessionOf(String item) {
        return List.of("one", "two").stream()
                .filter(id -> allocator.session(id).contains(item))
                .findFirst()
                .orElse(null);
    }

    private List<String> polled() {
        List<String> items = new ArrayList<>(allocator.polled("one"));
        items.addAll(allocator.polled("two"));
        return items;
    }
}
