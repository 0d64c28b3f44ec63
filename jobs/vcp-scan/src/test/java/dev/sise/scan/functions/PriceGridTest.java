package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceGridTest {

    @ParameterizedTest
    @CsvSource({
        // price, above, below, at most, at least
        "1, 2, 0, 1, 1",
        "0.5, 1, 0, 0, 1",
        "1998.5, 1999, 1998, 1998, 1999",
        "1999, 2000, 1998, 1999, 1999",
        "2000, 2005, 1999, 2000, 2000",
        "2003, 2005, 2000, 2000, 2005",
        "4995, 5000, 4990, 4995, 4995",
        "5000, 5010, 4995, 5000, 5000",
        "19990, 20000, 19980, 19990, 19990",
        "20000, 20050, 19990, 20000, 20000",
        "49999, 50000, 49950, 49950, 50000",
        "50000, 50100, 49950, 50000, 50000",
        "199950, 200000, 199900, 199900, 200000",
        "200000, 200500, 199900, 200000, 200000",
        "499501, 500000, 499500, 499500, 500000",
        "500000, 501000, 499500, 500000, 500000",
        "1234567, 1235000, 1234000, 1234000, 1235000"
    })
    void knowsTheNextPrices(double price, long above, long below, long atMost, long atLeast) {
        assertThat(List.of(
                        PriceGrid.above(price),
                        PriceGrid.below(price),
                        PriceGrid.atMost(price),
                        PriceGrid.atLeast(price)))
                .containsExactly(above, below, atMost, atLeast);
    }

    @Test
    void takesAPriceThatMissesTheGridByTheLastBitForOnIt() {
        double justBelow = Math.nextDown(10_000.0);
        double justAbove = Math.nextUp(10_000.0);

        assertThat(PriceGrid.above(justBelow)).isEqualTo(10_010);
        assertThat(PriceGrid.below(justAbove)).isEqualTo(9_990);
        assertThat(PriceGrid.atMost(justBelow)).isEqualTo(10_000);
        assertThat(PriceGrid.atLeast(justAbove)).isEqualTo(10_000);
    }

    @Test
    void agreesWithAListOfAllValidPrices() {
        List<Long> valid = new ArrayList<>();
        long[] upTo = {2_000, 5_000, 20_000, 50_000, 200_000, 500_000, 700_000};
        long[] step = {1, 5, 10, 50, 100, 500, 1_000};
        long price = 1;
        for (int band = 0; band < step.length; band++) {
            for (; price < upTo[band]; price += step[band]) {
                valid.add(price);
            }
        }
        for (int i = 1; i + 1 < valid.size(); i++) {
            assertThat(PriceGrid.above(valid.get(i))).isEqualTo(valid.get(i + 1));
            assertThat(PriceGrid.below(valid.get(i))).isEqualTo(valid.get(i - 1));
            assertThat(PriceGrid.atMost(valid.get(i) + .3)).isEqualTo(valid.get(i));
            assertThat(PriceGrid.atLeast(valid.get(i) + .3)).isEqualTo(valid.get(i + 1));
        }
    }
}
