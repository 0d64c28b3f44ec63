package dev.sise.reference.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Days are small numbers; a bar of a day has the day as its close unless the test says otherwise. */
class HistoryComparisonTest {
    private static final int NONE = HistoryPage.NO_DAY;

    private static DailyBar bar(int day, long close) {
        return new DailyBar(day, close, close, close, close, 1, null);
    }

    private static List<DailyBar> bars(int from, int to) {
        List<DailyBar> bars = new ArrayList<>();
        IntStream.rangeClosed(from, to).forEach(day -> bars.add(0, bar(day, day)));
        return bars;
    }

    private static StoredHistory<DailyBar> stored(int first, int through, List<DailyBar> bars) {
        TreeMap<Integer, DailyBar> rows = new TreeMap<>();
        bars.forEach(bar -> rows.put(bar.day(), bar));
        return new StoredHistory<>(first, through, rows);
    }

    private static StoredHistory<DailyBar> nothing() {
        return stored(NONE, NONE, List.of());
    }

    private static <R extends DayRow<R>> HistoryPage<R> page(List<R> rows, boolean more, Integer... blank) {
        return new HistoryPage<>(
                rows, Arrays.asList(blank), List.of(), 0, more ? Optional.of("next") : Optional.empty());
    }

    private static HistoryComparison<DailyBar> prices(StoredHistory<DailyBar> stored, int through, int wanted) {
        return new HistoryComparison<>(stored, through, wanted, true);
    }

    @Test
    void readsPagesUntilANewTickerHasItsHistory() {
        HistoryComparison<DailyBar> comparison = prices(nothing(), 30, 15);

        comparison.add(page(bars(21, 30), true));
        assertThat(comparison.wantsMore()).isTrue();
        comparison.add(page(bars(11, 20), true));
        assertThat(comparison.wantsMore()).isFalse();

        HistoryComparison.Result<DailyBar> result = comparison.result();
        assertThat(result.rows()).extracting(DailyBar::day).containsExactlyElementsOf(days(11, 30));
        assertThat(result.firstDay()).isEqualTo(11);
        assertThat(result.loadedThrough()).isEqualTo(30);
        assertThat(result.inserted()).isEqualTo(20);
        assertThat(result.replaces()).isFalse();
    }

    @Test
    void wantsNoMoreWhereTheSourceHasNoMore() {
        HistoryComparison<DailyBar> comparison = prices(nothing(), 30, 600);

        comparison.add(page(bars(25, 30), false));

        assertThat(comparison.wantsMore()).isFalse();
        assertThat(comparison.result().firstDay()).isEqualTo(25);
    }

    @Test
    void tellsThatTheSourceHasNothing() {
        HistoryComparison<DailyBar> comparison = prices(nothing(), 30, 600);

        comparison.add(page(List.<DailyBar>of(), false));

        assertThat(comparison.result().rows()).isEmpty();
        assertThat(comparison.result().firstDay()).isEqualTo(NONE);
        assertThat(comparison.result().loadedThrough()).isEqualTo(30);
    }

    @Test
    void insertsOnlyTheNewDaysWhereNothingElseDiffers() {
        HistoryComparison<DailyBar> comparison = prices(stored(1, 28, bars(1, 28)), 30, 28);

        comparison.add(page(bars(21, 30), true));
        assertThat(comparison.wantsMore()).isFalse();

        assertThat(comparison.result().rows()).extracting(DailyBar::day).containsExactly(29, 30);
        assertThat(comparison.result().firstDay()).isEqualTo(1);
    }

    @Test
    void leavesOutTheRowOfASessionThatIsNotOver() {
        HistoryComparison<DailyBar> comparison = prices(nothing(), 30, 5);

        comparison.add(page(bars(26, 31), false));

        assertThat(comparison.result().rows()).extracting(DailyBar::day).containsExactlyElementsOf(days(26, 30));
    }

    @Test
    void correctsTheLastStoredDayAlone() {
        List<DailyBar> before = bars(1, 27);
        before.add(bar(28, 999));
        HistoryComparison<DailyBar> comparison = prices(stored(1, 28, before), 30, 28);

        comparison.add(page(bars(21, 30), true));
        assertThat(comparison.wantsMore()).isFalse();

        HistoryComparison.Result<DailyBar> result = comparison.result();
        assertThat(result.rows()).extracting(DailyBar::day).containsExactly(28, 29, 30);
        assertThat(result.corrected()).isEqualTo(1);
        assertThat(result.inserted()).isEqualTo(2);
        assertThat(result.replaces()).isFalse();
    }

