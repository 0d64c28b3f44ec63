package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sise.market.SignalType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 6 of the definition, by hand. */
class ScoresTest {
    private static final Offset<Double> EXACTLY = within(1e-9);
    private static final TrendTemplate ALL = new TrendTemplate(255);
    private static final TrendTemplate SEVEN = new TrendTemplate(253);
    private static final LocalDate DAY = LocalDate.of(2025, 3, 5);

    private static Base base(int merges, double average, double quietest, double first, double last, double... depths) {
        List<Contraction> contractions = new ArrayList<>();
        for (double depth : depths) {
            contractions.add(new Contraction(depth, DAY, 10_000, DAY, 10_000 * (1 - depth)));
        }
        return new Base(DAY, 50, contractions, merges, average, quietest, first, last);
    }

    private static Verdict verdict(SetupState state, double close, Base base) {
        return new Verdict(state, List.of(), base, null, null, false, close, ALL);
    }

    @Test
    void scoresTheChartOfThreeContractions() {
        VcpScore score = VcpScore.of(Chart.setup().verdict(), ALL, 99);

        assertThat(score.shape()).isCloseTo(30, EXACTLY);
        assertThat(score.tightness()).isCloseTo(20 * .05 / .07, EXACTLY);
        assertThat(score.volume())
                .isCloseTo(10 * (1 - 3_500 / 6.0 / 950) / .6 + 6 * (.65 - 500 / 950.0) / .35 + 4, EXACTLY);
        assertThat(score.pivot()).isCloseTo(15 * (1 - (1 / 97.0) / .06), EXACTLY);
        assertThat(score.trend()).isCloseTo(15, EXACTLY);
        assertThat(score.total()).isCloseTo(84.2614, within(1e-4));
    }

    @Test
    void scoresTheShape() {
        // Ratios .5, .75 and .4 are worth 1, .5 and .8.
        assertThat(shape(0, .32, .16, .12, .048)).isCloseTo(30 * 2.3 / 3, EXACTLY);
        assertThat(shape(0, .20, .10)).isCloseTo(30 * .8, EXACTLY);
        assertThat(shape(0, .20, .10, .05)).isCloseTo(30, EXACTLY);
        assertThat(shape(0, .32, .16, .08, .04, .02)).isCloseTo(30 * .9, EXACTLY);
        assertThat(shape(0, .48, .24, .12, .06, .03, .015)).isCloseTo(30 * .8, EXACTLY);
        assertThat(shape(1, .20, .10, .05)).isCloseTo(30 * .85, EXACTLY);
        assertThat(shape(2, .20, .10, .05)).isCloseTo(30 * .70, EXACTLY);
    }

    private static double shape(int merges, double... depths) {
        return VcpScore.of(verdict(SetupState.SETUP, 10_000, base(merges, 100, 50, 90, 80, depths)), ALL, 99)
                .shape();
    }

    @Test
    void scoresTightness() {
        assertThat(tightness(.10)).isZero();
        assertThat(tightness(.065)).isCloseTo(10, EXACTLY);
        assertThat(tightness(.02)).isEqualTo(20);
    }

    private static double tightness(double last) {
        return VcpScore.of(verdict(SetupState.SETUP, 10_000, base(0, 100, 50, 90, 80, .2, last)), ALL, 99)
                .tightness();
    }

    @Test
    void scoresVolume() {
        // 1 - .7 of .6 is half, .65 - .475 of .35 is half, and less than in the first.
        assertThat(volume(100, 47.5, 90, 70)).isCloseTo(5 + 3 + 4, EXACTLY);
        assertThat(volume(100, 47.5, 70, 70)).isCloseTo(5 + 3, EXACTLY);
        assertThat(volume(100, 65, 70, 120)).isZero();
        assertThat(volume(100, 10, 70, 30)).isCloseTo(20, EXACTLY);
    }

    private static double volume(double average, double quietest, double first, double last) {
        return VcpScore.of(verdict(SetupState.SETUP, 10_000, base(0, average, quietest, first, last, .2, .1)), ALL, 99)
                .volume();
    }

