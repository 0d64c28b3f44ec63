package dev.sise.scan.functions;

import static dev.sise.scan.functions.SetupState.BREAKOUT;
import static dev.sise.scan.functions.SetupState.BREAKOUT_LOWVOL;
import static dev.sise.scan.functions.SetupState.EXTENDED;
import static dev.sise.scan.functions.SetupState.NONE;
import static dev.sise.scan.functions.SetupState.PULLBACK;
import static dev.sise.scan.functions.SetupState.SETUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Sections 4 and 7 of the definition, by hand, on the chart of three contractions: pivot 97, low 92.15, v50 950 at its setup. */
class StateFinderTest {
    private static final Offset<Double> EXACTLY = within(1e-9);

    @Test
    void seesASetup() {
        Verdict verdict = Chart.setup().verdict();

        assertThat(verdict.state()).isEqualTo(SETUP);
        assertThat(verdict.failedClauses()).isEmpty();
        assertThat(verdict.breakoutDay()).isNull();
        assertThat(verdict.volumeRatio()).isNull();
        assertThat(verdict.close()).isEqualTo(96);
        Base base = verdict.base();
        assertThat(base.pivot()).isEqualTo(97);
        assertThat(base.low()).isEqualTo(92.15);
        assertThat(base.start()).isEqualTo(Chart.day(239));
        assertThat(base.evaluatedOn()).isEqualTo(Chart.day(283));
        assertThat(base.bars()).isEqualTo(44);
        assertThat(base.averageVolume()).isCloseTo(950, EXACTLY);
        assertThat(base.quietestVolume()).isEqualTo(500);
        assertThat(base.firstVolume()).isEqualTo(1_000);
        // The bar of the high and five quiet ones.
        assertThat(base.lastVolume()).isCloseTo(3_500 / 6.0, EXACTLY);
        assertThat(base.contractions().get(1).highDay()).isEqualTo(Chart.day(258));
        assertThat(base.contractions().get(1).lowDay()).isEqualTo(Chart.day(265));
        // 44 days are 6.3 weeks.
        assertThat(base.footprint(Chart.day(283))).isEqualTo("6W 20/5 3T");
        // 45.5 days would be 6.5: 46 are more.
        assertThat(base.footprint(Chart.day(284))).isEqualTo("6W 20/5 3T");
        assertThat(base.footprint(Chart.day(285))).isEqualTo("7W 20/5 3T");
    }

    @Test
    void isASetupUpToThePivotItself() {
        assertThat(Chart.threeContractions().to(97, 5).verdict().state()).isEqualTo(SETUP);
    }

    @Test
    void isASetupDownToSixPercentBelowThePivot() {
        // A last contraction of 8 %: from 97 to 89.24. 6 % below 97 is 91.18.
        Chart near = new Chart()
                .flat(200, 60)
                .to(100, 40)
                .to(80, 10)
                .to(97, 20)
                .volume(500)
                .to(89.24, 5)
                .to(91.18, 2);
        Chart far = new Chart()
                .flat(200, 60)
                .to(100, 40)
                .to(80, 10)
                .to(97, 20)
                .volume(500)
                .to(89.24, 5)
                .to(91.17, 2);

        assertThat(near.verdict().state()).isEqualTo(SETUP);
        assertThat(far.verdict().state()).isEqualTo(NONE);
        assertThat(far.verdict().failedClauses()).containsExactly(Reason.NOT_NEAR_PIVOT);
        assertThat(far.verdict().base().pivot()).isEqualTo(97);
    }

    @Test
    void seesABreakoutByTheVolumeAverageBeforeIt() {
        Verdict atDouble = Chart.setup().volume(1_900).to(97.5, 1).verdict();
        Verdict atOneAndAHalf = Chart.setup().volume(1_425).to(97.5, 1).verdict();
        Verdict below = Chart.setup().volume(1_424).to(97.5, 1).verdict();

        assertThat(atDouble.state()).isEqualTo(BREAKOUT);
        assertThat(atDouble.volumeRatio()).isCloseTo(2.0, EXACTLY);
        assertThat(atDouble.breakoutDay()).isEqualTo(Chart.day(284));
        assertThat(atDouble.base().evaluatedOn()).isEqualTo(Chart.day(283));
        assertThat(atDouble.limitLocked()).isFalse();
        assertThat(atOneAndAHalf.state()).isEqualTo(BREAKOUT);
        assertThat(below.state()).isEqualTo(BREAKOUT_LOWVOL);
    }

