package dev.sise.scan.functions;

import static dev.sise.scan.functions.SetupState.BREAKOUT;
import static dev.sise.scan.functions.SetupState.NONE;
import static dev.sise.scan.functions.SetupState.SETUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Section 8 of the definition names readings of it that would change rows, and defects that public scanners have. Each has a small chart here whose
 * answer would be another one.
 */
class WrongReadingsTest {
    private static final Offset<Double> EXACTLY = within(1e-12);

    private static double[] depths(Base base) {
        return base.contractions().stream().mapToDouble(Contraction::depth).toArray();
    }

    private static PriceHistory withDays(PriceHistory history, int daysBetween) {
        return new PriceHistory(
                history.ticker(),
                Arrays.stream(history.days())
                        .map(day -> history.days()[0] + (day - history.days()[0]) * daysBetween)
                        .toArray(),
                history.open(),
                history.high(),
                history.low(),
                history.close(),
                history.volume(),
                history.tradedValue());
    }

    private static Bars bars(PriceHistory history) {
        return Bars.clean(history, Integer.MAX_VALUE).bars();
    }

    // Wrong readings of the definition.

    /** An outside bar from 99 to 90: which came first is unknown, so the fall begins at the 96 of the bar before. */
    @Test
    void theHighOfTheLowsOwnBarIsNoPivot() {
        Verdict verdict = new Chart()
                .flat(200, 60)
                .to(100, 40)
                .to(80, 10)
                .to(96, 16)
                .volume(500)
                .bar(96, 99, 90, 95)
                .to(96, 3)
                .verdict();

        assertThat(verdict.base().pivot()).isEqualTo(96);
        assertThat(depths(verdict.base())).containsExactly(new double[] {.20, 1 - 90 / 96.0}, EXACTLY);
    }

    /** 25, 22 and 20 %: the second is of the size of the first, and the third is compared with the first, of whose size it is not. */
    @Test
    void aMergeLeavesTheLastContractionAsItIs() {
        Base base = new Chart()
                .flat(200, 60)
                .to(100, 20)
                .to(75, 10)
                .to(99, 10)
                .to(99 * .78, 10)
                .to(97, 10)
                .to(97 * .80, 10)
                .to(90, 10)
                .verdict()
                .base();

        assertThat(depths(base)).containsExactly(new double[] {.25, .20}, EXACTLY);
        assertThat(base.merges()).isOne();
        assertThat(base.pivot()).isEqualTo(97);
    }

    /** 1,425 are 1.5 times the 950 of the 50 bars before, and 1.49 times the mean that has them in it. */
    @Test
    void theBreakoutsOwnVolumeIsNotInItsAverage() {
        Verdict verdict = Chart.setup().volume(1_425).to(97.5, 1).verdict();

        assertThat(verdict.state()).isEqualTo(BREAKOUT);
        assertThat(verdict.volumeRatio()).isCloseTo(1.5, EXACTLY);
    }

    /** Two falls of 10 %, the later one from a higher high: it is of the size of the first and no pivot. */
    @Test
    void ofEqualFallsTheFirstCounts() {
        Base base = new Chart()
                .flat(200, 60)
                .to(100, 20)
                .to(80, 10)
                .to(98, 9)
                .to(88.2, 5)
                .to(99, 8)
                .to(89.1, 5)
                .to(96, 4)
                .verdict()
                .base();

        assertThat(base.pivot()).isEqualTo(98);
        assertThat(base.merges()).isOne();
    }

    /** One range of 6.81, then 19 of 5.98: over 20 bars 1.25 of them hold the 8 %, over 19 or 21 they do not and another fall is found. */
    @Test
    void theAverageRangeIsOfTwentyBars() {
        Chart chart = new Chart()
                .flat(200, 60)
                .to(100, 20)
                .to(80, 10)
                .to(98, 30)
                .to(90.16, 10)
                .to(94, 3)
                .bar(94, 96.97, 90.16, 94);
        for (int bar = 0; bar < 19; bar++) {
            chart.bar(94, 96.99, 91.01, 94);
        }

        assertThat(depths(chart.verdict().base())).containsExactly(new double[] {.20, .08}, EXACTLY);
    }

