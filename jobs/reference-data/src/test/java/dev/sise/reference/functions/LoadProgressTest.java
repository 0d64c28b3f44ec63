package dev.sise.reference.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadProgressTest {

    @Test
    void tellsDoneTotalRateAndTimeLeft() {
        LoadProgress progress = new LoadProgress("daily_prices", 1_000);
        progress.total(2_700);
        IntStream.range(0, 1_200).forEach(i -> progress.doneOne());

        long now = 1_000 + 307_692;
        assertThat(progress.words(now))
                .isEqualTo("loaded 1200 of 2700 tickers of daily_prices, 3.9/s, 6 min 25 s left");
        assertThat(progress.secondsLeft(now)).isEqualTo(385);
        assertThat(progress.perSecond(now)).isBetween(3.89, 3.91);
    }

    @Test
    void foretellsNothingBeforeTheFirstTicker() {
        LoadProgress progress = new LoadProgress("investor_flows", 0);
        progress.total(10);

        assertThat(progress.words(50_000)).isEqualTo("loaded 0 of 10 tickers of investor_flows");
        assertThat(progress.secondsLeft(50_000)).isEqualTo(-1);
    }
}