    @Test
    void scoresHowNearThePivotIs() {
        assertThat(pivot(SetupState.SETUP, 10_000)).isEqualTo(15);
        assertThat(pivot(SetupState.SETUP, 9_700)).isCloseTo(7.5, EXACTLY);
        assertThat(pivot(SetupState.SETUP, 9_400)).isCloseTo(0, EXACTLY);
        assertThat(pivot(SetupState.EXTENDED, 11_000)).isZero();
        assertThat(pivot(SetupState.BREAKOUT_LOWVOL, 10_300)).isCloseTo(7.5, EXACTLY);
        assertThat(pivot(SetupState.BREAKOUT, 10_300)).isEqualTo(15);
    }

    private static double pivot(SetupState state, double close) {
        return VcpScore.of(verdict(state, close, base(0, 100, 50, 90, 80, .2, .1)), ALL, 99)
                .pivot();
    }

    @Test
    void scoresTheTrend() {
        assertThat(trend(ALL, 99)).isEqualTo(15);
        assertThat(trend(ALL, 70)).isEqualTo(7.5);
        assertThat(trend(SEVEN, 99)).isEqualTo(10);
        assertThat(trend(SEVEN, 40)).isEqualTo(5);
        // 84.5 is half of the way from 70 to 99; 84 a bit less.
        assertThat(trend(ALL, 84)).isCloseTo(15 * (.5 + .5 * 14 / 29), EXACTLY);
        assertThat(trend(SEVEN, null)).isEqualTo(5);
    }

    private static double trend(TrendTemplate conditions, Integer strength) {
        return VcpScore.of(verdict(SetupState.SETUP, 10_000, base(0, 100, 50, 90, 80, .2, .1)), conditions, strength)
                .trend();
    }

    @Test
    void makesUpForTheTrendOfARecentListing() {
        VcpScore score =
                VcpScore.of(verdict(SetupState.SETUP, 10_000, base(0, 100, 30, 90, 40, .2, .1, .03)), null, null);

        // 30 - 6 * ... : ratios .5 and .3 are worth 1 and .6; everything else is full.
        assertThat(score.trend()).isNull();
        assertThat(score.total()).isCloseTo((30 * .8 + 20 + 20 + 15) * 100 / 85, EXACTLY);
    }

    @Test
    void weighsTheParts() {
        VcpScore vcp = new VcpScore(0, 0, 0, 0, 0.0, 80);
        SmartMoney money = new SmartMoney(0, 0, 0, 0, 70);

        assertThat(Scores.of(SignalType.BULLISH, vcp, money, 90).total()).isCloseTo(52 + 14 + 13.5, EXACTLY);
        assertThat(Scores.of(SignalType.BULLISH, vcp, null, 90).total()).isCloseTo((52 + 13.5) / .8, EXACTLY);
        assertThat(Scores.of(SignalType.BULLISH, vcp, money, null).total()).isCloseTo((52 + 14) / .85, EXACTLY);
        assertThat(Scores.of(SignalType.BULLISH, vcp, null, null).total()).isCloseTo(80, EXACTLY);
        assertThat(Scores.of(SignalType.BEARISH, vcp, money, 90).total()).isCloseTo(52 + 6 + 13.5, EXACTLY);
    }