    @Test
    void isExtendedMoreThanFivePercentAboveThePivot() {
        assertThat(Chart.setup().volume(1_900).to(101.85, 1).verdict().state()).isEqualTo(BREAKOUT);
        assertThat(Chart.setup().volume(1_900).to(101.86, 1).verdict().state()).isEqualTo(EXTENDED);
    }

    @Test
    void isStillABreakoutAfterFiveBarsAndNoneAfterSix() {
        assertThat(Chart.setup()
                        .volume(1_900)
                        .to(97.5, 1)
                        .volume(1_000)
                        .to(98, 4)
                        .verdict()
                        .state())
                .isEqualTo(BREAKOUT);
        Verdict sixth =
                Chart.setup().volume(1_900).to(97.5, 1).volume(1_000).to(98, 5).verdict();
        assertThat(sixth.state()).isEqualTo(NONE);
        assertThat(sixth.failedClauses()).containsExactly(Reason.NOT_NEAR_PIVOT);
    }

    @Test
    void isAPullbackWhereItsOwnBaseIsNoneAnyMore() {
        // Ten bars to 96, so that on the last day no quiet one is left, and the base of bar 288 decides.
        Chart chart = Chart.threeContractions()
                .to(96, 10)
                .volume(1_900)
                .to(97.5, 1)
                .volume(1_000)
                .to(97, 4);

        Verdict verdict = chart.verdict();
        assertThat(verdict.state()).isEqualTo(PULLBACK);
        assertThat(verdict.breakoutDay()).isEqualTo(Chart.day(289));
        assertThat(Chart.threeContractions()
                        .to(96, 10)
                        .volume(1_900)
                        .to(97.5, 1)
                        .volume(1_000)
                        .to(97.01, 4)
                        .verdict()
                        .state())
                .isEqualTo(BREAKOUT);
    }

    @Test
    void asksTheLastCloseAloneForTheLow() {
        Chart backAbove = Chart.threeContractions()
                .to(96, 10)
                .volume(1_900)
                .to(97.5, 1)
                .volume(1_000)
                .to(91, 1)
                .to(92.15, 1)
                .to(92.15, 2);
        Chart below = Chart.threeContractions()
                .to(96, 10)
                .volume(1_900)
                .to(97.5, 1)
                .volume(1_000)
                .to(91, 1)
                .to(92.1, 3);

        assertThat(backAbove.verdict().state()).isEqualTo(PULLBACK);
        assertThat(below.verdict().state()).isEqualTo(NONE);
    }

    @Test
    void isABreakoutAtTheUpperLimitWhateverItsVolume() {
        Verdict locked = Chart.setup().volume(10).to(96 * 1.29, 1).verdict();
        Verdict notAtTheLimit = Chart.setup().volume(10).to(96 * 1.2899, 1).verdict();
        Verdict traded =
                Chart.setup().volume(10).bar(120, 96 * 1.29, 120, 96 * 1.29).verdict();
        Verdict dayAfter = Chart.setup().volume(10).to(96 * 1.29, 1).to(101, 1).verdict();
        Verdict dayAfterUp =
                Chart.setup().volume(10).to(96 * 1.29, 1).to(125, 1).verdict();

        assertThat(locked.state()).isEqualTo(BREAKOUT);
        assertThat(locked.limitLocked()).isTrue();
        assertThat(notAtTheLimit.state()).isEqualTo(EXTENDED);
        assertThat(notAtTheLimit.limitLocked()).isFalse();
        assertThat(traded.state()).isEqualTo(EXTENDED);
        assertThat(dayAfter.state()).isEqualTo(BREAKOUT);
        assertThat(dayAfter.limitLocked()).isFalse();
        assertThat(dayAfterUp.state()).isEqualTo(EXTENDED);
    }

    @Test
    void hasNoUpperLimitUpsideDown() {
        Bars bars = Chart.setup().volume(10).to(96 * 1.29, 1).bars();

        assertThat(new StateFinder().find(bars, StateFinder.Rules.BEARISH).state())
                .isEqualTo(EXTENDED);
    }

    @Test
    void refusesWithNoBaseAlone() {
        Verdict verdict = new Chart().flat(250, 60).to(100, 40).verdict();

        assertThat(verdict.state()).isEqualTo(NONE);
        assertThat(verdict.failedClauses()).containsExactly(Reason.NO_BASE);
        assertThat(verdict.base()).isNull();
    }

