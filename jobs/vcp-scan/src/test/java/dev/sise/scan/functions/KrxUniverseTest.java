package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole exchange on real days: five of them, and with {@code sise.soak} every second session of five months. */
class KrxUniverseTest {
    private static final LocalDate FIRST = LocalDate.of(2024, 12, 20);
    private static final LocalDate LAST = LocalDate.of(2025, 5, 16);

    private static KrxData krx;

    @BeforeAll
    static void read() {
        krx = KrxData.get();
    }

    /** The figures are those of a second program, which follows the definition too and shares no line with this one. */
    @ParameterizedTest
    @CsvSource({
        "2024-12-20, 2230, 292, 59, 4, 6, 4, 4",
        "2025-01-31, 2292, 374, 53, 8, 15, 7, 10",
        "2025-03-05, 2301, 453, 54, 6, 11, 5, 3",
        "2025-04-22, 2288, 462, 88, 10, 31, 1, 11",
        "2025-05-16, 2296, 558, 81, 11, 16, 4, 21"
    })
    void findsTheStatesThatASecondProgramFinds(
            LocalDate date,
            int universe,
            int none,
            int setups,
            int breakouts,
            int breakoutsOfLowVolume,
            int pullbacks,
            int extended)
            throws IOException {
        StringBuilder listing = new StringBuilder();
        new FullUniverseListing(listing).add(date, krx.master(), krx.analyses(date));

        Map<String, Integer> states = new HashMap<>();
        listing.toString().lines().skip(1).map(line -> line.split(",", -1)).forEach(fields -> {
            assertThat(fields).hasSize(14);
            assertThat(fields[2]).isEqualTo(Integer.toString(universe));
            states.merge(fields[5], 1, Integer::sum);
        });
        assertThat(states)
                .isEqualTo(Map.of(
                        "NONE", none,
                        "SETUP", setups,
                        "BREAKOUT", breakouts,
                        "BREAKOUT_LOWVOL", breakoutsOfLowVolume,
                        "PULLBACK", pullbacks,
                        "EXTENDED", extended));
    }

    @Test
    void endsEveryTickerInASignalOrAReason() {
        TreeSet<String> all = new TreeSet<>();
        krx.histories().forEach(history -> all.add(history.ticker()));
        krx.master().instruments().forEach(instrument -> all.add(instrument.ticker()));
        int[] between = Arrays.stream(krx.sessions().days())
                .filter(day -> day >= FIRST.toEpochDay() && day <= LAST.toEpochDay())
                .toArray();
        int step = Boolean.getBoolean("sise.soak") ? 2 : between.length / 4;

        IntStream.range(0, between.length).filter(place -> place % step == 0).forEach(place -> {
            LocalDate date = LocalDate.ofEpochDay(between[place]);
            ScanResult result = Ranking.of(ScanRequest.nightly(date), date, krx.master(), krx.analyses(date));
            for (SignalType type : SignalType.values()) {
                List<String> ended = Stream.concat(
                                result.signals().stream()
                                        .filter(signal -> signal.type() == type)
                                        .map(Signal::ticker),
                                result.outcomes().stream()
                                        .filter(outcome -> outcome.type() == type)
                                        .map(Outcome::ticker))
                        .sorted()
                        .toList();
                assertThat(ended).as("%s on %s", type, date).containsExactlyElementsOf(all);
            }
        });
    }

    /** What a whole night comes to: relative strength, conditions, states, scores and grades. */
    @Test
    void sumsUpTheFifthOfMarch() {
        List<TickerAnalysis> analyses = krx.analyses(KrxData.DAY);
        RelativeStrength strength = RelativeStrength.of(krx.master().instruments(), analyses);
        ScanResult result = Ranking.of(ScanRequest.nightly(KrxData.DAY), KrxData.DAY, krx.master(), analyses);
        List<TickerAnalysis> universe = analyses.stream()
                .filter(analysis -> strength.of(analysis.ticker()) != null)
                .toList();

        assertThat(universe).hasSize(2_301);
        assertThat(counts(universe.stream().map(analysis -> analysis.bullish()
                        .template()
                        .withStrength(strength.of(analysis.ticker()))
                        .count())))
                .isEqualTo("{0=688, 1=483, 2=305, 3=153, 4=140, 5=128, 6=133, 7=145, 8=126}");
        assertThat(counts(universe.stream().map(TickerAnalysis::bullish).map(Verdict::state)))
                .isEqualTo("{SETUP=144, BREAKOUT=9, BREAKOUT_LOWVOL=15, PULLBACK=5, EXTENDED=3, NONE=2125}");
        assertThat(counts(universe.stream().map(TickerAnalysis::bearish).map(Verdict::state)))
                .isEqualTo("{SETUP=600, BREAKOUT=19, BREAKOUT_LOWVOL=106, PULLBACK=30, EXTENDED=40, NONE=1506}");
        assertThat(result.cleaning()).isEqualTo(new Cleaning(0, 23_443, 82, 12, 0));
        assertThat(result.scanned()).isEqualTo(2_384);

        List<Signal> bullish = signals(result, SignalType.BULLISH);
        assertThat(counts(bullish.stream().map(Signal::state)))
                .isEqualTo("{SETUP=12, BREAKOUT=4, BREAKOUT_LOWVOL=5, PULLBACK=1, EXTENDED=2}");
        assertThat(counts(bullish.stream().map(Signal::grade))).isEqualTo("{A=1, B=4, C=14, D=5}");
        assertThat(scores(bullish)).startsWith("83.1", "82.6", "80.0").endsWith("54.0", "53.1");
        List<Signal> bearish = signals(result, SignalType.BEARISH);
        assertThat(counts(bearish.stream().map(Signal::state)))
                .isEqualTo("{SETUP=78, BREAKOUT=5, BREAKOUT_LOWVOL=13, PULLBACK=4, EXTENDED=12}");
        assertThat(counts(bearish.stream().map(Signal::grade))).isEqualTo("{A=8, B=15, C=45, D=44}");
        assertThat(scores(bearish)).startsWith("85.9", "84.8").endsWith("50.1", "50.0");
        assertThat(result.totals(SignalType.BULLISH))
                .containsEntry(Reason.TREND, 804)
                .containsEntry(Reason.BELOW_MIN_TRADED_VALUE, 1_310)
                .containsEntry(Reason.LOW_SCORE, 1);
    }

    private static String counts(Stream<?> values) {
        Map<Object, Integer> counts = new TreeMap<>();
        values.forEach(value -> counts.merge(value, 1, Integer::sum));
        return counts.toString();
    }

    private static List<Signal> signals(ScanResult result, SignalType type) {
        return result.signals().stream().filter(signal -> signal.type() == type).toList();
    }

    private static List<String> scores(List<Signal> signals) {
        return signals.stream()
                .map(signal -> Decimals.score(signal.scores().total()).toString())
                .toList();
    }

    /** Its first depth is .08, which a double cannot say. */
    @ParameterizedTest
    @CsvSource({"2025-04-21", "2025-04-22", "2025-04-23"})
    void takesAFirstDepthThatIsExactlyTheLeast(LocalDate date) {
        Verdict verdict = krx.analyses(date).stream()
                .filter(analysis -> analysis.ticker().equals("071970"))
                .findFirst()
                .orElseThrow()
                .bullish();

        assertThat(verdict.base().contractions().get(0).depth()).isLessThan(.08).isGreaterThan(.08 - 1e-12);
        assertThat(verdict.failedClauses()).doesNotContain(Reason.FIRST_DEPTH);
    }
}
