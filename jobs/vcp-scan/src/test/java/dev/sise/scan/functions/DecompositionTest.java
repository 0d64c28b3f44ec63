package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Section 3 of the definition, by hand. */
class DecompositionTest {
    private static final Offset<Double> EXACTLY = within(1e-12);

    private final Decomposition found = new Decomposition();

    private boolean decompose(Chart chart) {
        return found.at(chart.bars(), chart.last());
    }

    private double[] depths() {
        return Arrays.copyOf(found.depth, found.count);
    }

    private int[] highs() {
        return Arrays.copyOf(found.high, found.count);
    }

    private int[] lows() {
        return Arrays.copyOf(found.low, found.count);
    }

    @Test
    void findsThreeContractions() {
        assertThat(decompose(Chart.setup())).isTrue();

        assertThat(depths()).containsExactly(new double[] {.20, .10, .05}, EXACTLY);
        assertThat(highs()).containsExactly(239, 258, 273);
        assertThat(lows()).containsExactly(249, 265, 278);
        assertThat(found.merges).isZero();
    }

    @Test
    void averagesTheTrueRangeOfTwentyBars() {
        decompose(Chart.setup());

        // Bars 264 to 283: two steps of 1.4, eight of 1.1, five of .97, five of .77; the close is 96.
        assertThat(found.averageRange).isCloseTo((2.8 + 8.8 + 4.85 + 3.85) / 20 / 96, EXACTLY);
    }

    @Test
    void averagesFewerRangesWhereHistoryIsShorterAndNoneOfTheFirstBar() {
        decompose(new Chart().bar(100, 110, 90, 100).bar(100, 104, 99, 100).bar(98, 98, 97, 97));

        // 104 - 99, then from the close of 100 to 97: the gap counts.
        assertThat(found.averageRange).isCloseTo((5 + 3) / 2.0 / 97, EXACTLY);
    }

    @Test
    void hasNoBaseWhenTheHighIsNotTwoBarsOld() {
        Chart chart = new Chart().flat(30, 80).to(100, 10);

        assertThat(decompose(chart)).isFalse();
        assertThat(decompose(chart.to(99, 1))).isFalse();
        assertThat(decompose(chart.to(98, 1))).isTrue();
        assertThat(found.at(new Chart().flat(1, 80).bars(), 0)).isFalse();
    }

    @Test
    void beginsAtTheFirstHighWithinFivePercentThatIsTheHighestOfFiveBarsAround() {
        // 96 at bar 14, 100 at bar 20, which is six bars on; the lowest low lies between.
        decompose(new Chart().flat(10, 80).to(96, 5).to(70, 3).to(100, 3).to(90, 10));
        assertThat(highs()[0]).isEqualTo(14);
        assertThat(lows()[0]).isEqualTo(17);
        // Five bars on is too near.
        decompose(new Chart().flat(10, 80).to(96, 5).to(70, 2).to(100, 3).to(90, 10));
        assertThat(highs()[0]).isEqualTo(19);
        // 94.9 is more than 5 % below 100, 95 is not.
        decompose(new Chart().flat(10, 80).to(94.9, 5).to(70, 3).to(100, 3).to(90, 10));
        assertThat(highs()[0]).isEqualTo(20);
        decompose(new Chart().flat(10, 80).to(95, 5).to(70, 3).to(100, 3).to(90, 10));
        assertThat(highs()[0]).isEqualTo(14);
    }

    @Test
    void seesABarBeforeThePeakThatIsHigherAndNear() {
        // 100 at bar 5, 97 at bars 10 and 11: both within five bars of it or not.
        decompose(
                new Chart().flat(5, 80).to(100, 1).to(90, 2).to(97, 4).to(60, 5).to(70, 5));
        assertThat(highs()[0]).isEqualTo(5);

        // The window of 325 bars begins after the 100, so 97 is the highest.
        Chart chart = new Chart().flat(5, 80).to(100, 1).to(97, 6).to(70, 5).flat(325 - 12, 75);
        assertThat(chart.last() - 324).isEqualTo(5);
        decompose(chart);
        assertThat(highs()[0]).isEqualTo(5);
        decompose(chart.flat(1, 75));
        assertThat(highs()[0]).isEqualTo(6);
    }

    @Test
    void takesTheFirstOfEqualLowsAndHighs() {
        decompose(new Chart()
                .flat(20, 80)
                .to(99, 4)
                .to(100, 1)
                .flat(1, 100)
                .to(80, 4)
                .flat(2, 80)
                .to(82, 3));

        assertThat(highs()).containsExactly(24);
        assertThat(lows()).containsExactly(29);
    }

    @Test
    void takesTheFirstHighWhereTheLowestBarIsTheHighestToo() {
        // The bar of the low is an outside bar: its high is the highest since the peak and comes in no known order.
        // It lies seven bars on: nearer, the peak would be none.
        decompose(new Chart()
                .flat(20, 80)
                .to(100, 5)
                .to(98, 6)
                .bar(98, 101, 70, 75)
                .to(76, 1));
        assertThat(found.count).isOne();
        assertThat(highs()).containsExactly(24);
        assertThat(lows()).containsExactly(31);
        assertThat(depths()).containsExactly(new double[] {1 - 70 / 100.0}, EXACTLY);
    }

