package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalsTest {

    @Test
    void roundsTheShortestDecimalHalfUp() {
        // As a double 1.005 is less than that; its shortest decimal is not.
        assertThat(Decimals.rounded(1.005, 2)).isEqualTo("1.01");
        assertThat(Decimals.rounded(.1234565, 6)).isEqualTo("0.123457");
        assertThat(Decimals.rounded(.3, 6)).isEqualTo("0.300000");
        assertThat(Decimals.rounded(2.23, 4)).isEqualTo("2.2300");
        assertThat(Decimals.score(84.25)).hasToString("84.3");
    }

    @Test
    void writesPlainlyAndWithoutTrailingZeros() {
        assertThat(Decimals.shortest(97).toPlainString()).isEqualTo("97");
        assertThat(Decimals.shortest(1_000_000).toPlainString()).isEqualTo("1000000");
        assertThat(Decimals.shortest(12.97).toPlainString()).isEqualTo("12.97");
        assertThat(Decimals.shortest(1e-7).toPlainString()).isEqualTo("0.0000001");
    }

    @Test
    void isReadBackAndNeverLongerThanJavaWrites() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            double value = random.nextDouble() * Math.pow(10, random.nextInt(12) - 6);
            assertThat(Decimals.shortest(value).doubleValue()).isEqualTo(value);
            assertThat(Decimals.shortest(value).precision())
                    .isLessThanOrEqualTo(new BigDecimal(Double.toString(value))
                            .stripTrailingZeros()
                            .precision());
        }
        // Java before 19 writes 2.0000000000000003E-3 for some doubles that have a shorter decimal.
        assertThat(Decimals.shortest(2e23).toPlainString()).isEqualTo("200000000000000000000000");
    }
}