    @Test
    void replacesTheWholeHistoryWhereAnEarlierDayDiffers() {
        List<DailyBar> before = new ArrayList<>();
        IntStream.rangeClosed(1, 28).forEach(day -> before.add(bar(day, day * 50L)));
        HistoryComparison<DailyBar> comparison = prices(stored(1, 28, before), 30, 20);

        comparison.add(page(bars(21, 30), true));
        assertThat(comparison.wantsMore())
                .as("all that was stored is read again")
                .isTrue();
        comparison.add(page(bars(11, 20), true));
        assertThat(comparison.wantsMore()).isTrue();
        comparison.add(page(bars(2, 10), true));
        assertThat(comparison.wantsMore()).isFalse();

        HistoryComparison.Result<DailyBar> result = comparison.result();
        assertThat(result.replaces()).isTrue();
        assertThat(result.rows()).extracting(DailyBar::day).containsExactlyElementsOf(days(2, 30));
        assertThat(result.firstDay()).isEqualTo(2);
        assertThat(result.corrected()).isZero();
    }

    @Test
    void seesAnAdjustmentInTheVolumeToo() {
        List<DailyBar> before = bars(1, 27);
        before.set(before.size() - 1, new DailyBar(1, 1, 1, 1, 1, 2, null));
        HistoryComparison<DailyBar> comparison = prices(stored(1, 27, before), 27, 27);

        comparison.add(page(bars(1, 27), false));

        assertThat(comparison.result().replaces()).isTrue();
    }

    @Test
    void countsADayWithoutFiguresAsRead() {
        HistoryComparison<NetBuying> comparison = new HistoryComparison<>(
                new StoredHistory<>(NONE, NONE, new TreeMap<Integer, NetBuying>()), 10, 3, false);

        comparison.add(page(List.of(flow(10, 5), flow(9, 5)), true, 8));

        assertThat(comparison.wantsMore()).isFalse();
    }

    @Test
    void replacesAHistoryWithADayThatTheSourceDoesNotHave() {
        HistoryComparison<DailyBar> comparison = prices(stored(1, 28, bars(1, 28)), 30, 28);
        List<DailyBar> read = bars(1, 30);
        read.removeIf(bar -> bar.day() == 25);

        comparison.add(page(read, false));

        assertThat(comparison.result().replaces()).isTrue();
        assertThat(comparison.result().rows()).hasSize(29);
    }

    @Test
    void keepsTheStoredDayOfARefusedRow() {
        HistoryComparison<DailyBar> comparison = prices(stored(1, 28, bars(1, 28)), 30, 28);
        List<DailyBar> read = bars(1, 30);
        read.removeIf(bar -> bar.day() == 25);

        comparison.add(new HistoryPage<>(
                read,
                List.of(),
                List.of(new HistoryPage.RefusedDay(25, RowRefusal.NUMBER, "words", "raw")),
                3,
                Optional.empty()));

        assertThat(comparison.result().replaces()).isFalse();
        assertThat(comparison.result().rows()).extracting(DailyBar::day).containsExactly(29, 30);
        assertThat(comparison.result().repaired()).isEqualTo(3);
    }

    @Test
    void replacesNothingWhereTheRowOfAStoredDayIsRefused() {
        List<DailyBar> before = new ArrayList<>();
        IntStream.rangeClosed(1, 28).forEach(day -> before.add(bar(day, day * 50L)));
        List<DailyBar> read = bars(1, 30);
        read.removeIf(bar -> bar.day() == 25);
        for (int refused : List.of(25, NONE)) {
            HistoryComparison<DailyBar> comparison = prices(stored(1, 28, before), 30, 28);

            comparison.add(new HistoryPage<>(
                    read,
                    List.of(),
                    List.of(new HistoryPage.RefusedDay(refused, RowRefusal.NUMBER, "words", "raw")),
                    0,
                    Optional.empty()));

            HistoryComparison.Result<DailyBar> result = comparison.result();
            assertThat(result.replaces()).isFalse();
            assertThat(result.rows()).isEmpty();
            assertThat(result.loadedThrough()).isEqualTo(NONE);
            assertThat(result.isIncomplete()).isTrue();
        }
    }

    @Test
    void readsOnBehindAGapUntilItMeetsTwoStoredDays() {
        List<DailyBar> before = new ArrayList<>();
        IntStream.rangeClosed(1, 10).forEach(day -> before.add(bar(day, day * 50L)));
        HistoryComparison<DailyBar> comparison = prices(stored(1, 10, before), 40, 5);

        comparison.add(page(bars(10, 40), true));
        assertThat(comparison.wantsMore()).isTrue();
        comparison.add(page(bars(1, 9), false));

        assertThat(comparison.result().replaces()).isTrue();
    }

