package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SmartMoneyTest {
    private static final Offset<Double> EXACTLY = within(1e-9);
    private static final int BARS = 30;

    /** 30 bars of 100,000 won each. */
    private final Bars bars = new Chart().flat(BARS, 100).bars();

    private final long[] foreign = new long[BARS];
    private final long[] institution = new long[BARS];
    private final long[] tradedValue = new long[BARS];

    private SmartMoney.Reading read() {
        return SmartMoney.read(bars, new FlowHistory("005930", bars.days, foreign, institution, tradedValue));
    }

    @Test
    void isFiftyWhereNobodyBuysOrSells() {
        // No day is bought on: 10 * (0 - 1) of raw.
        assertThat(read().score().score()).isCloseTo(50 - 5, EXACTLY);
    }

    @Test
    void weighsFiveAndTwentyDays() {
        // The last five days: foreigners 3,000 of 100,000 each, institutions -1,000; before, +500 for 15 days and +200.
        Arrays.fill(foreign, 10, 25, 500);
        Arrays.fill(foreign, 25, 30, 3_000);
        Arrays.fill(institution, 10, 25, 200);
        Arrays.fill(institution, 25, 30, -1_000);

        SmartMoney score = read().score();
        assertThat(score.foreign5()).isCloseTo(.03, EXACTLY);
        assertThat(score.foreign20()).isCloseTo((15 * 500 + 5 * 3_000) / 2e6, EXACTLY);
        assertThat(score.institution5()).isCloseTo(-.01, EXACTLY);
        assertThat(score.institution20()).isCloseTo((15 * 200 - 5 * 1_000) / 2e6, EXACTLY);
        // 25 * .2 + 20 * .1125 - 20 * .1 - 15 * .0125 + 10, no agreement.
        assertThat(score.score()).isCloseTo(50 + (5 + 2.25 - 2 + 15 * (-.001 / .08) + 10) / 2, EXACTLY);
    }

    @Test
    void goesFromNoughtToAHundred() {
        Arrays.fill(foreign, 50_000);
        Arrays.fill(institution, 50_000);
        assertThat(read().score().score()).isCloseTo(100, EXACTLY);
        Arrays.fill(foreign, -50_000);
        Arrays.fill(institution, -50_000);
        assertThat(read().score().score()).isCloseTo(0, EXACTLY);
    }

    @Test
    void countsDaysOnWhichBothTogetherBuy() {
        // Half of the days: 2 * .5 - 1 is nothing. The tiny sums are 20 won of two million.
        for (int bar = 10; bar < BARS; bar += 2) {
            foreign[bar] = 2;
            institution[bar] = -1;
        }
        SmartMoney score = read().score();

        // Bars 26 and 28 are of the last five: 4 and -2 of 500,000.
        double raw = 25 * (4 / 5e5 / .15) + 20 * (20 / 2e6 / .10) + 20 * (-2 / 5e5 / .10) + 15 * (-10 / 2e6 / .08);
        assertThat(score.score()).isCloseTo(50 + raw / 2, EXACTLY);
    }

    @Test
    void isUnknownWhereOneOfTwentyBarsHasNoRow() {
        int[] allButOne =
                Arrays.stream(bars.days).filter(day -> day != bars.days[10]).toArray();
        int[] allButAnEarlier =
                Arrays.stream(bars.days).filter(day -> day != bars.days[9]).toArray();

        assertThat(SmartMoney.read(bars, new FlowHistory("005930", allButOne, new long[29], new long[29], new long[29]))
                        .score())
                .isNull();
        assertThat(SmartMoney.read(
                                bars,
                                new FlowHistory("005930", allButAnEarlier, new long[29], new long[29], new long[29]))
                        .score())
                .isNotNull();
        assertThat(SmartMoney.read(bars, null).score()).isNull();
    }

    @Test
    void rejectsMoreThanWasTraded() {
        foreign[5] = 100_001;
        institution[6] = -100_001;
        foreign[7] = 100_000;
        assertThat(read().rejected()).isEqualTo(2);
        assertThat(read().score()).isNotNull();

        institution[15] = 200_000;
        assertThat(read().rejected()).isEqualTo(3);
        assertThat(read().score()).isNull();
    }

    @Test
    void dividesByTheTradedValueThatTheRowsTell() {
        PriceHistory history = new Chart().flat(BARS, 100).history();
        Arrays.fill(history.tradedValue(), 50_000);
        Arrays.fill(foreign, 1_000);

        SmartMoney.Reading reading = SmartMoney.read(
                Bars.clean(history, Integer.MAX_VALUE).bars(),
                new FlowHistory("005930", bars.days, foreign, institution, tradedValue));

        assertThat(reading.score().foreign5()).isCloseTo(.02, EXACTLY);
    }

    /**
     * Prices tell 50,000 a day, flows 80,000 on the last two days and nothing before: f5 is 5,000 of 3 * 50,000 + 2 * 80,000 = 310,000, and f20
     * 20,000 of 18 * 50,000 + 2 * 80,000 = 1,060,000.
     */
    @Test
    void dividesByTheTradedValueOfTheFlowsBeforeThatOfThePrices() {
        PriceHistory history = new Chart().flat(BARS, 100).history();
        Arrays.fill(history.tradedValue(), 50_000);
        Arrays.fill(foreign, 1_000);
        Arrays.fill(institution, -500);
        Arrays.fill(tradedValue, 28, BARS, 80_000);

        SmartMoney score = SmartMoney.read(
                        Bars.clean(history, Integer.MAX_VALUE).bars(),
                        new FlowHistory("005930", bars.days, foreign, institution, tradedValue))
                .score();

        assertThat(score.foreign5()).isCloseTo(5_000 / 310_000.0, EXACTLY);
        assertThat(score.foreign20()).isCloseTo(20_000 / 1_060_000.0, EXACTLY);
        assertThat(score.institution5()).isCloseTo(-2_500 / 310_000.0, EXACTLY);
        assertThat(score.institution20()).isCloseTo(-10_000 / 1_060_000.0, EXACTLY);
    }

    /** Prices tell 100,000 a day. */
    @Test
    void rejectsMoreThanTheFlowsSayWasTraded() {
        // Possible where more was traded than the prices tell; impossible where it was less.
        foreign[15] = 110_000;
        tradedValue[15] = 120_000;
        assertThat(read().rejected()).isZero();
        assertThat(read().score()).isNotNull();

        institution[16] = -90_000;
        tradedValue[16] = 80_000;
        assertThat(read()).isEqualTo(new SmartMoney.Reading(null, 1));
    }

    @Test
    void readsRowsInAnyOrderAndIgnoresWhatHasNoBar() {
        Arrays.fill(foreign, 10, 30, 700);
        SmartMoney straight = read().score();
        int[] days = new int[BARS + 2];
        long[] shuffledForeign = new long[BARS + 2];
        for (int i = 0; i < BARS; i++) {
            days[i] = bars.days[BARS - 1 - i];
            shuffledForeign[i] = foreign[BARS - 1 - i];
        }
        days[BARS] = bars.days[0] - 7;
        days[BARS + 1] = bars.days[BARS - 1] + 1;
        shuffledForeign[BARS + 1] = 99_999;

        assertThat(SmartMoney.read(
                                bars,
                                new FlowHistory(
                                        "005930", days, shuffledForeign, new long[BARS + 2], new long[BARS + 2]))
                        .score())
                .isEqualTo(straight);
    }
}
