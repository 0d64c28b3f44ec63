package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Section 5 of the definition, by hand. */
class TrendTemplateTest {

    private static String conditions(Chart chart) {
        TrendTemplate template = TrendTemplate.of(chart.bars());
        StringBuilder held = new StringBuilder();
        for (int condition = 1; condition <= TrendTemplate.ALL; condition++) {
            if (template.holds(condition)) {
                held.append(condition);
            }
        }
        return held.toString();
    }

    @Test
    void holdsInARisingYear() {
        assertThat(conditions(new Chart().flat(1, 100).to(200, 252))).isEqualTo("1234567");
    }

    @Test
    void holdsOfNothingButTheHighAndLowInAFlatYear() {
        // Equal is not above.
        assertThat(conditions(new Chart().flat(253, 100))).isEqualTo("7");
    }

    @Test
    void holdsOfNothingInAFallingYear() {
        assertThat(conditions(new Chart().flat(1, 200).to(100, 252))).isEmpty();
    }

    @Test
    void comparesTheLongAverageWithThatOfTwentyTwoBarsAgo() {
        // 200 bars end at the bar before the fall and 22 bars before the last: both averages have the same bars but 22.
        // Bars 31 to 230 against 53 to 252; what left, bars 31 to 52, is what came, bars 231 to 252.
        Chart same = new Chart().flat(31, 50).flat(22, 120).flat(178, 100).flat(22, 120);
        Chart above = new Chart()
                .flat(31, 50)
                .flat(1, 119.9)
                .flat(21, 120)
                .flat(178, 100)
                .flat(22, 120);
        // A bar earlier would compare with 119 here.
        Chart farther = new Chart()
                .flat(30, 50)
                .flat(1, 119)
                .flat(22, 120)
                .flat(178, 100)
                .flat(22, 120);

        assertThat(conditions(same)).doesNotContain("3");
        assertThat(conditions(above)).contains("3");
        assertThat(conditions(farther)).doesNotContain("3");
    }

    @Test
    void wantsThirtyPercentAboveTheLowOfTheYear() {
        assertThat(conditions(new Chart().flat(1, 130).bar(100, 100, 100, 100).flat(251, 130)))
                .contains("6");
        assertThat(conditions(new Chart().flat(1, 130).bar(101, 101, 100.1, 101).flat(251, 130)))
                .doesNotContain("6");
        // The low is 253 bars old.
        assertThat(conditions(new Chart().flat(1, 100).flat(252, 120))).doesNotContain("6");
        assertThat(conditions(new Chart().flat(2, 100).flat(252, 120))).doesNotContain("6");
        assertThat(conditions(new Chart().flat(1, 130).flat(1, 100).flat(252, 130)))
                .doesNotContain("6");
    }

    @Test
    void wantsThreeQuartersOfTheHighOfTheYear() {
        assertThat(conditions(new Chart().flat(1, 75).bar(75, 100, 75, 75).flat(251, 75)))
                .contains("7");
        assertThat(conditions(new Chart().flat(1, 75).bar(75, 100.1, 75, 75).flat(251, 75)))
                .doesNotContain("7");
        assertThat(conditions(new Chart().flat(1, 75).bar(75, 100.1, 75, 75).flat(252, 75)))
                .contains("7");
    }

    @Test
    void comparesTheThreeAverages() {
        // 200 bars ago 100, then 150 at 90, the last 50 at 95: the averages are 95, (100*90+50*95)/150 = 91.67,
        // (50*100+100*90+50*95)/200 = 93.75.
        Chart chart = new Chart().flat(103, 100).flat(100, 90).flat(50, 95);
        assertThat(conditions(chart)).isEqualTo("147");
        // 96 is above the average of the last 50 bars.
        assertThat(conditions(
                        new Chart().flat(103, 100).flat(100, 90).flat(49, 95).flat(1, 96)))
                .isEqualTo("1457");
        assertThat(conditions(
                        new Chart().flat(103, 100).flat(100, 90).flat(49, 95).flat(1, 92)))
                .isEqualTo("47");
    }

    @Test
    void addsTheEighthFromSeventyOn() {
        TrendTemplate seven =
                TrendTemplate.of(new Chart().flat(1, 100).to(200, 252).bars());

        assertThat(seven.withStrength(69).count()).isEqualTo(7);
        assertThat(seven.withStrength(70).count()).isEqualTo(8);
        assertThat(seven.withStrength(70).holds(8)).isTrue();
        assertThat(seven.withStrength(null).count()).isEqualTo(7);
    }
}
