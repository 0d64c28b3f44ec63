package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToleranceTest {

    @Test
    void takesADepthOfEightPercentForEightPercent() {
        double depth = 1 - 9_200.0 / 10_000;

        assertThat(depth).isLessThan(.08);
        assertThat(Tolerance.atLeast(depth, .08)).isTrue();
        assertThat(Tolerance.equal(depth, .08)).isTrue();
        assertThat(Tolerance.greater(.08, depth)).isFalse();
        assertThat(Tolerance.less(depth, .08)).isFalse();
    }

    @Test
    void tellsApartWhatDiffersByMoreThanOnePartInTenBillion() {
        assertThat(Tolerance.greater(1 + 2e-10, 1)).isTrue();
        assertThat(Tolerance.atMost(1 + 2e-10, 1)).isFalse();
        assertThat(Tolerance.greater(1e-300, 0)).isTrue();
        assertThat(Tolerance.atLeast(-1e-300, 0)).isFalse();
        assertThat(Tolerance.equal(0, 0)).isTrue();
        assertThat(Tolerance.greater(-1, -1 - 2e-10)).isTrue();
    }
}
