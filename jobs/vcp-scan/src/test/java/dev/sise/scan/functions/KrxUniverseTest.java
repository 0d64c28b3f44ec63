package dev.sise.scan.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import dev.sise.testkit.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole exchange on real days: five of them, and with {@code sise.soak} every second session of five months. */
class KrxUniverseTest {
    private static final int PARTS = 7;
    private static final LocalDate FIRST = LocalDate.of(2024, 12, 20);
    private static final LocalDate LAST = LocalDate.of(2025, 5, 16);
    /** The day of the lists. */
    private static final LocalDate LISTED = LocalDate.of(2025, 6, 27);

    private static List<PriceHistory> histories;
    private static Sessions sessions;
    private static InstrumentMaster master;

    @BeforeAll
    static void read() throws IOException {
        SortedMap<String, List<double[]>> rows = new TreeMap<>();
        for (int part = 0; part < PARTS; part++) {
            Path file = SharedData.require("krx/daily_prices.part" + part + ".csv.gz");
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                lines.readLine();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] fields = line.split(",");
                    rows.computeIfAbsent(fields[0], ticker -> new ArrayList<>())
                            .add(Stream.concat(
                                            Stream.of(Long.toString(
                                                    LocalDate.parse(fields[1]).toEpochDay())),
                                            Arrays.stream(fields).skip(2))
                                    .mapToDouble(Double::parseDouble)
                                    .toArray());
                }
            }
        }
        histories = rows.entrySet().stream()
                .map(entry -> history(entry.getKey(), entry.getValue()))
                .toList();
        sessions = Sessions.of(histories);
        List<Instrument> instruments = new ArrayList<>();
        for (String line : Files.readAllLines(SharedData.require("krx/instruments.csv"))) {
            // The name is the only text that could hold a comma: the class and the rest are counted from the end.
            String[] fields = line.split(",", -1);
            int end = fields.length;
            Arrays.stream(InstrumentClass.values())
                    .filter(known -> known.name().equals(fields[end - 4]))
                    .forEach(known -> instruments.add(new Instrument(
                            fields[0],
                            fields[1],
                            fields[end - 5],
                            known,
                            fields[end - 2].isEmpty() ? 0 : Long.parseLong(fields[end - 2]),
                            fields[end - 1].isEmpty() ? null : LocalDate.parse(fields[end - 1]))));
        }
        master = new InstrumentMaster(LISTED, instruments);
    }

    private static PriceHistory history(String ticker, List<double[]> rows) {
        return new PriceHistory(
                ticker,
                rows.stream().mapToInt(row -> (int) row[0]).toArray(),
                column(rows, 1),
                column(rows, 2),
                column(rows, 3),
                column(rows, 4),
                rows.stream().mapToLong(row -> (long) row[5]).toArray(),
                new long[rows.size()]);
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    private static List<TickerAnalysis> analyses(LocalDate date) {
        TickerAnalyst analyst = new TickerAnalyst(sessions, date, List.of(SignalType.values()));
        return histories.stream()
                .map(history -> {
                    Instrument instrument = master.of(history.ticker());
                    return analyst.analyse(history, null, instrument == null ? null : instrument.listingDate());
                })
                .toList();
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
        new FullUniverseListing(listing).add(date, master, analyses(date));

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
        histories.forEach(history -> all.add(history.ticker()));
        master.instruments().forEach(instrument -> all.add(instrument.ticker()));
        int[] between = Arrays.stream(sessions.days())
                .filter(day -> day >= FIRST.toEpochDay() && day <= LAST.toEpochDay())
                .toArray();
        int step = Boolean.getBoolean("sise.soak") ? 2 : between.length / 4;

        IntStream.range(0, between.length).filter(place -> place % step == 0).forEach(place -> {
            LocalDate date = LocalDate.ofEpochDay(between[place]);
            ScanResult result = Ranking.of(ScanRequest.nightly(date), date, master, analyses(date));
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

    /** Its first depth is .08, which a double cannot say. */
    @ParameterizedTest
    @CsvSource({"2025-04-21", "2025-04-22", "2025-04-23"})
    void takesAFirstDepthThatIsExactlyTheLeast(LocalDate date) {
        Verdict verdict = analyses(date).stream()
                .filter(analysis -> analysis.ticker().equals("071970"))
                .findFirst()
                .orElseThrow()
                .bullish();

        assertThat(verdict.base().contractions().get(0).depth()).isLessThan(.08).isGreaterThan(.08 - 1e-12);
        assertThat(verdict.failedClauses()).doesNotContain(Reason.FIRST_DEPTH);
    }
}
