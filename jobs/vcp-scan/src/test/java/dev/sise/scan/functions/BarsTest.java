package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarsTest {
    private static PriceHistory history(double[][] rows) {
        int[] days = new int[rows.length];
        double[][] prices = new double[4][rows.length];
        long[] volume = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            days[i] = (int) rows[i][0];
            for (int column = 0; column < 4; column++) {
                prices[column][i] = rows[i][column + 1];
            }
            volume[i] = (long) rows[i][5];
        }
        return new PriceHistory(
                "005930", days, prices[0], prices[1], prices[2], prices[3], volume, new long[rows.length]);
    }

    @Test
    void sortsByDayAndKeepsTheLastOfADay() {
        Bars.Cleaned cleaned = Bars.clean(
                history(new double[][] {
                    {3, 12, 12, 12, 12, 1}, {1, 10, 10, 10, 10, 1}, {3, 13, 13, 13, 13, 2}, {2, 11, 11, 11, 11, 1}
                }),
                9);

        assertThat(cleaned.bars().days).containsExactly(1, 2, 3);
        assertThat(cleaned.bars().close).containsExactly(10, 11, 13);
        assertThat(cleaned.bars().volume).containsExactly(1, 1, 2);
        assertThat(cleaned.counts()).isEqualTo(new Cleaning(1, 0, 0, 0, 0));
    }

    @Test
    void keepsTheLastOfADayAlsoWhereTheRowsAreInOrder() {
        Bars.Cleaned cleaned = Bars.clean(
                history(new double[][] {{1, 10, 10, 10, 10, 1}, {2, 11, 11, 11, 11, 1}, {2, 12, 12, 12, 12, 2}}), 9);

        assertThat(cleaned.bars().close).containsExactly(10, 12);
        assertThat(cleaned.counts()).isEqualTo(new Cleaning(1, 0, 0, 0, 0));
    }

    @Test
    void dropsHaltsAndWhatIsAfterTheDate() {
        Bars.Cleaned cleaned = Bars.clean(
                history(new double[][] {
                    {1, 10, 10, 10, 10, 1},
                    {2, 0, 0, 0, 10, 0},
                    {3, 10, 10, 0, 10, 5},
                    {4, 10, 10, 10, 10, 0},
                    {5, 10, 10, 10, 10, 1},
                    {6, 99, 99, 99, 99, 1}
                }),
                5);

        assertThat(cleaned.bars().days).containsExactly(1, 5);
        assertThat(cleaned.counts()).isEqualTo(new Cleaning(0, 3, 0, 0, 0));
    }

    @Test
    void widensHighAndLowToHoldOpenAndClose() {
        Bars.Cleaned cleaned = Bars.clean(
                history(new double[][] {{1, 10, 11, 9, 12, 1}, {2, 8, 11, 9, 11, 1}, {3, 10, 11, 9, 10, 1}}), 9);

        assertThat(cleaned.bars().high).containsExactly(12, 11, 11);
        assertThat(cleaned.bars().low).containsExactly(9, 8, 9);
        assertThat(cleaned.counts().repairs()).isEqualTo(2);
    }

    @Test
    void restartsAtAMoveThatTheExchangeDoesNotAllow() {
        Bars.Cleaned up = Bars.clean(
                history(new double[][] {
                    {1, 1000, 1000, 1000, 1000, 1},
                    {2, 0, 0, 0, 1000, 0},
                    {3, 1306, 1306, 1306, 1306, 1},
                    {4, 1300, 1300, 1300, 1300, 1}
                }),
                9);
        Bars.Cleaned down =
                Bars.clean(history(new double[][] {{1, 1000, 1000, 1000, 1000, 1}, {2, 694, 694, 694, 694, 1}}), 9);

        assertThat(up.bars().days).containsExactly(3, 4);
        assertThat(up.tradedDays()).containsExactly(1, 3, 4);
        assertThat(up.counts().breaks()).isOne();
        assertThat(down.bars().days).containsExactly(2);
    }

    @Test
    void takesAMoveOfExactlyThirtyAndAHalfPercentForOne() {
        // 1 - 695/1000 is above .305 as a double.
        assertThat(Math.abs(695.0 / 1000 - 1)).isGreaterThan(.305);
        assertThat(Bars.clean(history(new double[][] {{1, 1000, 1000, 1000, 1000, 1}, {2, 695, 695, 695, 695, 1}}), 9)
                        .counts()
                        .breaks())
                .isZero();
    }

    @Test
    void tellsARowOfTheDateFromTrading() {
        PriceHistory history = history(new double[][] {{1, 10, 10, 10, 10, 1}, {2, 0, 0, 0, 10, 0}});

        assertThat(Bars.clean(history, 1).tradedOnLastDay()).isTrue();
        assertThat(Bars.clean(history, 2).rowOnLastDay()).isTrue();
        assertThat(Bars.clean(history, 2).tradedOnLastDay()).isFalse();
        assertThat(Bars.clean(history, 3).rowOnLastDay()).isFalse();
        assertThat(Bars.clean(history, 0).rowOnLastDay()).isFalse();
    }

    @Test
    void turnsUpsideDown() {
        Bars reciprocal = Bars.clean(history(new double[][] {{1, 8, 10, 4, 5, 7}}), 9)
                .bars()
                .reciprocal();

        assertThat(reciprocal.high).containsExactly(.25);
        assertThat(reciprocal.low).containsExactly(.1);
        assertThat(reciprocal.close).containsExactly(.2);
        assertThat(reciprocal.volume).containsExactly(7);
    }
}
