package dev.sise.scan;

import dev.sise.market.InstrumentClass;
import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import dev.sise.scan.functions.FlowHistory;
import dev.sise.scan.functions.FullUniverseListing;
import dev.sise.scan.functions.Instrument;
import dev.sise.scan.functions.InstrumentMaster;
import dev.sise.scan.functions.PriceHistory;
import dev.sise.scan.functions.Ranking;
import dev.sise.scan.functions.ScanResult;
import dev.sise.scan.functions.Sessions;
import dev.sise.scan.functions.TickerAnalysis;
import dev.sise.scan.functions.TickerAnalyst;
import dev.sise.testkit.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.postgresql.PGConnection;

/** A market in memory: into a database for the job, and to the pure functions for what the job must find. */
final class ScanFixture {
    /** The day of the lists. */
    static final LocalDate LISTED = LocalDate.of(2026, 7, 1);

    /** The last session of {@link #synthetic}. */
    static final LocalDate LAST = LocalDate.of(2026, 6, 30);

    private static final int SESSIONS = 320;

    private final SortedMap<String, Instrument> instruments = new TreeMap<>();
    private final SortedMap<String, List<long[]>> prices = new TreeMap<>();
    private final SortedMap<String, List<long[]>> flows = new TreeMap<>();

    /** Forty stocks in a base of three contractions, some turned upside down, and forty that wander; two halted, one unknown to the lists, one ETF. */
    static ScanFixture synthetic() {
        ScanFixture market = new ScanFixture();
        List<LocalDate> sessions = sessionsBefore(LAST, SESSIONS);
        Random random = new Random(17);
        for (int i = 0; i < 80; i++) {
            String ticker = String.format("%05d0", 100 + 37 * i);
            boolean pattern = i % 2 == 0;
            double[] closes = pattern ? threeContractions(random) : wandering(random);
            boolean bearish = i % 8 == 2;
            for (int bar = 0; bar < SESSIONS; bar++) {
                long close = Math.round(bearish ? 1e9 / closes[bar] : closes[bar]);
                long volume = (pattern && bar >= SESSIONS - 15 ? 300_000 : 1_000_000) + random.nextInt(100_000);
                boolean halted = i % 40 == 39 && bar >= SESSIONS - 3;
                market.bar(ticker, sessions.get(bar), halted ? 0 : close, close, halted ? 0 : volume);
            }
            if (i % 3 > 0) {
                for (int bar = SESSIONS - 60; bar < SESSIONS; bar++) {
                    long[] row = market.prices.get(ticker).get(bar);
                    long closeByVolume = row[4] * row[5];
                    // One of two tells traded value of its own; each buys once what only the value that counts allows.
                    boolean told = i % 3 == 1;
                    long foreign = random.nextInt(2_000_000_000) - 800_000_000L;
                    market.flow(
                            ticker,
                            sessions.get(bar),
                            bar == SESSIONS - 8 ? closeByVolume * (told ? 115 : 103) / 100 : foreign,
                            random.nextInt(1_000_000_000) - 500_000_000L,
                            told ? closeByVolume * 120 / 100 : 0);
                }
            }
            market.instrument(
                    ticker,
                    i % 3 == 0 ? "KOSDAQ" : "KOSPI",
                    i == 4 ? InstrumentClass.ETF : InstrumentClass.COMMON,
                    1_000_000L * (1 + i * 7 % 80));
        }
        market.prices.put("999990", new ArrayList<>(market.prices.get(market.prices.firstKey())));
        market.instrument("57M747", "ELW", InstrumentClass.ELW, 0);
        market.instrument("900010", "KOSPI", InstrumentClass.COMMON, 5_000_000);
        return market;
    }

