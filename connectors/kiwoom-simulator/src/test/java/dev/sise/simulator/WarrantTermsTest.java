package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class WarrantTermsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);

    @Test
    void theSensitivitiesHaveTheSizeOfARealWarrants() {
        // 57M747 as it was captured on 2026-07-01 with its underlying at 173,400: iv 67.66 %, delta 0.2947, theta
        // -0.3938,
        // vega 0.5565, rho 0.1763, price 20 to 25.
        WarrantTerms terms = new WarrantTerms("068270", true, 214_462, LocalDate.of(2026, 9, 14), 21, 0.6766, 0.6766);
        WarrantTerms.Figures figures = terms.figures(173_400, TODAY);

        assertThat(terms.theoreticalPrice(173_400, TODAY)).isBetween(18.0, 26.0);
        assertThat(figures.delta()).isCloseTo(0.2947, within(0.03));
        assertThat(figures.gamma()).isCloseTo(6e-6, within(1e-6));
        assertThat(figures.theta()).isCloseTo(-0.3938, within(0.04));
        assertThat(figures.vega()).isCloseTo(0.5565, within(0.03));
        assertThat(figures.rho()).isCloseTo(0.1763, within(0.02));
    }

    @Test
    void aCallRisesAndAPutFallsWithTheUnderlying() {
        WarrantTerms call = terms(true);
        WarrantTerms put = terms(false);

        assertThat(call.marketPrice(52_000, TODAY)).isGreaterThan(call.marketPrice(50_000, TODAY));
        assertThat(put.marketPrice(52_000, TODAY)).isLessThan(put.marketPrice(50_000, TODAY));
        assertThat(put.figures(50_000, TODAY).delta()).isNegative();
    }

    @Test
    void callAndPutKeepTheirParity() {
        double forward = 50_000 - 50_000 * Math.exp(-0.03 * 100 / 365);
        double difference =
                terms(true).marketPrice(50_000, TODAY) - terms(false).marketPrice(50_000, TODAY);

        assertThat(difference).isCloseTo(0.1 * forward, within(0.01));
    }

    @Test
    void onItsLastDayItIsWorthWhatItPays() {
        WarrantTerms terms = terms(true);

        assertThat(terms.marketPrice(60_000, terms.expiry())).isCloseTo(1_000, within(10.0));
        assertThat(terms.marketPrice(40_000, terms.expiry())).isCloseTo(0, within(0.01));
    }

    private static WarrantTerms terms(boolean call) {
        return new WarrantTerms("005930", call, 50_000, TODAY.plusDays(100), 1_000, 0.4, 0.35);
    }
}
