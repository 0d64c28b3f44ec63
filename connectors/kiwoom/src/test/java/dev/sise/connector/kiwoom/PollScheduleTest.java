package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.connector.kiwoom.PollSchedule.Ask;
import dev.sise.connector.kiwoom.PollSchedule.Call;
import dev.sise.connector.kiwoom.PollSchedule.Pace;
import dev.sise.connector.kiwoom.PollSchedule.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schedule in virtual time: nobody waits, and every call is on record. */
class PollScheduleTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(30);
    private static final long LATENCY = TimeUnit.MILLISECONDS.toNanos(100);

    private long now;
    private double callsPerSecond = 4;
    private PollSchedule schedule = new PollSchedule(INTERVAL, PROBE_INTERVAL, callsPerSecond, now);
    private long nextToken;
    private final List<Made> calls = new ArrayList<>();

    /** A call with the second at which it was made. */
    private record Made(long at, Call call) {
        private double second() {
            return at / 1e9;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4, 10, 1",
        "4, 10, 99",
        "4, 10, 100",
        "4, 10, 101",
        "4, 10, 150",
        "4, 10, 250",
        "4, 10, 999",
        "4, 10, 3600",
        "4, 10, 4000",
        "4, 10, 4001",
        "4, 10, 4050",
        "4, 10, 7200",
        "4, 1, 401",
        "4, 1, 450",
        "4, 1, 3600",
        "4, 1, 7200",
        "200, 10, 7200",
        "200, 1, 150",
        "200, 1, 3601",
        "200, 1, 7200"
    })
    void keepsTheAgeOfPolledPricesBelowOnePointTwoIntervals(double quota, int intervalSeconds, int codes) {
        start(quota, Duration.ofSeconds(intervalSeconds));
        IntStream.range(0, codes).forEach(i -> demand(code(i)));
        double bound = Math.max(intervalSeconds, codes / 100.0 / quota);
        Ages ages = new Ages();
        IntStream.range(0, codes).forEach(i -> ages.answered(code(i), 0));
        double warm = 3 * bound;

        run(8 * bound, made -> made.call().items().forEach(item -> ages.answered(item, made.at() + LATENCY)), (long)
                (warm * 1e9));

        assertThat(ages.percentile99(8 * bound) / bound).isLessThanOrEqualTo(1.2);
        assertThat(schedule.effectiveInterval().toNanos() / 1e9).isBetween(bound * 0.999, bound * 1.001);
    }

    @Test
    void makesEqualCallsAtEvenDistances() {
        IntStream.range(0, 150).forEach(i -> demand(code(i)));
        run(60, made -> {}, 0);

        List<Made> settled = calls.stream().filter(made -> made.second() > 1).toList();

        assertThat(settled).hasSize(12);
        assertThat(settled).allMatch(made -> made.call().asks().size() == 75);
        for (int i = 1; i < settled.size(); i++) {
            assertThat(settled.get(i).second() - settled.get(i - 1).second()).isBetween(4.9, 5.1);
        }
    }

    @Test
    void costsNoMoreCallsThanTheCodesNeed() {
        IntStream.range(0, 7_200).forEach(i -> demand(code(i)));
        start(200, INTERVAL);
        IntStream.range(0, 7_200).forEach(i -> demand(code(i)));

        run(100, made -> {}, 0);

        // 72 first polls and 72 every ten seconds.
        assertThat(calls.size()).isBetween(72 + 9 * 72, 72 + 10 * 72);
    }

    @Test
    void asksForNewCodesAtOnceAndAheadOfPeriodicOnes() {
        IntStream.range(0, 4_500).forEach(i -> demand(code(i)));
        run(30, made -> {}, 0);

        now = seconds(30) + LATENCY;
        demand("NEW");
        run(31, made -> {}, 0);

        Made first =
                calls.stream().filter(made -> made.second() > 30).findFirst().orElseThrow();
        assertThat(first.second()).isLessThanOrEqualTo(30.35);
        assertThat(first.call().asks()).first().isEqualTo(new Ask("NEW", Purpose.FIRST));
        // What is due anyway goes along.
        assertThat(first.call().asks()).hasSize(100);
    }

    @Test
    void servesFetchesAndFirstPollsBeforeSeedsBeforePeriodicOnes() {
        schedule.place("periodic", Pace.PERIODIC, now);
        schedule.seed("seed");
        schedule.first("first");
        schedule.fetch("fetch");
        now = seconds(11);

        assertThat(schedule.next(now).orElseThrow().asks())
                .containsExactly(
                        new Ask("first", Purpose.FIRST),
                        new Ask("fetch", Purpose.FETCH),
                        new Ask("seed", Purpose.SEED),
                        new Ask("periodic", Purpose.PERIODIC));
        assertThat(schedule.next(now)).isEmpty();
    }

    @Test
    void asksOnceForACodeThatSeveralReasonsName() {
        schedule.place("A", Pace.PERIODIC, now);
        schedule.first("A");
        schedule.seed("A");
        schedule.fetch("A");
        now = seconds(11);

        assertThat(schedule.next(now).orElseThrow().asks()).containsExactly(new Ask("A", Purpose.FETCH));
        assertThat(schedule.waitingCount()).isZero();
        assertThat(schedule.next(now)).isEmpty();
    }

    @Test
    void doesNotFillACallWithWhatIsNotDue() {
        IntStream.range(0, 50).forEach(i -> schedule.place(code(i), Pace.PERIODIC, now));
        now = seconds(5);
        schedule.fetch("X");

        assertThat(schedule.next(now).orElseThrow().items()).containsExactly("X");
    }

    @Test
    void keepsPollingAtItsRateWhileFetchesTakeEveryCall() {
        IntStream.range(0, 4_000).forEach(i -> demand(code(i)));
        Ages ages = new Ages();
        IntStream.range(0, 4_000).forEach(i -> ages.answered(code(i), 0));
        int[] fetched = {0};

        run(
                100,
                made -> {
                    schedule.fetch("fetch-" + fetched[0]++);
                    made.call().items().forEach(item -> ages.answered(item, made.at() + LATENCY));
                },
                seconds(30));

        assertThat(fetched[0]).isGreaterThan(270);
        assertThat(ages.percentile99(100)).isLessThan(12);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 100, 101, 199})
    void probesEvenWhenPollingTakesTheWholeBudget(int probed) {
        IntStream.range(0, 7_200).forEach(i -> demand(code(i)));
        IntStream.range(0, probed).forEach(i -> schedule.place("probed-" + i, Pace.PROBE, now));
        Map<String, Integer> probes = new HashMap<>();

        run(
                300,
                made -> made.call().asks().stream()
                        .filter(ask -> ask.purpose() == Purpose.PROBE)
                        .forEach(ask -> probes.merge(ask.item(), 1, Integer::sum)),
                0);

        assertThat(probes).hasSize(probed);
        assertThat(probes.values()).allMatch(count -> count >= 8 && count <= 10);
    }

    @Test
    void asksFirstForWhatWasAskedLongestAgoWhenItMovesToPolling() {
        schedule.place("old", Pace.PROBE, now);
        now = seconds(20);
        IntStream.range(0, 120).forEach(i -> schedule.place(code(i), Pace.PERIODIC, now));
        schedule.place("old", Pace.PERIODIC, now);
        now = seconds(26);

        assertThat(schedule.next(now).orElseThrow().asks()).first().isEqualTo(new Ask("old", Purpose.PERIODIC));
        assertThat(schedule.probedCount()).isZero();
    }

    @Test
    void putsTheCodesOfAFailedCallFirstInLine() {
        IntStream.range(0, 300).forEach(i -> schedule.place(code(i), Pace.PERIODIC, now));
        schedule.fetch("F");
        now = seconds(4);
        Call failed = schedule.next(now).orElseThrow();
        schedule.fetch("later");

        schedule.again(failed, item -> true, now);

        Call again = schedule.next(now).orElseThrow();
        assertThat(again.items()).startsWith("F", "later");
        assertThat(new TreeSet<>(again.items())).containsAll(failed.items().subList(0, 99));
    }

    @Test
    void leavesOutWhatIsNotServedAnyMoreWhenACallFailed() {
        schedule.first("gone");
        schedule.seed("gone too");
        schedule.fetch("fetched");
        Call failed = schedule.next(now).orElseThrow();

        schedule.again(failed, item -> false, now);

        assertThat(schedule.next(now).orElseThrow().items()).containsExactly("fetched");
    }

    @Test
    void asksInHalvesForACallThatWasTooLargeAfterWhatWasAskedForByName() {
        IntStream.range(0, 100).forEach(i -> schedule.first(code(i)));
        Call tooLarge = schedule.next(now).orElseThrow();
        schedule.fetch("X");

        assertThat(schedule.split(tooLarge)).isTrue();

        // Nobody who waits for one answer waits for them.
        assertThat(schedule.next(now).orElseThrow().items()).containsExactly("X");
        Call left = schedule.next(now).orElseThrow();
        Call right = schedule.next(now).orElseThrow();
        assertThat(left.asks()).isEqualTo(tooLarge.asks().subList(0, 50));
        assertThat(right.asks()).isEqualTo(tooLarge.asks().subList(50, 100));
        assertThat(schedule.next(now)).isEmpty();
        assertThat(schedule.split(new Call(List.of(new Ask("A", Purpose.PERIODIC)))))
                .isFalse();
    }

    @Test
    void asksForHalvesInTurnWithAFlowOfFetchesThatNeverStops() {
        IntStream.range(0, 100).forEach(i -> schedule.first(code(i)));
        Call tooLarge = schedule.next(now).orElseThrow();
        schedule.split(tooLarge);

        List<List<String>> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            schedule.fetch("X" + i);
            asked.add(schedule.next(now).orElseThrow().items());
        }

        assertThat(asked)
                .containsExactly(
                        List.of("X0"),
                        tooLarge.items().subList(0, 50),
                        List.of("X1", "X2"),
                        tooLarge.items().subList(50, 100),
                        List.of("X3", "X4"),
                        List.of("X5"));
    }

    @Test
    void doesNotPollACodeTwiceAfterALongPause() {
        schedule.place("A", Pace.PERIODIC, now);
        now = seconds(120);

        assertThat(schedule.next(now)).isPresent();
        assertThat(schedule.next(now)).isEmpty();
        assertThat(schedule.nextAt(now).orElseThrow() / 1e9).isBetween(129.9, 130.0);
    }

    @Test
    void stretchesTheIntervalWhenTheBudgetShrinks() {
        IntStream.range(0, 4_000).forEach(i -> schedule.place(code(i), Pace.PERIODIC, now));
        assertThat(schedule.effectiveInterval()).isEqualTo(INTERVAL);

        schedule.callsPerSecond(2, now);

        assertThat(schedule.effectiveInterval()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void holdsNothingWhenEverythingIsForgotten() {
        schedule.place("A", Pace.PERIODIC, now);
        schedule.place("B", Pace.PROBE, now);
        schedule.first("A");
        schedule.seed("B");
        schedule.fetch("C");

        schedule.forget("A", now);
        schedule.forget("B", now);

        assertThat(schedule.next(now).orElseThrow().items()).containsExactly("C");
        assertThat(schedule.nextAt(now)).isEmpty();
        assertThat(schedule.waitingCount()).isZero();
        assertThat(schedule.periodicCount() + schedule.probedCount()).isZero();
    }

    @Test
    void tellsHowLongAgoTheStalestCodeWasAnswered() {
        schedule.place("A", Pace.PERIODIC, now);
        schedule.place("B", Pace.PERIODIC, now);
        schedule.answered("A", seconds(7));

        assertThat(schedule.stalest(seconds(9))).isEqualTo(Duration.ofSeconds(9));
        schedule.answered("B", seconds(8));
        assertThat(schedule.stalest(seconds(9))).isEqualTo(Duration.ofSeconds(2));
    }

    private void start(double quota, Duration interval) {
        callsPerSecond = quota;
        schedule = new PollSchedule(interval, PROBE_INTERVAL, quota, now);
    }

    private void demand(String item) {
        schedule.place(item, Pace.PERIODIC, now);
        schedule.first(item);
    }

    /** Makes calls until {@code second}, each as soon as it is due and the budget has it; answers take {@link #LATENCY}. */
    private void run(double second, Consumer<Made> onCall, long tellFrom) {
        long end = (long) (second * 1e9);
        while (true) {
            var due = schedule.nextAt(now);
            if (due.isEmpty() || Math.max(due.getAsLong(), nextToken) > end) {
                now = end;
                return;
            }
            now = Math.max(now, Math.max(due.getAsLong(), nextToken));
            Optional<Call> call = schedule.next(now);
            if (call.isEmpty()) {
                throw new AssertionError("A call was due at " + now + " and nothing was asked for");
            }
            nextToken = Math.max(nextToken, now - (long) (1e9 / callsPerSecond)) + (long) (1e9 / callsPerSecond);
            Made made = new Made(now, call.get());
            calls.add(made);
            if (now >= tellFrom) {
                onCall.accept(made);
            }
        }
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private static String code(int number) {
        return "%06d".formatted(number);
    }

    /** Ages over all codes and all time, exactly: between two answers an age is uniform. */
    private static final class Ages {
        private final Map<String, Long> last = new HashMap<>();
        private final List<double[]> spans = new ArrayList<>();

        private void answered(String item, long at) {
            Long before = last.put(item, at);
            if (before != null && before > 0) {
                spans.add(new double[] {(at - before) / 1e9});
            }
        }

        private double percentile99(double end) {
            double total = spans.stream().mapToDouble(span -> span[0]).sum();
            assertThat(total).isPositive();
            double low = 0;
            double high = end;
            for (int i = 0; i < 60; i++) {
                double middle = (low + high) / 2;
                double older = spans.stream()
                        .mapToDouble(span -> Math.max(0, span[0] - middle))
                        .sum();
                if (older / total > 0.01) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return high;
        }
    }
}