    @Test
    void doesNotCountTheHighOfTheLowsOwnBar() {
        // After the low of 80 a bar reaches 99 and falls to 90 by itself; before it the highest high was 96.
        decompose(new Chart()
                .flat(20, 60)
                .to(100, 20)
                .to(80, 5)
                .to(96, 8)
                .bar(96, 99, 90, 95)
                .to(96, 3));

        assertThat(depths()).containsExactly(new double[] {.20, 1 - 90 / 96.0}, EXACTLY);
        assertThat(highs()).containsExactly(39, 52);
        assertThat(lows()).containsExactly(44, 53);
    }

    @Test
    void mergesAFallOfTheSameSizeAndKeepsTheLastContraction() {
        decompose(new Chart()
                .flat(20, 60)
                .to(100, 20)
                .to(75, 10)
                .to(95, 10)
                .to(76, 10)
                .to(92, 10)
                .to(92 * .86, 10)
                .to(90, 10));
        // .25, then .20 (a new one), then .14 of 92: less than .85 * .20.
        assertThat(depths()).containsExactly(new double[] {.25, .20, .14}, EXACTLY);

        decompose(new Chart()
                .flat(20, 60)
                .to(100, 20)
                .to(75, 10)
                .to(99, 10)
                .to(99 * .78, 10)
                .to(97, 10)
                .to(97 * .80, 10)
                .to(90, 10));
        // .25, then .22, more than .85 * .25: merged. .20 is less than .85 * .25 = .2125, but more than .85 * .22.
        assertThat(depths()).containsExactly(new double[] {.25, .20}, EXACTLY);
        assertThat(highs()).containsExactly(39, 79);
        assertThat(found.merges).isOne();
    }

    @Test
    void takesTheFirstOfEqualFallsFromTheLatestBarOfItsHigh() {
        // Two falls of 10 %, the first from two bars at 98, the second from a higher high.
        decompose(new Chart()
                .flat(20, 60)
                .to(100, 20)
                .to(80, 10)
                .to(98, 9)
                .flat(1, 98)
                .to(88.2, 5)
                .to(99, 8)
                .to(89.1, 5)
                .to(96, 8));

        assertThat(depths()).containsExactly(new double[] {.20, .10}, EXACTLY);
        assertThat(highs()).containsExactly(39, 59);
        assertThat(lows()).containsExactly(49, 64);
        assertThat(found.merges).isOne();
    }

    @Test
    void stopsAtATightContraction() {
        // 3.4 % ends the base; the 2 % after it is not looked at.
        Chart chart = new Chart()
                .flat(20, 60)
                .to(100, 20)
                .to(80, 10)
                .to(98, 30)
                .to(98 * .966, 10)
                .to(97.5, 10)
                .to(97.5 * .98, 10)
                .to(97, 10);
        decompose(chart);
        assertThat(depths()).containsExactly(new double[] {.20, .034}, EXACTLY);

        // 3.6 % does not.
        decompose(new Chart()
                .flat(20, 60)
                .to(100, 20)
                .to(80, 10)
                .to(98, 30)
                .to(98 * .964, 10)
                .to(97.5, 10)
                .to(97.5 * .98, 10)
                .to(97, 10));
        assertThat(depths()).containsExactly(new double[] {.20, .036, .02}, EXACTLY);
    }

    @Test
    void takesATightContractionInAverageRanges() {
        // The last 20 bars swing by 4 each: the average range is 4/96, 1.25 of it more than the contraction of 5 %.
        Chart chart = new Chart()
                .flat(20, 60)
                .to(100, 20)
                .to(80, 10)
                .to(98, 30)
                .to(93.1, 10)
                .to(96, 2);
        for (int i = 0; i < 20; i++) {
            chart.bar(96, 98, 94, 96);
        }
        decompose(chart);

        assertThat(found.averageRange).isCloseTo(4 / 96.0, EXACTLY);
        assertThat(depths()).containsExactly(new double[] {.20, .05}, EXACTLY);
    }

    @Test
    void takesNoFallForNoise() {
        // 1.4 % is below the smallest, 1.5 % is not: 97.5 to 96.0375.
        decompose(new Chart()
                .flat(20, 60)
                .to(100, 20)
                .to(80, 10)
                .to(97.5, 30)
                .to(97.5 * .986, 10)
                .to(97, 10));
        assertThat(depths()).containsExactly(new double[] {.20}, EXACTLY);
        decompose(new Chart()
                .flat(20, 60)
                .to(100, 20)
                .to(80, 10)
                .to(97.5, 30)
                .to(97.5 * .985, 10)
                .to(97, 10));
        assertThat(depths()).containsExactly(new double[] {.20, .015}, EXACTLY);

        // Ranges of 6 a day: half of them is 3.1 %, more than what falls from bar to bar.
        Chart wild = new Chart().flat(20, 60).to(100, 20).to(60, 10).to(90, 30);
        for (int i = 1; i <= 20; i++) {
            wild.bar(90 + 5 * i, 93 + 5 * i, 87 + 5 * i, 90 + 5 * i);
        }
        assertThat(decompose(wild)).isFalse();
        wild.flat(1, 190);
        assertThat(decompose(wild)).isFalse();
    }

    @Test
    void looksAtNothingAfterTheBar() {
        Bars longer = Chart.setup().to(50, 10).to(200, 10).bars();

        assertThat(found.at(longer, 283)).isTrue();
        assertThat(depths()).containsExactly(new double[] {.20, .10, .05}, EXACTLY);
        assertThat(found.averageRange).isCloseTo(20.3 / 20 / 96, EXACTLY);
    }
}
