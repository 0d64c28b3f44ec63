package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelativeStrengthTest {

    @Test
    void weighsTheNewestQuarterTwice() {
        // 253 bars: 100 at bar 0, 125 at bar 63, 160 at bar 126, 120 at bar 189, 150 at the last.
        Chart chart = new Chart()
                .flat(63, 100)
                .flat(63, 125)
                .flat(63, 160)
                .flat(63, 120)
                .flat(1, 150);

        // Over 63 bars .25, over 126 -.0625, over 189 .2, over 252 .5.
        assertThat(RelativeStrength.performance(chart.bars()))
                .isCloseTo(.4 * .25 - .2 * .0625 + .2 * .2 + .2 * .5, within(1e-12));
    }

    @Test
    void ranksFromOneToNinetyNine() {
        assertThat(RelativeStrength.rank(new double[] {.3, .1, .2})).containsExactly(99, 1, 50);
        assertThat(RelativeStrength.rank(
                        IntStream.range(0, 99).mapToDouble(i -> i).toArray()))
                .containsExactly(IntStream.rangeClosed(1, 99).toArray());
        assertThat(RelativeStrength.rank(new double[] {1, 2})).containsExactly(1, 99);
    }

    @Test
    void givesEqualPerformancesTheRankBetween() {
        // less + lessOrEqual - 1 is 0, 2 * 2 = 1 + 3 - 1 = 3 twice, 6: of 2 * 3.
        assertThat(RelativeStrength.rank(new double[] {1, 2, 2, 3})).containsExactly(1, 50, 50, 99);
        assertThat(RelativeStrength.rank(new double[] {7, 7, 7})).containsExactly(50, 50, 50);
        // 98 * 1 / 4 is 24.5: floored.
        assertThat(RelativeStrength.rank(new double[] {1, 1, 2})).containsExactly(25, 25, 99);
    }

    @Test
    void comparesExactly() {
        double next = Math.nextUp(.1);

        assertThat(RelativeStrength.rank(new double[] {next, .1})).containsExactly(99, 1);
    }

    @Test
    void ranksTheOnlyOneInTheMiddle() {
        assertThat(RelativeStrength.rank(new double[] {.3})).containsExactly(50);
        assertThat(RelativeStrength.rank(new double[0])).isEmpty();
    }
}
