package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TickTableTest {

    @ParameterizedTest
    @CsvSource({
        "COMMON, 1999, 1",
        "COMMON, 2000, 5",
        "COMMON, 4995, 5",
        "COMMON, 5000, 10",
        "COMMON, 19990, 10",
        "COMMON, 20000, 50",
        "COMMON, 50000, 100",
        "PREFERRED, 199900, 100",
        "COMMON, 200000, 500",
        "COMMON, 499500, 500",
        "COMMON, 500000, 1000",
        "COMMON, 2578000, 1000",
        "ETF, 1999, 1",
        "ETF, 36415, 5",
        "ETN, 2000, 5",
        "ELW, 20, 5",
        "ELW, 3000, 5"
    })
    void theTickFollowsTheBandOfThePrice(InstrumentKind kind, long price, long tick) {
        assertThat(TickTable.tickAt(kind, price)).isEqualTo(tick);
    }

    @Test
    void aBoundaryIsCrossedWithTheTickOfTheBandThatIsEntered() {
        assertThat(TickTable.up(InstrumentKind.COMMON, 1_999)).isEqualTo(2_000);
        assertThat(TickTable.down(InstrumentKind.COMMON, 2_000)).isEqualTo(1_999);
        assertThat(TickTable.up(InstrumentKind.COMMON, 2_000)).isEqualTo(2_005);
        assertThat(TickTable.down(InstrumentKind.COMMON, 500_000)).isEqualTo(499_500);
    }

    @Test
    void aPriceOffTheGridHasAFloorAndACeiling() {
        assertThat(TickTable.floor(InstrumentKind.COMMON, 316_250)).isEqualTo(316_000);
        assertThat(TickTable.ceiling(InstrumentKind.COMMON, 316_250)).isEqualTo(316_500);
        assertThat(TickTable.ceiling(InstrumentKind.COMMON, 316_500)).isEqualTo(316_500);
    }

    /** The three pairs are base, lower and upper price as three real answers gave them. */
    @ParameterizedTest
    @CsvSource({"334000, 234000, 434000", "2650000, 1855000, 3445000", "121700, 85200, 158200"})
    void limitsAreThirtyPercentCutToTheTickOfTheBase(long base, long lower, long upper) {
        assertThat(PriceLimits.of(InstrumentKind.COMMON, base)).isEqualTo(new PriceLimits(lower, upper));
    }

    @Test
    void aWarrantHasNoUpperLimit() {
        assertThat(PriceLimits.of(InstrumentKind.ELW, 10)).isEqualTo(new PriceLimits(5, PriceLimits.NO_LIMIT));
    }
}
