package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class NumberTextTest {

    private static final PriceLimits LIMITS = new PriceLimits(70, 130);

    @Test
    void aPriceCarriesItsDirectionAgainstThePreviousClose() {
        assertThat(NumberText.restPrice(121_700, 121_700)).isEqualTo("121700");
        assertThat(NumberText.restPrice(85_200, 121_700)).isEqualTo("-85200");
    }

    @Test
    void aDifferenceCarriesItsTrueSign() {
        assertThat(NumberText.restDifference(0)).isEqualTo("0");
        assertThat(NumberText.signedHundredths(-524, " ")).isEqualTo("-5.24");
        assertThat(NumberText.signedHundredths(0, " ")).isEqualTo(" 0.00");
        assertThat(NumberText.signedHundredths(-5, "")).isEqualTo("-0.05");
    }

    @Test
    void ratiosAreRoundedToHundredthsOfAPercent() {
        assertThat(NumberText.ratio(-17_500, 334_000)).isEqualTo(-524);
        assertThat(NumberText.ratio(8_797_957, 11_283_001)).isEqualTo(7_798);
        assertThat(NumberText.ratio(1, 0)).isZero();
    }

    @Test
    void timesHaveSixDigits() {
        assertThat(NumberText.time(LocalDateTime.of(2026, 11, 20, 9, 0, 5))).isEqualTo("090005");
        assertThat(NumberText.time(null)).isEqualTo("000000");
    }

    @Test
    void theDirectionKnowsTheLimits() {
        assertThat(NumberText.direction(130, 100, LIMITS)).isEqualTo("1");
        assertThat(NumberText.direction(101, 100, LIMITS)).isEqualTo("2");
        assertThat(NumberText.direction(100, 100, LIMITS)).isEqualTo("3");
        assertThat(NumberText.direction(70, 100, LIMITS)).isEqualTo("4");
        assertThat(NumberText.direction(99, 100, LIMITS)).isEqualTo("5");
    }
}