    @ParameterizedTest
    @CsvSource({
        // total, conditions, state, locked, risk, grade
        "80, 8, SETUP, false, .08, A",
        "79.9, 8, SETUP, false, .05, B",
        "80, 8, BREAKOUT, false, .0801, B",
        "90, 7, BREAKOUT, false, .05, C",
        "70, 8, BREAKOUT, false, .05, B",
        "69.9, 8, SETUP, false, .05, C",
        "60, 7, SETUP, false, .05, C",
        "59.9, 8, SETUP, false, .05, D",
        "50, 7, SETUP, false, .05, D",
        "49.9, 8, SETUP, false, .05,",
        "95, 8, EXTENDED, false, .05, C",
        "55, 8, EXTENDED, false, .05, D",
        "95, 8, PULLBACK, false, .05, B",
        "65, 8, PULLBACK, false, .05, C",
        "95, 8, BREAKOUT_LOWVOL, false, .05, B",
        "95, 8, BREAKOUT, true, .05, B",
    })
    void grades(double total, int conditions, SetupState state, boolean locked, double risk, Grade expected) {
        Verdict verdict = new Verdict(state, List.of(), null, null, null, locked, 0, null);
        TrendTemplate template = conditions == 8 ? ALL : SEVEN;

        assertThat(Grade.of(total, template, verdict, risk)).isEqualTo(expected);
    }

    @Test
    void gradesARecentListingBAtMost() {
        Verdict verdict = verdict(SetupState.SETUP, 0, null);

        assertThat(Grade.of(95, null, verdict, .05)).isEqualTo(Grade.B);
        assertThat(Grade.of(70, null, verdict, .50)).isEqualTo(Grade.B);
        assertThat(Grade.of(69, null, verdict, .05)).isEqualTo(Grade.C);
    }

    private static Base at(double pivot, double low) {
        return new Base(DAY, 50, List.of(new Contraction(1 - low / pivot, DAY, pivot, DAY, low)), 0, 1, 1, 1, 1);
    }

    @Test
    void plansABullishTrade() {
        // Entry 10,010; below 9,600 is 9,590; 10,010 + 3 * 420 = 11,270.
        TradePlan plan = TradePlan.of(at(10_000, 9_600), SignalType.BULLISH);
        assertThat(plan).isEqualTo(new TradePlan(10_010, 9_590, 11_270));
        assertThat(plan.risk()).isCloseTo(420 / 10_010.0, EXACTLY);
        // A tenth at most: .9 * 10,010 = 9,009, floored to 9,000.
        assertThat(TradePlan.of(at(10_000, 8_500), SignalType.BULLISH)).isEqualTo(new TradePlan(10_010, 9_000, 13_040));
        // Off the grid, across steps: above 19,995.5 is 20,000; below 19,003 is 19,000; 20,000 + 3,000 = 23,000.
        assertThat(TradePlan.of(at(19_995.5, 19_003), SignalType.BULLISH))
                .isEqualTo(new TradePlan(20_000, 19_000, 23_000));
        // 48,050 + 3 * 1,250 = 51,800; with a stop of 46,790: 49,950 + 3 * 1,160... floored to the step of 100.
        assertThat(TradePlan.of(at(49_900, 48_830), SignalType.BULLISH))
                .isEqualTo(new TradePlan(49_950, 48_800, 53_400));
        assertThat(TradePlan.of(at(49_900, 48_780), SignalType.BULLISH))
                .isEqualTo(new TradePlan(49_950, 48_750, 53_500));
    }

    @Test
    void plansABearishTrade() {
        // The pivot is the low of 10,000: entry 9,990. Above the high of 10,400 is 10,410. 9,990 - 3 * 420 = 8,730.
        TradePlan plan = TradePlan.of(at(1 / 10_000.0, 1 / 10_400.0), SignalType.BEARISH);
        assertThat(plan).isEqualTo(new TradePlan(9_990, 10_410, 8_730));
        assertThat(plan.risk()).isCloseTo(420 / 9_990.0, EXACTLY);
        // A tenth at most: 1.1 * 9,990 = 10,989, raised to 10,990.
        assertThat(TradePlan.of(at(1 / 10_000.0, 1 / 12_000.0), SignalType.BEARISH))
                .isEqualTo(new TradePlan(9_990, 10_990, 6_990));
        // 3 won: entry 2, stop 3, target -1.
        assertThat(TradePlan.of(at(1 / 3.0, 1 / 3.2), SignalType.BEARISH)).isNull();
        assertThat(TradePlan.of(at(1.0, 1 / 1.05), SignalType.BEARISH)).isNull();
    }
}