    /** The real exchange, where the folder {@code shared} is beside the project. */
    static ScanFixture krx() throws IOException {
        ScanFixture market = new ScanFixture();
        for (int part = 0; part < 7; part++) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(
                            Files.newInputStream(SharedData.require("krx/daily_prices.part" + part + ".csv.gz"))),
                    StandardCharsets.UTF_8))) {
                lines.readLine();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] fields = line.split(",");
                    long[] row = new long[7];
                    row[0] = LocalDate.parse(fields[1]).toEpochDay();
                    for (int column = 2; column < 7; column++) {
                        row[column - 1] = Math.round(Double.parseDouble(fields[column]));
                    }
                    market.prices
                            .computeIfAbsent(fields[0], ticker -> new ArrayList<>())
                            .add(row);
                }
            }
        }
        for (String line : Files.readAllLines(SharedData.require("krx/instruments.csv"))) {
            // The name is the only text that could hold a comma: the class and the rest are counted from the end.
            String[] fields = line.split(",", -1);
            int end = fields.length;
            Arrays.stream(InstrumentClass.values())
                    .filter(known -> known.name().equals(fields[end - 4]))
                    .forEach(known -> market.instruments.put(
                            fields[0],
                            new Instrument(
                                    fields[0],
                                    fields[1],
                                    board(fields[end - 5]),
                                    known,
                                    fields[end - 2].isEmpty() ? 0 : Long.parseLong(fields[end - 2]),
                                    fields[end - 1].isEmpty() ? null : LocalDate.parse(fields[end - 1]))));
        }
        return market;
    }

    /** The column of the table knows no other ones. */
    private static String board(String market) {
        return market.equals("KOSPI") || market.equals("KOSDAQ") ? market : "UNKNOWN";
    }

    /** What the pure functions find. */
    ScanResult expected(ScanRequest request, LocalDate asOf) {
        return Ranking.of(request.on(asOf), asOf, master(), analyses(asOf));
    }

    /** The lines of the whole universe. */
    List<String> listing(LocalDate asOf) throws IOException {
        StringBuilder lines = new StringBuilder();
        new FullUniverseListing(lines).add(asOf, master(), analyses(asOf));
        return lines.toString().lines().skip(1).toList();
    }

    private InstrumentMaster master() {
        return new InstrumentMaster(LISTED, instruments.values());
    }

    private List<TickerAnalysis> analyses(LocalDate asOf) {
        List<PriceHistory> histories = prices.entrySet().stream()
                .map(entry -> history(entry.getKey(), entry.getValue()))
                .toList();
        TickerAnalyst analyst = new TickerAnalyst(Sessions.of(histories), asOf, List.of(SignalType.values()));
        return histories.stream()
                .map(history -> analyst.analyse(
                        history,
                        flowsOf(history.ticker()),
                        instruments.containsKey(history.ticker())
                                ? instruments.get(history.ticker()).listingDate()
                                : null))
                .toList();
    }

    /** Fills the tables, rows in any order but that of their keys. */
    void load(String url, String user, Random order) throws SQLException, IOException {
        List<String> stocks = new ArrayList<>();
        instruments
                .values()
                .forEach(instrument -> stocks.add(String.join(
                        "\t",
                        instrument.ticker(),
                        instrument.name(),
                        "0",
                        "0",
                        instrument.market(),
                        instrument.instrumentClass().code(),
                        instrument.listedShares() == 0 ? "\\N" : Long.toString(instrument.listedShares()),
                        instrument.listingDate() == null
                                ? "\\N"
                                : instrument.listingDate().toString(),
                        "f",
                        LISTED + " 08:30:00+09")));
        try (Connection connection = DriverManager.getConnection(url, user, null)) {
            copy(
                    connection,
                    "stocks (ticker, name, market_code, list_market, ticker_category, instrument_class, listed_shares, listing_date,"
                            + " has_after_market, updated_at)",
                    stocks,
                    order);
            copy(connection, "daily_prices", lines(prices, 7), order);
            copy(
                    connection,
                    "investor_flows (ticker, date, foreign_net, institution_net, traded_value)",
                    lines(flows, 4),
                    order);
            connection.createStatement().execute("ANALYZE");
        }
    }

    /** Traded value is 1.07 times close by volume, so that one is not taken for the other. */
    void bar(String ticker, LocalDate day, long traded, long close, long volume) {
        prices.computeIfAbsent(ticker, none -> new ArrayList<>())
                .add(new long[] {day.toEpochDay(), traded, traded, traded, close, volume, close * volume * 107 / 100});
    }

    /** @param traded 0 where the row does not tell it */
    private void flow(String ticker, LocalDate day, long foreign, long institution, long traded) {
        flows.computeIfAbsent(ticker, none -> new ArrayList<>())
                .add(new long[] {day.toEpochDay(), foreign, institution, traded});
    }

    private void instrument(String ticker, String market, InstrumentClass type, long shares) {
        instruments.put(
                ticker, new Instrument(ticker, "Stock " + ticker, market, type, shares, LocalDate.of(2001, 2, 3)));
    }

    private FlowHistory flowsOf(String ticker) {
        List<long[]> rows = flows.get(ticker);
        return rows == null
                ? null
                : new FlowHistory(
                        ticker,
                        rows.stream().mapToInt(row -> (int) row[0]).toArray(),
                        rows.stream().mapToLong(row -> row[1]).toArray(),
                        rows.stream().mapToLong(row -> row[2]).toArray(),
                        rows.stream().mapToLong(row -> row[3]).toArray());
    }

    private static PriceHistory history(String ticker, List<long[]> rows) {
        return new PriceHistory(
                ticker,
                rows.stream().mapToInt(row -> (int) row[0]).toArray(),
                rows.stream().mapToDouble(row -> row[1]).toArray(),
                rows.stream().mapToDouble(row -> row[2]).toArray(),
                rows.stream().mapToDouble(row -> row[3]).toArray(),
                rows.stream().mapToDouble(row -> row[4]).toArray(),
                rows.stream().mapToLong(row -> row[5]).toArray(),
                rows.stream().mapToLong(row -> row[6]).toArray());
    }

    private static List<String> lines(Map<String, List<long[]>> byTicker, int columns) {
        List<String> lines = new ArrayList<>();
        byTicker.forEach((ticker, rows) -> rows.forEach(row -> {
            StringBuilder line = new StringBuilder(ticker).append('\t').append(LocalDate.ofEpochDay(row[0]));
            for (int column = 1; column < columns; column++) {
                // The last one is traded value: none is told as 0.
                line.append('\t')
                        .append(column == columns - 1 && row[column] == 0 ? "\\N" : Long.toString(row[column]));
            }
            lines.add(line.toString());
        }));
        return lines;
    }

    private static void copy(Connection connection, String table, List<String> lines, Random order)
            throws SQLException, IOException {
        Collections.shuffle(lines, order);
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " FROM STDIN", new StringReader(String.join("\n", lines)));
    }

    /** An advance to some 30,000 won, then falls of about 20, 8 and 3 %, the close just below the last high. */
    private static double[] threeContractions(Random random) {
        double scale = .8 + .4 * random.nextDouble();
        double[] closes = new double[SESSIONS];
        int bar = 0;
        bar = leg(closes, bar, 8_000 * scale, 30_000 * scale, SESSIONS - 70);
        bar = leg(closes, bar, 30_000 * scale, (24_000 + random.nextInt(1_000)) * scale, 16);
        bar = leg(closes, bar, closes[bar - 1], 29_500 * scale, 14);
        bar = leg(closes, bar, closes[bar - 1], (27_000 + random.nextInt(500)) * scale, 12);
        bar = leg(closes, bar, closes[bar - 1], 29_400 * scale, 12);
        bar = leg(closes, bar, closes[bar - 1], (28_400 + random.nextInt(200)) * scale, 8);
        leg(closes, bar, closes[bar - 1], (28_700 + random.nextInt(1_000)) * scale, 8);
        return closes;
    }

    private static int leg(double[] closes, int bar, double from, double to, int bars) {
        for (int i = 1; i <= bars; i++) {
            closes[bar + i - 1] = from + (to - from) * i / bars;
        }
        return bar + bars;
    }

    private static double[] wandering(Random random) {
        double[] closes = new double[SESSIONS];
        double close = 10_000;
        for (int bar = 0; bar < SESSIONS; bar++) {
            close *= 1 + .02 * random.nextGaussian();
            closes[bar] = close;
        }
        return closes;
    }

    private static List<LocalDate> sessionsBefore(LocalDate last, int count) {
        List<LocalDate> sessions = new ArrayList<>();
        for (LocalDate day = last; sessions.size() < count; day = day.minusDays(1)) {
            if (day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY) {
                sessions.add(day);
            }
        }
        Collections.reverse(sessions);
        return sessions;
    }
}
