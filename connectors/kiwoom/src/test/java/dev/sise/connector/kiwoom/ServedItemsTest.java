package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.kiwoom.PollSchedule.Purpose;
import dev.sise.connector.kiwoom.ServedItems.Hole;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What serves an item, in virtual time: what is polled and probed shows in the schedule. */
class ServedItemsTest {
    private static final Duration PROBE = Duration.ofSeconds(30);

    private long now;
    private final PollSchedule schedule = new PollSchedule(Duration.ofSeconds(10), PROBE, 4, now);
    private final ServedItems served = new ServedItems(schedule, PROBE);
    /** What the session itself has registered. */
    private final Set<String> registered = new TreeSet<>();

    @Test
    void pollsAnItemOfTheSessionFromTheFirstMomentUntilItsFirstTrade() {
        ofSession("A");

        assertThat(nextCall()).containsExactly("FIRST A");
        assertPlaced(1, 0);
        register("A");
        assertPlaced(1, 0);
        assertThat(served.awaitingCount()).isEqualTo(1);
        assertThat(served.isBySession("A")).isFalse();

        served.traded("A", 100, now);

        assertPlaced(0, 1);
        assertThat(served.awaitingCount()).isZero();
        assertThat(served.isBySession("A")).isTrue();
    }

    @Test
    void asksAtOnceForAnItemThatIsNewToPolling() {
        ofPolls("A");
        assertThat(nextCall()).containsExactly("FIRST A");
        ofPolls("A", "B");
        assertThat(nextCall()).containsExactly("FIRST B");
        ofPolls("A", "B");
        assertThat(nextCall()).isEmpty();
    }

    @Test
    void goesOnPollingAnItemThatIsGivenASlotWithoutAskingAnew() {
        ofPolls("A");
        nextCall();

        ofSession("A");
        ofPolls();

        assertThat(nextCall()).isEmpty();
        assertPlaced(1, 0);
    }

    @Test
    void neitherPollsNorProbesNorSeedsAQuietItemButAnswersNewDemand() {
        ofSession(List.of("A", "B"), List.of("A"), List.of(), Map.of());
        assertThat(nextCall()).containsExactly("FIRST A", "FIRST B");

        register("A", "B");

        assertThat(nextCall()).containsExactly("SEED B");
        assertPlaced(1, 0);
        served.traded("A", 1, now);
        served.traded("B", 1, now);
        assertPlaced(0, 1);
        ofSession("A", "B");
        assertPlaced(0, 2);
        assertThat(nextCall()).isEmpty();
    }

    @Test
    void findsAnItemSilentWhenItsVolumeMovedInTwoProbesWithoutATrade() {
        carried("A", 100);

        probe("A", 120);
        assertThat(served.silent()).isEmpty();
        probe("A", 120);
        assertThat(served.silent()).isEmpty();
        probe("A", 130);

        assertThat(served.silent()).containsExactly("A");
        assertThat(served.isBySession("A")).isFalse();
        assertPlaced(1, 0);
    }

    @Test
    void countsOnlyProbesSinceTheLastTrade() {
        carried("A", 100);
        probe("A", 120);

        served.traded("A", 125, now);
        probe("A", 130);
        probe("A", 130);
        assertThat(served.silent()).isEmpty();

        probe("A", 140);
        assertThat(served.silent()).containsExactly("A");
    }

    @Test
    void findsAnItemSilentThatNeverTradedOnTheFeed() {
        ofSession("A");
        register("A");

        // Polled every ten seconds; only every second or third of these is a probe.
        for (int i = 0; i <= 4; i++) {
            assertThat(served.silent()).isEmpty();
            now += TimeUnit.SECONDS.toNanos(10);
            served.answered("A", OptionalLong.of(100 + i), now);
        }

        assertThat(served.silent()).containsExactly("A");
        assertThat(served.awaitingCount()).isZero();
        assertPlaced(1, 0);
    }

    @Test
    void pollsAnItemFromTheStartThatIsKnownToBeSilentUntilItTrades() {
        ofSession(List.of("A", "B"), List.of(), List.of("A"), Map.of());
        register("A", "B");
        assertThat(served.silent()).containsExactly("A");
        assertPlaced(2, 0);
        served.traded("B", 100, now);
        assertPlaced(1, 1);

        served.traded("A", 100, now);
        assertThat(served.silent()).isEmpty();
        assertPlaced(0, 2);
        // What is told once more is older than the trade.
        ofSession(List.of("A", "B"), List.of(), List.of("A"), Map.of());
        assertThat(served.silent()).isEmpty();
    }

    @Test
    void marksTheGapOfAnItemThatAnotherSessionServedBefore() {
        ofSession("A", "B", "C");
        // A split that came first said nothing of it, and a later message says it once more.
        ofSession(List.of("A", "B", "C"), List.of(), List.of(), Map.of("A", 5_000L, "B", 6_000L));
        ofSession(List.of("A", "B", "C"), List.of(), List.of(), Map.of("A", 5_000L, "B", 6_000L));

        assertThat(register("A", "C")).containsExactly(new Hole("A", 5_000));
        assertThat(nextCall()).containsExactly("FIRST A", "FIRST B", "FIRST C");
        assertThat(nextCall()).isEmpty();

        ofSession(List.of("A", "B", "C"), List.of(), List.of(), Map.of("A", 5_000L, "B", 6_000L));
        assertThat(register("A", "B")).containsExactly(new Hole("B", 6_000));
        served.sessionLost(9_000, now);
        ofSession(List.of("A", "B", "C"), List.of(), List.of(), Map.of("A", 5_000L, "B", 6_000L));
        assertThat(register("A", "B", "C"))
                .containsExactlyInAnyOrder(new Hole("A", 9_000), new Hole("B", 9_000), new Hole("C", 9_000));
    }

