package dev.sise.scan.functions;

import dev.sise.market.InstrumentClass;
import dev.sise.market.SignalType;
import dev.sise.testkit.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Real daily bars of the whole exchange, read once for all tests of a JVM.
 *
 * @param histories of every ticker, by ticker
 * @param sessions of all of them
 * @param master the exchange's lists
 */
record KrxData(List<PriceHistory> histories, Sessions sessions, InstrumentMaster master) {
    /** What a request must not change and a day has enough of: 5 March 2025. */
    static final LocalDate DAY = LocalDate.of(2025, 3, 5);

    private static final int PARTS = 7;
    /** The day of the lists. */
    private static final LocalDate LISTED = LocalDate.of(2025, 6, 27);

    private static KrxData read;

    /** The data, from {@code ../shared/krx}: see {@link SharedData} for where it is absent. */
    static synchronized KrxData get() {
        if (read == null) {
            SortedMap<String, List<double[]>> rows = new TreeMap<>();
            for (int part = 0; part < PARTS; part++) {
                lines("krx/daily_prices.part" + part + ".csv.gz")
                        .forEach(fields -> rows.computeIfAbsent(fields[0], ticker -> new ArrayList<>())
                                .add(numbers(fields[1], Arrays.stream(fields).skip(2))));
            }
            List<PriceHistory> histories = rows.entrySet().stream()
                    .map(entry -> history(entry.getKey(), entry.getValue()))
                    .toList();
            read = new KrxData(histories, Sessions.of(histories), new InstrumentMaster(LISTED, instruments()));
        }
        return read;
    }

    /** The fields of each line but the first of a file of {@code shared}, gzipped or not. */
    static List<String[]> lines(String relativePath) {
        Path file = SharedData.require(relativePath);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                relativePath.endsWith(".gz")
                        ? new GZIPInputStream(Files.newInputStream(file))
                        : Files.newInputStream(file),
                StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(line -> line.split(",", -1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A day and what follows it as numbers. */
    static double[] numbers(String day, Stream<String> others) {
        return Stream.concat(Stream.of(Long.toString(LocalDate.parse(day).toEpochDay())), others)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** A history from rows of day, open, high, low, close, volume and, where there is one, traded value. */
    static PriceHistory history(String ticker, List<double[]> rows) {
        return new PriceHistory(
                ticker,
                rows.stream().mapToInt(row -> (int) row[0]).toArray(),
                column(rows, 1),
                column(rows, 2),
                column(rows, 3),
                column(rows, 4),
                rows.stream().mapToLong(row -> (long) row[5]).toArray(),
                rows.stream()
                        .mapToLong(row -> row.length > 6 ? (long) row[6] : 0)
                        .toArray());
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    private static List<Instrument> instruments() {
        List<Instrument> instruments = new ArrayList<>();
        for (String[] fields : lines("krx/instruments.csv")) {
            // The name is the only text that could hold a comma: the class and the rest are counted from the end.
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
        return instruments;
    }

    /** Every ticker judged on a date, in both directions. */
    List<TickerAnalysis> analyses(LocalDate date) {
        TickerAnalyst analyst = new TickerAnalyst(sessions, date, List.of(SignalType.values()));
        return histories.stream()
                .map(history -> analyst.analyse(history, null, listingDate(history.ticker())))
                .toList();
    }

    /** Null where it is not known. */
    LocalDate listingDate(String ticker) {
        Instrument instrument = master.of(ticker);
        return instrument == null ? null : instrument.listingDate();
    }
}
