package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sise.market.SignalType;
import dev.sise.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Minervini's own example: VIVO before its breakout of January 2007, with the footprint that he published. */
class VivoTest {

    private static PriceHistory vivo() throws IOException {
        List<String[]> rows = Files.readAllLines(SharedData.require("vcp-example/vivo.csv")).stream()
                .skip(1)
                .map(line -> line.split(","))
                .toList();
        return new PriceHistory(
                "VIVO",
                rows.stream()
                        .mapToInt(row -> (int) LocalDate.parse(row[0]).toEpochDay())
                        .toArray(),
                rows.stream().mapToDouble(row -> Double.parseDouble(row[1])).toArray(),
                rows.stream().mapToDouble(row -> Double.parseDouble(row[2])).toArray(),
                rows.stream().mapToDouble(row -> Double.parseDouble(row[3])).toArray(),
                rows.stream().mapToDouble(row -> Double.parseDouble(row[4])).toArray(),
                rows.stream().mapToLong(row -> Long.parseLong(row[5])).toArray(),
                new long[rows.size()]);
    }

    private static Verdict on(LocalDate date) throws IOException {
        PriceHistory vivo = vivo();
        return new TickerAnalyst(Sessions.of(List.of(vivo)), date, List.of(SignalType.BULLISH))
                .analyse(vivo, null, null)
                .bullish();
    }

    @Test
    void hasThePublishedFootprint() throws IOException {
        LocalDate dayBefore = LocalDate.of(2007, 1, 9);
        Verdict verdict = on(dayBefore);

        assertThat(verdict.base().contractions().stream()
                        .mapToDouble(contraction -> 100 * contraction.depth())
                        .toArray())
                .containsExactly(new double[] {31.3, 17.0, 8.5, 3.1}, within(.1));
        assertThat(verdict.base().footprint(dayBefore)).isEqualTo("40W 31/3 4T");
        assertThat(verdict.base().pivot()).isCloseTo(12.97, within(.005));
        assertThat(verdict.template().holds(2)).isFalse();
        assertThat(verdict.template().count()).isEqualTo(6);
    }

    @Test
    void breaksOutTheDayAfter() throws IOException {
        LocalDate day = LocalDate.of(2007, 1, 10);
        Verdict verdict = on(day);

        assertThat(verdict.state()).isEqualTo(SetupState.BREAKOUT);
        assertThat(verdict.breakoutDay()).isEqualTo(day);
        assertThat(verdict.volumeRatio()).isCloseTo(2.23, within(.005));
        assertThat(verdict.base().footprint(day)).isEqualTo("40W 31/3 4T");
    }
}