    @Test
    void reportsAllClausesThatFail() {
        // 14 bars down 7 %: too short, one contraction, too shallow, not contracting, no dry-up, no advance.
        assertThat(new Chart().flat(250, 90).to(100, 10).to(93, 14).verdict().failedClauses())
                .containsExactly(
                        Reason.TOO_SHORT,
                        Reason.CONTRACTION_COUNT,
                        Reason.FIRST_DEPTH,
                        Reason.NOT_CONTRACTING,
                        Reason.NO_DRY_UP,
                        Reason.NO_PRIOR_ADVANCE);
        assertThat(new Chart().flat(250, 90).to(100, 10).to(93, 15).verdict().failedClauses())
                .doesNotContain(Reason.TOO_SHORT);
        assertThat(new Chart().flat(250, 90).to(100, 10).to(92, 15).verdict().failedClauses())
                .doesNotContain(Reason.FIRST_DEPTH);
        assertThat(new Chart().flat(250, 90).to(100, 10).to(89, 15).verdict().failedClauses())
                .contains(Reason.LAST_DEPTH);
        assertThat(new Chart().flat(250, 90).to(100, 10).to(90, 15).verdict().failedClauses())
                .doesNotContain(Reason.LAST_DEPTH);
    }

    @Test
    void takesADeeperFirstContractionInALongBase() {
        Chart longBase = new Chart().flat(100, 30).to(100, 40).to(60, 20).to(98, 179);
        assertThat(longBase.verdict().failedClauses()).contains(Reason.FIRST_DEPTH);
        assertThat(longBase.to(98, 1).verdict().failedClauses()).doesNotContain(Reason.FIRST_DEPTH);
        // 35 % are allowed before, 50 % then.
        assertThat(new Chart()
                        .flat(100, 30)
                        .to(100, 40)
                        .to(65, 20)
                        .to(98, 20)
                        .verdict()
                        .failedClauses())
                .doesNotContain(Reason.FIRST_DEPTH);
        assertThat(new Chart()
                        .flat(100, 30)
                        .to(100, 40)
                        .to(64.9, 20)
                        .to(98, 20)
                        .verdict()
                        .failedClauses())
                .contains(Reason.FIRST_DEPTH);
        assertThat(new Chart()
                        .flat(100, 30)
                        .to(100, 40)
                        .to(49.9, 20)
                        .to(98, 280)
                        .verdict()
                        .failedClauses())
                .contains(Reason.FIRST_DEPTH);
    }

    @Test
    void wantsTheLastContractionHalfOfTheFirst() {
        assertThat(new Chart()
                        .flat(200, 60)
                        .to(100, 40)
                        .to(80, 10)
                        .to(97, 20)
                        .to(97 * .9, 5)
                        .verdict()
                        .failedClauses())
                .doesNotContain(Reason.NOT_CONTRACTING);
        assertThat(new Chart()
                        .flat(200, 60)
                        .to(100, 40)
                        .to(80, 10)
                        .to(97, 20)
                        .to(97 * .899, 5)
                        .verdict()
                        .failedClauses())
                .contains(Reason.NOT_CONTRACTING, Reason.LAST_DEPTH);
    }

    @Test
    void wantsAQuietDayInFifteen() {
        // v50 is 950: 617.5 is quiet enough. Quiet days are bars 274 to 278, the last of them seen up to bar 292.
        assertThat(Chart.threeContractions().to(96, 14).verdict().failedClauses())
                .doesNotContain(Reason.NO_DRY_UP);
        assertThat(Chart.threeContractions().to(96, 15).verdict().failedClauses())
                .contains(Reason.NO_DRY_UP);
        // 50 bars: 49 of 1,000 and one of 641: .65 of the mean of 992.82 is 645.3; 49 and one of 646: 645.4.
        assertThat(new Chart()
                        .flat(300, 80)
                        .volume(645)
                        .to(100, 1)
                        .volume(1_000)
                        .flat(5, 90)
                        .verdict()
                        .failedClauses())
                .doesNotContain(Reason.NO_DRY_UP);
        assertThat(new Chart()
                        .flat(300, 80)
                        .volume(646)
                        .to(100, 1)
                        .volume(1_000)
                        .flat(5, 90)
                        .verdict()
                        .failedClauses())
                .contains(Reason.NO_DRY_UP);
    }

    @Test
    void wantsAnAdvanceOfThirtyPercentWithinAYearBeforeTheHigh() {
        assertThat(new Chart().flat(300, 77).to(100, 20).to(85, 20).verdict().failedClauses())
                .contains(Reason.NO_PRIOR_ADVANCE);
        assertThat(new Chart().flat(300, 76.92).to(100, 20).to(85, 20).verdict().failedClauses())
                .doesNotContain(Reason.NO_PRIOR_ADVANCE);
        // The low at bar 9 is 251 bars before the high at bar 260, then 252.
        assertThat(new Chart()
                        .flat(9, 90)
                        .to(70, 1)
                        .to(90, 1)
                        .flat(230, 90)
                        .to(100, 20)
                        .to(85, 20)
                        .verdict()
                        .failedClauses())
                .doesNotContain(Reason.NO_PRIOR_ADVANCE);
        assertThat(new Chart()
                        .flat(9, 90)
                        .to(70, 1)
                        .to(90, 1)
                        .flat(231, 90)
                        .to(100, 20)
                        .to(85, 20)
                        .verdict()
                        .failedClauses())
                .contains(Reason.NO_PRIOR_ADVANCE);
    }

