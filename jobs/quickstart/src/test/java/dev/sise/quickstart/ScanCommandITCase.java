package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sise.market.InstrumentClass;
import dev.sise.market.SignalType;
import dev.sise.scan.functions.FullUniverseListing;
import dev.sise.scan.functions.Instrument;
import dev.sise.scan.functions.InstrumentMaster;
import dev.sise.scan.functions.PriceHistory;
import dev.sise.scan.functions.Sessions;
import dev.sise.scan.functions.TickerAnalysis;
import dev.sise.scan.functions.TickerAnalyst;
import dev.sise.testkit.Leaks;
import dev.sise.testkit.SharedData;
import dev.sise.testkit.TemporaryFolder;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files through PostgreSQL, both batch jobs and out again. */
class ScanCommandITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private Leaks leaks;
    private TemporaryFolder folder;
    private Path out;

    @BeforeEach
    void makeFolder() {
        leaks = Leaks.watch();
        folder = TemporaryFolder.create("scan-test");
        out = folder.path().resolve("listing.csv");
    }

    @AfterEach
    void removeFolder() {
        folder.close();
        leaks.assertNone();
    }

    private void scan(Path data, Optional<Path> flows, LocalDate... dates) {
        try (ScanCommand command = new ScanCommand(
                new ScanSettings(data, List.of(dates), out, flows),
                Clock.systemUTC(),
                new PrintStream(printed, true, StandardCharsets.UTF_8))) {
            command.run();
        }
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private Path files() throws IOException {
        Path data = Files.createDirectory(folder.path().resolve("data"));
        ScanFiles.write(data);
        return data;
    }

    @Test
    void listsTheUniverseAndPrintsTheSignals() throws IOException {
        Path data = files();
        Path flows = folder.path().resolve("flows.csv");
        ScanFiles.writeFlows(flows);

        scan(data, Optional.of(flows), ScanFiles.LAST_DAY, ScanFiles.DAY_BEFORE);

        assertThat(Files.readString(out))
                .isEqualTo(FullUniverseListing.HEADER + "\n"
                        + ScanFiles.DAY_BEFORE + ",000010,3,99,8,SETUP,,3,0,0.200000 0.100000 0.050000,97000,"
                        + ScanFiles.day(239) + ",,\n"
                        + ScanFiles.LAST_DAY + ",000010,3,99,8,SETUP,,3,0,0.200000 0.100000 0.050000,97000,"
                        + ScanFiles.day(239) + ",,\n");
        assertThat(lines())
                .anyMatch(line -> line.startsWith("[1/2] " + ScanFiles.DAY_BEFORE + ": 3 stocks ranked, 1 bullish"))
                .anyMatch(line -> line.startsWith("[2/2] " + ScanFiles.LAST_DAY + ": 3 stocks ranked, 1 bullish"))
                .anyMatch(
                        line -> line.matches(
                                " +1 +bullish +[AB] +[0-9.]+ +[0-9.]+ +[0-9.]+ +99 +000010 +수축전자 +KOSPI +SETUP +.*3T +96,000 +97,100 +92,100 +112,100"))
                .anyMatch(line -> line.startsWith("  bullish without a signal: ") && line.contains("CLASS 1"));
        assertThat(leftInFolder()).containsExactly("data", "flows.csv", "listing.csv");
    }

    /** The five days of the tests of the algorithm, made without database and jobs from the same files. */
    @Test
    void listsARealExchangeAsTheAlgorithmAloneDoes() throws IOException {
        Path data = SharedData.require("krx/instruments.csv").getParent();
        List<LocalDate> dates = Stream.of("2024-12-20", "2025-01-31", "2025-03-05", "2025-04-22", "2025-05-16")
                .map(LocalDate::parse)
                .toList();

        scan(data, Optional.empty(), dates.toArray(LocalDate[]::new));

        assertThat(Files.readAllBytes(out)).isEqualTo(expected(data, dates).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesThePreviousSessionForADateThatIsNone() throws IOException {
        Path data = files();
        Files.writeString(out, "as it was");
        LocalDate sunday =
                ScanFiles.LAST_DAY.minusDays(ScanFiles.LAST_DAY.getDayOfWeek().getValue());

        assertThatThrownBy(() -> scan(data, Optional.empty(), sunday))
                .isInstanceOf(ScanException.class)
                .hasMessage("-Dsise.as-of is not allowed: as_of must be a session of the loaded data, but was " + sunday
                        + "; the previous session is " + sunday.minusDays(2));
        assertThat(Files.readString(out)).isEqualTo("as it was");
        assertThat(leftInFolder()).containsExactly("data", "listing.csv");
    }

    @Test
    void saysWhichFileIsBroken() throws IOException {
        Path data = files();
        Files.writeString(data.resolve("daily_prices2.csv"), "ticker,day\n000010,yesterday\n");
        Files.writeString(data.resolve("daily_prices3.csv.gz"), "not packed");

        assertThatThrownBy(() -> scan(data, Optional.empty(), ScanFiles.LAST_DAY))
                .isInstanceOf(ScanException.class)
                .hasMessageStartingWith("The scan ended because reference-data failed: ")
                .hasMessageContaining("daily_prices2.csv")
                .hasMessageContaining("daily_prices3.csv.gz")
                .hasMessageNotContaining("\n");
        assertThat(out).doesNotExist();
    }

    @Test
    void saysAtOnceWhatIsMissing() throws IOException {
        Path nowhere = folder.path().resolve("nowhere");
        assertRefused(
                nowhere,
                Optional.empty(),
                "-Dsise.data must be a folder with daily_prices*.csv[.gz] and instruments.csv, but there is no folder "
                        + nowhere);
        Path empty = Files.createDirectory(folder.path().resolve("empty"));
        assertRefused(empty, Optional.empty(), "-Dsise.data has no daily_prices*.csv[.gz]: " + empty);
        Files.createFile(empty.resolve("daily_prices.csv.gz"));
        assertRefused(
                empty, Optional.empty(), "-Dsise.data has no instruments.csv, which tells stocks from funds: " + empty);
        Path data = files();
        assertRefused(data, Optional.of(nowhere), "-Dsise.flows must be a file that can be read, but is " + nowhere);
        out = data;
        assertRefused(data, Optional.empty(), "-Dsise.out must be a file, but is a folder: " + data);
        Path link = Files.createSymbolicLink(folder.path().resolve("link.csv"), data.resolve("instruments.csv"));
        Path flows = Files.createFile(folder.path().resolve("flows.csv"));
        for (Path read : List.of(link, flows, data.resolve("investor_flows_new.csv"))) {
            out = read;
            assertRefused(
                    data, Optional.of(flows), "-Dsise.out must not be what this or another scan reads, but is " + read);
        }
        out = nowhere.resolve("listing.csv");
        assertRefused(data, Optional.empty(), "-Dsise.out cannot be written: there is no folder " + nowhere);
        assertThat(lines()).isEmpty();
    }

    /** In the folder where the listing is made: the file under way is there before PostgreSQL starts. */
    @Test
    void leavesNothingWhenItIsEndedWhilePostgresStarts() throws Exception {
        assertLeavesNothing(() -> leftInFolder().stream().anyMatch(name -> name.startsWith("listing.csv.")));
    }

    @Test
    void leavesNothingWhenItIsEndedDuringTheImport() throws Exception {
        assertLeavesNothing(
                () -> Files.readString(folder.path().resolve("output")).contains("Flink: "));
    }

    /** A JVM of its own, which gets a SIGTERM once that is so. */
    private void assertLeavesNothing(Callable<Boolean> reached) throws Exception {
        Path data = files();
        Path temporaryFiles = Files.createDirectory(folder.path().resolve("tmp"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporaryFiles,
                "-cp",
                System.getProperty("java.class.path"),
                ScanMain.class.getName(),
                "--sise.data=" + data,
                "--sise.as-of=" + ScanFiles.LAST_DAY,
                "--sise.out=" + out));
        Process scan = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.path().resolve("output").toFile())
                .start();
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast("the scan ended", () -> !scan.isAlive())
                    .until(reached);

            scan.destroy();

            assertThat(scan.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            scan.destroyForcibly();
        }
        assertThat(ProcessHandle.allProcesses()
                        .filter(process -> process.info().command().orElse("").startsWith(temporaryFiles.toString())))
                .as("PostgreSQL, whose programs are unpacked there")
                .isEmpty();
        assertThat(folder.path().resolve("output")).content().doesNotContain("The scan ended because");
        try (Stream<Path> left = Files.list(temporaryFiles)) {
            assertThat(left).isEmpty();
        }
        assertThat(leftInFolder()).containsExactly("data", "output", "tmp");
    }

    private void assertRefused(Path data, Optional<Path> flows, String sentence) {
        assertThatThrownBy(() -> scan(data, flows, ScanFiles.LAST_DAY))
                .isInstanceOf(ScanException.class)
                .hasMessage(sentence);
    }

    private List<String> leftInFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder.path())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String expected(Path data, List<LocalDate> dates) throws IOException {
        SortedMap<String, List<double[]>> rows = new TreeMap<>();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("daily_prices"))
                    .sorted()
                    .collect(Collectors.toList())) {
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                    lines.lines().skip(1).map(line -> line.split(",")).forEach(fields -> rows.computeIfAbsent(
                                    fields[0], ticker -> new ArrayList<>())
                            .add(Stream.concat(
                                            Stream.of(Long.toString(
                                                    LocalDate.parse(fields[1]).toEpochDay())),
                                            Arrays.stream(fields, 2, 7))
                                    .mapToDouble(Double::parseDouble)
                                    .toArray()));
                }
            }
        }
        List<PriceHistory> histories = rows.entrySet().stream()
                .map(entry -> history(entry.getKey(), entry.getValue()))
                .toList();
        InstrumentMaster master = new InstrumentMaster(LocalDate.EPOCH, instruments(data));
        Sessions sessions = Sessions.of(histories);
        StringBuilder listing = new StringBuilder();
        FullUniverseListing universe = new FullUniverseListing(listing);
        for (LocalDate date : dates) {
            TickerAnalyst analyst = new TickerAnalyst(sessions, date, List.of(SignalType.BULLISH));
            List<TickerAnalysis> analyses = histories.stream()
                    .map(history -> {
                        Instrument instrument = master.of(history.ticker());
                        return analyst.analyse(history, null, instrument == null ? null : instrument.listingDate());
                    })
                    .toList();
            universe.add(date, master, analyses);
        }
        return listing.toString();
    }

    private static PriceHistory history(String ticker, List<double[]> rows) {
        return new PriceHistory(
                ticker,
                rows.stream().mapToInt(row -> (int) row[0]).toArray(),
                rows.stream().mapToDouble(row -> row[1]).toArray(),
                rows.stream().mapToDouble(row -> row[2]).toArray(),
                rows.stream().mapToDouble(row -> row[3]).toArray(),
                rows.stream().mapToDouble(row -> row[4]).toArray(),
                rows.stream().mapToLong(row -> (long) row[5]).toArray(),
                new long[rows.size()]);
    }

    private static List<Instrument> instruments(Path data) throws IOException {
        return Files.readAllLines(data.resolve("instruments.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .filter(fields -> Arrays.stream(InstrumentClass.values())
                        .anyMatch(known -> known.name().equals(fields[3])))
                .map(fields -> new Instrument(
                        fields[0],
                        fields[1],
                        fields[2],
                        InstrumentClass.valueOf(fields[3]),
                        0,
                        fields[6].isEmpty() ? null : LocalDate.parse(fields[6])))
                .toList();
    }
}