    // Defects of public scanners.

    /** Falls of 5, 8 and 16 % grow. Sorted, they would contract; a list that was sorted in place and compared with itself always does. */
    @Test
    void growingFallsAreNoContraction() {
        Verdict verdict = new Chart()
                .flat(200, 60)
                .to(100, 40)
                .to(95, 6)
                .to(99, 6)
                .to(91, 6)
                .to(98, 8)
                .volume(500)
                .to(82, 10)
                .volume(1_000)
                .to(95, 10)
                .verdict();

        assertThat(verdict.state()).isEqualTo(NONE);
        assertThat(depths(verdict.base())).containsExactly(new double[] {.18}, EXACTLY);
        assertThat(verdict.failedClauses())
                .containsExactly(Reason.CONTRACTION_COUNT, Reason.NOT_CONTRACTING, Reason.LAST_DEPTH);
    }

    @Test
    void rankingSortsNothingInPlace() {
        double[] performances = {.3, .1, .2};

        assertThat(RelativeStrength.rank(performances)).containsExactly(99, 1, 50);
        assertThat(performances).containsExactly(.3, .1, .2);
    }

    /** Wild days after the breakout: with their range as the measure the base before it would end at its contraction of 10 %, with a pivot of 98. */
    @Test
    void aBaseIsMeasuredByTheRangesOfItsOwnTime() {
        Chart chart = Chart.setup().volume(1_900).to(97.5, 1).volume(1_000);
        for (int day = 0; day < 4; day++) {
            chart.bar(97.5, 120, 78, 97.5);
        }
        Verdict verdict = chart.verdict();

        assertThat(verdict.state()).isEqualTo(BREAKOUT);
        assertThat(verdict.base().pivot()).isEqualTo(97);
        assertThat(depths(verdict.base())).containsExactly(new double[] {.20, .10, .05}, EXACTLY);
    }

    /** One quiet day in fifteen, at either end of them. A slice whose start is after its end would have none. */
    @Test
    void theQuietDaysAreTheLastFifteen() {
        assertThat(quietBefore(15).failedClauses()).containsExactly(Reason.NO_DRY_UP);
        assertThat(quietBefore(14).state()).isEqualTo(SETUP);
        assertThat(quietBefore(14).base().quietestVolume()).isEqualTo(600);
        assertThat(quietBefore(0).state()).isEqualTo(SETUP);
    }

    private static Verdict quietBefore(int bars) {
        PriceHistory history = new Chart()
                .flat(200, 60)
                .to(100, 40)
                .to(80, 10)
                .to(98, 20)
                .to(92, 5)
                .to(96, 14)
                .history();
        history.volume()[history.size() - 1 - bars] = 600;
        return new StateFinder().find(bars(history), StateFinder.Rules.BULLISH);
    }

    /** The last contraction is the bar of its high, at 1,000 shares, and five at 500. */
    @Test
    void theVolumeOfAContractionIsFromItsHighToItsLow() {
        Base base = Chart.setup().verdict().base();

        assertThat(base.firstVolume()).isEqualTo(1_000);
        assertThat(base.lastVolume()).isCloseTo((1_000 + 5 * 500) / 6.0, EXACTLY);
    }

    /** The same bars, a day or a week apart. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void averagesAreOverBarsAndNotOverCalendarDays(int daysBetween) {
        // Averages of 50, 150 and 200 bars are 95, 91.67 and 93.75.
        Bars bars = bars(
                withDays(new Chart().flat(103, 100).flat(100, 90).flat(50, 95).history(), daysBetween));

        TrendTemplate template = TrendTemplate.of(bars);
        assertThat(template.bits()).isEqualTo(0b0100_1001);
        assertThat(RelativeStrength.performance(bars))
                .isCloseTo(.4 * (95 / 90.0 - 1) + .2 * (95 / 90.0 - 1) - .2 * .05 - .2 * .05, EXACTLY);
        assertThat(new StateFinder()
                        .find(bars(withDays(Chart.setup().history(), daysBetween)), StateFinder.Rules.BULLISH)
                        .state())
                .isEqualTo(SETUP);
    }

    /** 100,000 won a day are traded in either stock; what is bought of it is a part of the won and not of the shares. */
    @Test
    void flowsAreWonOfWon() {
        Bars ofThousand = new Chart().volume(1_000).flat(30, 100).bars();
        Bars ofOne = new Chart().volume(1).flat(30, 100_000).bars();
        long[] foreign = new long[30];
        long[] institution = new long[30];
        Arrays.fill(foreign, 3_000);
        Arrays.fill(institution, -1_000);
        FlowHistory flows = new FlowHistory("005930", ofThousand.days, foreign, institution, new long[30]);

        SmartMoney score = SmartMoney.read(ofThousand, flows).score();
        assertThat(score.foreign5()).isCloseTo(.03, EXACTLY);
        assertThat(score.institution20()).isCloseTo(-.01, EXACTLY);
        assertThat(SmartMoney.read(ofOne, flows)).isEqualTo(SmartMoney.read(ofThousand, flows));
    }