    @Test
    void loadsANewTickerFromItsFirstUsableDayThoughAnOlderRowIsBlank() {
        HistoryComparison<DailyBar> comparison = prices(nothing(), 30, 600);

        comparison.add(page(bars(21, 30), false, 20));

        HistoryComparison.Result<DailyBar> result = comparison.result();
        assertThat(result.firstDay()).isEqualTo(21);
        assertThat(result.loadedThrough()).isEqualTo(30);
        assertThat(result.isIncomplete()).isFalse();
    }

    @Test
    void readsOnUntilItMeetsWhatIsStored() {
        HistoryComparison<DailyBar> comparison = prices(stored(1, 10, bars(1, 10)), 40, 5);

        comparison.add(page(bars(31, 40), true));
        assertThat(comparison.wantsMore()).isTrue();
        comparison.add(page(bars(21, 30), true));
        assertThat(comparison.wantsMore()).isTrue();
        comparison.add(page(bars(9, 20), true));
        assertThat(comparison.wantsMore()).isFalse();

        assertThat(comparison.result().rows()).extracting(DailyBar::day).containsExactlyElementsOf(days(11, 40));
        assertThat(comparison.result().firstDay()).isEqualTo(1);
    }

    @Test
    void promisesNothingBeforeAGapThatTheSourceCannotClose() {
        HistoryComparison<DailyBar> comparison = prices(stored(1, 10, bars(1, 10)), 40, 5);

        comparison.add(page(bars(31, 40), false));

        assertThat(comparison.result().firstDay()).isEqualTo(31);
    }

    @Test
    void fillsAHole() {
        List<DailyBar> before = bars(1, 28);
        before.removeIf(bar -> bar.day() == 22);
        HistoryComparison<DailyBar> comparison = prices(stored(1, 28, before), 28, 27);

        comparison.add(page(bars(21, 28), true));

        assertThat(comparison.result().rows()).extracting(DailyBar::day).containsExactly(22);
        assertThat(comparison.result().replaces()).isFalse();
    }

    @Test
    void fillsInWhatAnImportDidNotTell() {
        HistoryComparison<DailyBar> comparison = prices(stored(NONE, NONE, List.of(bar(1, 1), bar(2, 2))), 3, 3);

        comparison.add(page(List.of(bar(3, 3), bar(2, 2), new DailyBar(1, 1, 1, 1, 1, 1, 77L)), false));

        HistoryComparison.Result<DailyBar> result = comparison.result();
        assertThat(result.replaces()).isFalse();
        assertThat(result.filled()).isEqualTo(1);
        assertThat(result.rows()).extracting(DailyBar::day).containsExactly(1, 3);
    }

    @Test
    void keepsWhatIsStoredWhereTheSourceTellsLess() {
        HistoryComparison<DailyBar> comparison =
                prices(stored(1, 1, List.of(new DailyBar(1, 1, 1, 1, 1, 1, 77L))), 1, 1);

        comparison.add(page(bars(1, 1), false));

        assertThat(comparison.result().rows()).isEmpty();
    }

    @Test
    void correctsEveryFlowThatDiffersAndReplacesNothing() {
        TreeMap<Integer, NetBuying> rows = new TreeMap<>();
        IntStream.rangeClosed(1, 10).forEach(day -> rows.put(day, flow(day, 5)));
        HistoryComparison<NetBuying> comparison =
                new HistoryComparison<>(new StoredHistory<>(1, 10, rows), 11, 10, false);

        comparison.add(page(List.of(flow(11, 5), flow(10, 6), flow(9, 5), flow(8, 7), flow(7, 5)), true));

        assertThat(comparison.wantsMore()).isFalse();
        assertThat(comparison.result().replaces()).isFalse();
        assertThat(comparison.result().corrected()).isEqualTo(2);
        assertThat(comparison.result().rows()).extracting(NetBuying::day).containsExactly(8, 10, 11);
    }

    @Test
    void asksAgainForADayWithoutFiguresAndWritesTheOthers() {
        HistoryComparison<NetBuying> comparison =
                new HistoryComparison<>(new StoredHistory<>(1, 8, new TreeMap<Integer, NetBuying>()), 10, 3, false);

        comparison.add(page(List.of(flow(9, 5), flow(8, 5)), true, 10));

        HistoryComparison.Result<NetBuying> result = comparison.result();
        assertThat(result.rows()).extracting(NetBuying::day).containsExactly(8, 9);
        assertThat(result.loadedThrough()).isEqualTo(9);
        assertThat(result.blank()).isEqualTo(1);
        assertThat(result.isIncomplete()).isTrue();
    }