    @Test
    void refusesMoreThanTwoMerges() {
        Chart chart = new Chart().flat(200, 50).to(100, 40).to(80, 10);
        // Falls of 18, 17.8 and 17.5 %, each from a higher high to a higher low: merged into the 20 %.
        chart.to(98, 10).to(98 * .82, 10).to(98.5, 10).to(98.5 * .822, 10);
        Chart two = chart.to(96, 10);
        assertThat(two.verdict().base().merges()).isEqualTo(2);
        assertThat(two.verdict().failedClauses()).doesNotContain(Reason.MERGES);
        Chart three = two.to(99, 3).to(99 * .825, 10).to(90, 5);
        assertThat(three.verdict().base().merges()).isEqualTo(3);
        assertThat(three.verdict().failedClauses()).contains(Reason.MERGES);
    }

    /** 60 bars: 20 up to 100 at bar 20, then contractions of 20 and 8 %, quiet in the second; pivot 98, close 96. */
    private static Chart recentlyListed(double secondHigh) {
        return new Chart()
                .flat(1, 60)
                .to(100, 20)
                .to(80, 10)
                .to(secondHigh, 15)
                .volume(500)
                .to(secondHigh * .92, 5)
                .volume(1_000)
                .to(secondHigh * .98, 5);
    }

    private static Verdict recently(Chart chart) {
        return new StateFinder().find(chart.bars(), StateFinder.Rules.RECENTLY_LISTED);
    }

    @Test
    void seesTheFirstBaseOfARecentListing() {
        Verdict verdict = recently(recentlyListed(98));

        assertThat(verdict.failedClauses()).isEmpty();
        assertThat(verdict.state()).isEqualTo(SETUP);
        // All of 56 bars but six are in the average.
        assertThat(verdict.base().averageVolume()).isCloseTo(950, EXACTLY);
    }

    @Test
    void averagesTheVolumeOfARecentListingOverWhatThereIs() {
        Verdict verdict = recently(new Chart()
                .flat(1, 60)
                .to(100, 9)
                .to(80, 10)
                .to(98, 10)
                .volume(500)
                .to(98 * .92, 5)
                .volume(1_000)
                .to(96, 5));

        assertThat(verdict.state()).isEqualTo(SETUP);
        assertThat(verdict.base().averageVolume()).isCloseTo((35 * 1_000 + 5 * 500) / 40.0, EXACTLY);
    }

    @Test
    void wantsThePivotOfARecentListingNearItsHighest() {
        assertThat(recently(recentlyListed(95)).state()).isEqualTo(SETUP);
        assertThat(recently(recentlyListed(94.9)).failedClauses()).containsExactly(Reason.PIVOT_BELOW_HIGH);
    }

    @Test
    void asksNoAdvanceOfARecentListing() {
        Chart chart = new Chart()
                .flat(21, 99)
                .to(100, 1)
                .to(80, 10)
                .to(98, 15)
                .volume(500)
                .to(91, 5)
                .to(96, 5);

        assertThat(recently(chart).state()).isEqualTo(SETUP);
        assertThat(chart.verdict().failedClauses()).containsExactly(Reason.NO_PRIOR_ADVANCE);
    }

    @Test
    void allowsAShortBaseOfARecentListingAQuarter() {
        // 24 bars from the high at bar 20 to the last.
        Chart shortBase = new Chart()
                .flat(1, 60)
                .to(100, 20)
                .to(74, 4)
                .to(98, 10)
                .volume(500)
                .to(92, 5)
                .to(96, 5);
        assertThat(recently(shortBase).base().bars()).isEqualTo(24);
        assertThat(recently(shortBase).failedClauses()).containsExactly(Reason.FIRST_DEPTH);
        assertThat(recently(shortBase.to(96, 1)).state()).isEqualTo(SETUP);
        assertThat(recently(new Chart()
                                .flat(1, 60)
                                .to(100, 20)
                                .to(75, 4)
                                .to(98, 10)
                                .volume(500)
                                .to(92, 5)
                                .to(96, 5))
                        .state())
                .isEqualTo(SETUP);
    }
}