    /** 2,000 shares of a stock of 10 won are worth 20,000; taken for won they are more than was traded, and no flow. */
    @Test
    void flowsBeyondWhatWasTradedAreRejected() {
        Bars bars = new Chart().volume(100).flat(30, 10).bars();
        long[] shares = new long[30];
        Arrays.fill(shares, 2_000);

        assertThat(SmartMoney.read(bars, new FlowHistory("005930", bars.days, shares, new long[30], new long[30])))
                .isEqualTo(new SmartMoney.Reading(null, 30));
    }

    /** From a stock of 1 won to one of a million. */
    @ParameterizedTest
    @ValueSource(doubles = {.01, 1, 50, 10_000})
    void noThresholdIsInWon(double factor) {
        Verdict verdict = new Chart()
                .flat(200, 60 * factor)
                .to(100 * factor, 40)
                .to(80 * factor, 10)
                .to(98 * factor, 9)
                .to(88.2 * factor, 7)
                .to(97 * factor, 8)
                .volume(500)
                .to(92.15 * factor, 5)
                .volume(1_000)
                .to(96 * factor, 5)
                .verdict();

        assertThat(verdict.state()).isEqualTo(SETUP);
        assertThat(depths(verdict.base())).containsExactly(new double[] {.20, .10, .05}, EXACTLY);
    }

    /** A high counts as a peak when nothing within five bars is higher: 100 six bars on leaves the 96, five bars on it does not. */
    @Test
    void aPeakIsTheHighestOfFiveBarsToEitherSide() {
        Chart sixBarsOn =
                new Chart().flat(250, 60).to(96, 5).to(85, 3).to(100, 3).to(90, 15);
        Chart fiveBarsOn =
                new Chart().flat(250, 60).to(96, 5).to(85, 2).to(100, 3).to(90, 15);

        assertThat(sixBarsOn.verdict().base().start()).isEqualTo(Chart.day(254));
        assertThat(fiveBarsOn.verdict().base().start()).isEqualTo(Chart.day(259));
    }

    /** The bar after the last high reaches 96.9: the pivot is the high itself. */
    @Test
    void thePivotIsTheHighOfTheHighsBar() {
        Chart chart = new Chart()
                .flat(200, 60)
                .to(100, 40)
                .to(80, 10)
                .to(95, 19)
                .bar(96, 97, 95, 96)
                .bar(96, 96.9, 95, 95)
                .volume(500)
                .to(92, 5)
                .to(96, 3);

        assertThat(chart.verdict().base().pivot()).isEqualTo(97);
    }

    /** A zigzag of 5 % would see the pivot at 98, before the contraction of 3 %, and no setup so near to it. */
    @Test
    void aLastContractionOfThreePercentIsSeen() {
        Verdict verdict = new Chart()
                .flat(200, 60)
                .to(100, 40)
                .to(80, 10)
                .to(98, 15)
                .to(90.16, 6)
                .to(96, 10)
                .volume(500)
                .to(93.12, 4)
                .to(95.5, 4)
                .verdict();

        assertThat(depths(verdict.base())).containsExactly(new double[] {.20, .08, .03}, EXACTLY);
        assertThat(verdict.base().pivot()).isEqualTo(96);
        assertThat(verdict.state()).isEqualTo(SETUP);
    }
}