    @Test
    void endsSilenceWithTheNextTrade() {
        silent("A");

        served.traded("A", 500, now);

        assertThat(served.silent()).isEmpty();
        assertThat(served.isBySession("A")).isTrue();
        assertPlaced(0, 1);
    }

    @Test
    void takesNeitherAnEmptyRowNorAStandingVolumeForSilence() {
        carried("A", 100);
        for (int i = 0; i < 10; i++) {
            now += PROBE.toNanos();
            served.answered("A", i % 2 == 0 ? OptionalLong.empty() : OptionalLong.of(100), now);
        }
        // A new day begins at zero.
        probe("A", 0);

        assertThat(served.silent()).isEmpty();
    }

    @Test
    void doesNotTakeFramesThatWereNotReadForSilence() {
        carried("A", 100);
        probe("A", 120);

        served.readingResumed();
        probe("A", 140);
        probe("A", 150);
        assertThat(served.silent()).isEmpty();

        probe("A", 160);
        assertThat(served.silent()).containsExactly("A");
    }

    @Test
    void pollsEverythingOfASessionThatIsLostAndSeedsAndMarksItWhenItIsBack() {
        carried("A", 100);
        carried("B", 100);
        ofSession("A", "B", "C");
        nextCalls();

        served.sessionLost(5_000, now);
        assertPlaced(3, 0);
        assertThat(served.isBySession("A")).isFalse();
        // Lost once more before it was registered: the hole began with the first loss.
        served.sessionLost(9_000, now);

        assertThat(register("A", "B", "C")).containsExactlyInAnyOrder(new Hole("A", 5_000), new Hole("B", 5_000));
        assertThat(nextCall()).containsExactly("SEED A", "SEED B", "SEED C");
        // What was carried before is carried still.
        assertPlaced(1, 2);
        assertThat(served.isBySession("A")).isTrue();
        assertThat(register("A")).isEmpty();
    }

    @Test
    void remembersSilenceOverAReconnect() {
        silent("A");

        served.sessionLost(1, now);
        register("A");

        assertThat(served.silent()).containsExactly("A");
        assertPlaced(1, 0);
    }

    @Test
    void marksNoGapForAnItemThatWasWithdrawnMeanwhile() {
        carried("A", 100);
        served.sessionLost(1, now);

        ofSession();
        ofSession("A");

        assertThat(register("A")).isEmpty();
    }

    @Test
    void knowsAnItemThatCameBackBeforeItWasRemovedAsRegistered() {
        carried("A", 100);

        ofSession();
        ofSession("A");

        served.traded("A", 200, now);
        assertThat(served.isBySession("A")).isTrue();
        served.unregistered(List.of("A"), now);
        assertThat(served.isBySession("A")).isFalse();
        assertPlaced(1, 0);
    }

    @Test
    void ignoresTradesOfItemsNobodyAskedFor() {
        served.traded("A", 1, now);
        served.answered("A", OptionalLong.of(1), now);

        assertThat(served.count()).isZero();
        assertThat(schedule.nextAt(now)).isEmpty();
    }

    @Test
    void holdsNothingWhenEverythingIsWithdrawn() {
        silent("A");
        carried("B", 1);
        ofPolls("C", "D");
        ofSession("B");
        served.sessionLost(1, now);

        ofSession();
        ofPolls();

        assertThat(served.count()).isZero();
        assertThat(served.silent()).isEmpty();
        assertPlaced(0, 0);
        assertThat(schedule.waitingCount()).isZero();
        assertThat(schedule.nextAt(now)).isEmpty();
    }

    private void ofSession(String... items) {
        ofSession(List.of(items), List.of(), List.of(), Map.of());
    }

    private void ofSession(Collection<String> items, List<String> quiet, List<String> silent, Map<String, Long> holes) {
        served.ofSession(
                new KiwoomSourceEvents.SessionItems("main", 1, items, quiet, silent, holes), registered::contains, now);
    }

    private void ofPolls(String... items) {
        served.ofPolls(List.of(items), now);
    }

    private List<Hole> register(String... items) {
        registered.addAll(List.of(items));
        return served.registered(List.of(items), now);
    }

    /** One more item of the session whose trades come. */
    private void carried(String item, long volume) {
        Set<String> all = new TreeSet<>(registered);
        all.add(item);
        ofSession(all, List.of(), List.of(), Map.of());
        register(item);
        served.traded(item, volume, now);
        nextCalls();
    }

    private void silent(String item) {
        carried(item, 100);
        probe(item, 200);
        probe(item, 300);
        assertThat(served.silent()).containsExactly(item);
    }

    private void probe(String item, long volume) {
        now += PROBE.toNanos();
        served.answered(item, OptionalLong.of(volume), now);
    }

    private void assertPlaced(int periodic, int probed) {
        assertThat(schedule.periodicCount()).isEqualTo(periodic);
        assertThat(schedule.probedCount()).isEqualTo(probed);
    }

    /** What was asked for by name. */
    private List<String> nextCall() {
        return schedule.next(now)
                .map(call -> call.asks().stream()
                        .filter(ask -> ask.purpose() != Purpose.PERIODIC && ask.purpose() != Purpose.PROBE)
                        .map(ask -> ask.purpose() + " " + ask.item())
                        .toList())
                .orElse(List.of());
    }

    private void nextCalls() {
        while (schedule.waitingCount() > 0) {
            schedule.next(now);
        }
    }
}