    @Test
    void saysThatNothingIsLoadedOfAnEmptyCycleAndAsksForNoMoreOfIt() {
        HistoryComparison<NetBuying> comparison = new HistoryComparison<>(
                new StoredHistory<>(NONE, NONE, new TreeMap<Integer, NetBuying>()), 10, 100, false);

        comparison.add(page(List.<NetBuying>of(), true, 10, 9, 8));

        assertThat(comparison.wantsMore()).isFalse();
        HistoryComparison.Result<NetBuying> result = comparison.result();
        assertThat(result.rows()).isEmpty();
        assertThat(result.loadedThrough()).isEqualTo(NONE);
        assertThat(result.firstDay()).isEqualTo(NONE);
        assertThat(result.isIncomplete()).isTrue();
    }

    @Test
    void asksAgainForANewestPriceWithoutFigures() {
        HistoryComparison<DailyBar> comparison = prices(stored(1, 28, bars(1, 28)), 30, 28);

        comparison.add(page(bars(21, 29), true, 30));

        assertThat(comparison.wantsMore()).isFalse();
        HistoryComparison.Result<DailyBar> result = comparison.result();
        assertThat(result.rows()).extracting(DailyBar::day).containsExactly(29);
        assertThat(result.loadedThrough()).isEqualTo(29);
        assertThat(result.isIncomplete()).isTrue();
    }

    @Test
    void stopsAtAPageOfWhichNoRowIsUsable() {
        HistoryComparison<DailyBar> comparison = prices(nothing(), 30, 600);

        comparison.add(new HistoryPage<DailyBar>(
                List.of(),
                List.of(),
                List.of(new HistoryPage.RefusedDay(NONE, RowRefusal.NUMBER, "words", "raw")),
                0,
                Optional.of("next")));

        assertThat(comparison.wantsMore()).isFalse();
        assertThat(comparison.result().loadedThrough()).isEqualTo(NONE);
        assertThat(comparison.result().isIncomplete()).isTrue();
    }

    @Test
    void takesAnEmptyAnswerForIncompleteWhereSomethingIsStored() {
        HistoryComparison<DailyBar> comparison = prices(stored(1, 28, bars(1, 28)), 30, 28);

        comparison.add(page(List.<DailyBar>of(), false));

        HistoryComparison.Result<DailyBar> result = comparison.result();
        assertThat(result.rows()).isEmpty();
        assertThat(result.loadedThrough()).isEqualTo(NONE);
        assertThat(result.isIncomplete()).isTrue();
    }

    @Test
    void takesDaysOnWhichNothingTradedForLoaded() {
        TreeMap<Integer, NetBuying> rows = new TreeMap<>();
        rows.put(8, flow(8, 5));
        HistoryComparison<NetBuying> comparison =
                new HistoryComparison<>(new StoredHistory<>(8, 8, rows), 10, 3, false);

        comparison.add(
                new HistoryPage<NetBuying>(List.of(), List.of(), List.of(10, 9, 8), List.of(), 0, Optional.of("next")));

        assertThat(comparison.wantsMore()).isFalse();
        assertThat(comparison.result().loadedThrough()).isEqualTo(10);
        assertThat(comparison.result().isIncomplete()).isFalse();
    }

    @Test
    void writesNothingWhereThePagesBreakOffBeforeTheyMeetWhatIsStored() {
        HistoryComparison<DailyBar> comparison = prices(stored(1, 10, bars(1, 10)), 40, 5);

        comparison.add(page(bars(31, 40), true));
        assertThat(comparison.wantsMore()).isTrue();
        comparison.add(page(List.<DailyBar>of(), true, 30, 29));

        assertThat(comparison.wantsMore()).isFalse();
        assertThat(comparison.result().rows()).isEmpty();
        assertThat(comparison.result().loadedThrough()).isEqualTo(NONE);
        assertThat(comparison.result().isIncomplete()).isTrue();
    }

    @Test
    void doesNotClaimLessThanWasLoadedBefore() {
        TreeMap<Integer, NetBuying> rows = new TreeMap<>();
        IntStream.rangeClosed(1, 8).forEach(day -> rows.put(day, flow(day, 5)));
        HistoryComparison<NetBuying> comparison =
                new HistoryComparison<>(new StoredHistory<>(1, 8, rows), 10, 3, false);

        comparison.add(page(List.of(flow(10, 5), flow(9, 5), flow(8, 5), flow(6, 5)), false, 7));

        assertThat(comparison.result().loadedThrough()).isEqualTo(10);
        assertThat(comparison.result().isIncomplete()).isFalse();
    }

    private static NetBuying flow(int day, long net) {
        return new NetBuying(day, net, -net, null, null);
    }

    private static List<Integer> days(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }
}
