package dev.sise.quickstart;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.reference.ImportSettings;
import dev.sise.reference.ReferenceDataJob;
import dev.sise.reference.ReferenceDataSettings;
import dev.sise.reference.ReferenceDataTopology;
import dev.sise.reference.functions.ImportFile;
import dev.sise.reference.functions.LoadTable;
import dev.sise.runtime.CommonOptions;
import dev.sise.scan.VcpScanJob;
import dev.sise.scan.VcpScanSettings;
import dev.sise.scan.VcpScanTopology;
import dev.sise.scan.functions.FullUniverseListing;
import dev.sise.scan.functions.MarketData;
import dev.sise.scan.functions.Sessions;
import dev.sise.scan.io.ScanTables;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.TemporaryFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scans files without a cluster: imports them into a PostgreSQL of its own with the job reference-data, scans each date with the job vcp-scan, prints
 * the signals and writes the listing of the whole universe. The file is there whole or not at all. {@code run} is called once; {@code close} may come
 * from another thread, and leaves no process and no folder.
 */
final class ScanCommand implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScanCommand.class);
    private static final String ENDED = "The scan was ended.";
    private static final String DATABASE = "scan";
    private static final int MAX_PARALLELISM = 8;
    private static final String PART_OF_FILE = ".part";

    private static final String SIGNALS =
            """
            SELECT rank, signal_type, grade, score, vcp_score, smartmoney_score, rs, ticker, name, market, state, footprint,
            current_price, entry_price, stop_price, target_price
            FROM signals WHERE scan_id = ? ORDER BY signal_type DESC, rank
            """;

    private static final List<SignalTable.Column> COLUMNS = List.of(
            new SignalTable.Column("#", true),
            new SignalTable.Column("type", false),
            new SignalTable.Column("grade", false),
            new SignalTable.Column("score", true),
            new SignalTable.Column("vcp", true),
            new SignalTable.Column("money", true),
            new SignalTable.Column("RS", true),
            new SignalTable.Column("ticker", false),
            new SignalTable.Column("name", false),
            new SignalTable.Column("market", false),
            new SignalTable.Column("state", false),
            new SignalTable.Column("footprint", false),
            new SignalTable.Column("close", true),
            new SignalTable.Column("entry", true),
            new SignalTable.Column("stop", true),
            new SignalTable.Column("target", true));

    private final ScanSettings settings;
    private final Clock clock;
    private final PrintStream out;
    private final Path unfinished;
    private final int parallelism =
            Math.min(MAX_PARALLELISM, Runtime.getRuntime().availableProcessors());
    private final Parts parts = new Parts(() -> new ScanException(ENDED));
    private OutputStream listing;
    private Path lines;
    private FlinkCluster flink;
    private String postgresUrl;
    private String postgresUser;

    /** @param out gets progress and signals, in UTF-8 */
    ScanCommand(ScanSettings settings, Clock clock, PrintStream out) {
        this.settings = settings;
        this.clock = clock;
        this.out = out;
        unfinished =
                settings.out().resolveSibling(settings.out().getFileName() + "." + UUID.randomUUID() + PART_OF_FILE);
    }

    /** @throws ScanException when there is no result, in words; the file is then as it was */
    void run() {
        try {
            scanFiles();
        } catch (ScanException e) {
            throw parts.isClosed() ? new ScanException(ENDED, e) : e;
        }
    }

    private void scanFiles() {
        long begin = System.nanoTime();
        requireFiles();
        parts.start(this::startParts);
        importFiles();
        requireSessions();
        try (OutputStream rows = listing) {
            rows.write((FullUniverseListing.HEADER + "\n").getBytes(StandardCharsets.UTF_8));
            for (int place = 0; place < settings.dates().size(); place++) {
                scan(place);
                Files.copy(lines, rows);
            }
        } catch (IOException e) {
            throw new ScanException("-Dsise.out cannot be written: " + e, e);
        }
        publish();
        out.printf(Locale.ROOT, "The listing is in %s (%.1f s).%n", settings.out(), seconds(begin));
    }

    /** Before anything is started: what is missing is said at once. */
    private void requireFiles() {
        if (!Files.isDirectory(settings.data())) {
            throw new ScanException(
                    "-Dsise.data must be a folder with daily_prices*.csv[.gz] and instruments.csv, but there is no folder "
                            + settings.data());
        }
        List<String> names;
        try (Stream<Path> files = Files.list(settings.data())) {
            names = files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new ScanException("-Dsise.data cannot be read: " + e, e);
        }
        if (names.stream().noneMatch(name -> holds(name, LoadTable.DAILY_PRICES))) {
            throw new ScanException("-Dsise.data has no daily_prices*.csv[.gz]: " + settings.data());
        }
        if (names.stream().noneMatch(name -> holds(name, LoadTable.STOCKS))) {
            throw new ScanException(
                    "-Dsise.data has no instruments.csv, which tells stocks from funds: " + settings.data());
        }
        settings.flows().ifPresent(flows -> {
            if (!Files.isReadable(flows) || Files.isDirectory(flows)) {
                throw new ScanException("-Dsise.flows must be a file that can be read, but is " + flows);
            }
        });
        requireOut();
    }

    private static boolean holds(String fileName, LoadTable table) {
        return ImportFile.tableOf(fileName).equals(Optional.of(table));
    }

    private void requireOut() {
        if (Files.isDirectory(settings.out())) {
            throw new ScanException("-Dsise.out must be a file, but is a folder: " + settings.out());
        }
        if (!Files.isDirectory(settings.out().toAbsolutePath().getParent())) {
            throw new ScanException("-Dsise.out cannot be written: there is no folder "
                    + settings.out().toAbsolutePath().getParent());
        }
        if (isRead(settings.out())) {
            throw new ScanException("-Dsise.out must not be what this or another scan reads, but is " + settings.out());
        }
    }

    /** Also what is not there yet: the next scan would take it for prices. */
    private boolean isRead(Path file) {
        try {
            Path real = Files.exists(file)
                    ? file.toRealPath()
                    : file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
            if (settings.flows().isPresent()
                    && real.equals(settings.flows().get().toRealPath())) {
                return true;
            }
            return real.getParent().equals(settings.data().toRealPath())
                    && ImportFile.tableOf(real.getFileName().toString()).isPresent();
        } catch (IOException e) {
            throw new ScanException("-Dsise.out cannot be looked at: " + e, e);
        }
    }

    private void openListing() {
        try {
            if (Files.exists(settings.out()) && !Files.isWritable(settings.out())) {
                throw new ScanException("-Dsise.out cannot be written: " + settings.out() + " may not be changed");
            }
            // Nobody else's file is written over, and the listing may be read by whom a new file may be read by.
            listing = Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new ScanException("-Dsise.out cannot be written: " + e, e);
        }
        parts.keep("listing", this::removeUnfinished);
    }

    private void removeUnfinished() throws IOException {
        listing.close();
        Files.deleteIfExists(unfinished);
    }

    private void startParts() {
        openListing();
        lines = parts.keep("lines", TemporaryFolder.create("scan")).path().resolve("lines");
        part("PostgreSQL", () -> {
            EmbeddedPostgres postgres = parts.keep("PostgreSQL", EmbeddedPostgres.start());
            postgresUrl = postgres.createDatabase(DATABASE);
            postgresUser = postgres.user();
            SchemaMigrator.of(postgresUrl, postgresUser, Optional.empty()).migrate();
            return postgresUrl;
        });
        part("Flink", () -> {
            // Sources have slots of their own beside those of the work.
            flink = parts.keep("Flink", FlinkCluster.start(2 * parallelism + 1));
            return parallelism + " subtasks";
        });
    }

    private void part(String name, Supplier<String> start) {
        long begin = System.nanoTime();
        String started;
        try {
            started = start.get();
        } catch (ScanException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.debug("{} did not start", name, e);
            throw new ScanException("The scan ended because of " + name + ": " + e.getMessage(), e);
        }
        out.printf(Locale.ROOT, "%s: %s (%.1f s)%n", name, started, seconds(begin));
    }

    private Configuration common() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.POSTGRES_URL, postgresUrl);
        configuration.set(CommonOptions.POSTGRES_USER, postgresUser);
        configuration.set(CommonOptions.PARALLELISM, parallelism);
        return configuration;
    }

    private void importFiles() {
        part("import", () -> {
            Configuration configuration = common();
            configuration.set(ImportSettings.DIRECTORY, settings.data().toString());
            settings.flows().ifPresent(flows -> configuration.set(ImportSettings.FLOWS, flows.toString()));
            Map<String, Object> totals = execute(
                    ReferenceDataTopology.NAME,
                    environment ->
                            ReferenceDataJob.define(environment, ReferenceDataSettings.of(configuration), clock));
            return totals.entrySet().stream()
                    .filter(total -> !total.getValue().equals(0L))
                    .map(total -> total.getKey() + " " + total.getValue())
                    .collect(Collectors.joining(", "));
        });
    }

    /** So that a wrong date among many is told before any is scanned. */
    private void requireSessions() {
        LocalDate last = settings.dates().get(settings.dates().size() - 1);
        try (MarketData.Reader reader =
                new ScanTables(VcpScanSettings.of(common())).data().open()) {
            Sessions sessions = reader.sessions(last);
            for (LocalDate date : settings.dates()) {
                sessions.requireSession(date);
            }
        } catch (IllegalArgumentException e) {
            throw new ScanException("-Dsise.as-of is not allowed: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ScanException("The scan ended because of PostgreSQL: " + e.getMessage(), e);
        }
    }

    private void scan(int place) {
        long begin = System.nanoTime();
        LocalDate date = settings.dates().get(place);
        String id = "scan-" + date;
        Configuration configuration = common();
        configuration.set(VcpScanSettings.SCAN_ID, id);
        configuration.set(VcpScanSettings.SCAN_AS_OF, date.toString());
        Map<String, Object> totals = execute(
                VcpScanTopology.NAME,
                environment -> VcpScanJob.define(
                        environment, VcpScanSettings.of(configuration), clock, Optional.of(new LinesFile(lines))));
        out.printf(
                Locale.ROOT,
                "[%d/%d] %s: %s stocks ranked, %s bullish and %s bearish signals (%.1f s)%n",
                place + 1,
                settings.dates().size(),
                date,
                totals.get("universe"),
                totals.get("bullish.signals"),
                totals.get("bearish.signals"),
                seconds(begin));
        signals(id).lines().forEach(line -> out.println("  " + line));
        for (String type : List.of("bullish", "bearish")) {
            out.println("  " + type + " without a signal: " + reasons(totals, type + "."));
        }
    }

    private SignalTable signals(String id) {
        SignalTable table = new SignalTable(COLUMNS);
        try (Connection connection = PostgresAddress.of(postgresUrl, postgresUser, Optional::empty)
                        .connect();
                PreparedStatement statement = connection.prepareStatement(SIGNALS)) {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    List<String> texts = new ArrayList<>();
                    for (int column = 1; column <= COLUMNS.size(); column++) {
                        Object value = row.getObject(column);
                        texts.add(value == null ? "-" : text(value));
                    }
                    table.add(texts);
                }
            }
        } catch (SQLException e) {
            throw new ScanException("The signals of " + id + " cannot be read: " + e.getMessage(), e);
        }
        return table;
    }

    private static String text(Object value) {
        return value instanceof Long won ? String.format(Locale.ROOT, "%,d", won) : value.toString();
    }

    private static String reasons(Map<String, Object> totals, String prefix) {
        return totals.entrySet().stream()
                .filter(total ->
                        total.getKey().startsWith(prefix) && !total.getKey().equals(prefix + "signals"))
                .sorted(Map.Entry.<String, Object>comparingByValue((a, b) -> Long.compare((Long) b, (Long) a))
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(total -> total.getKey().substring(prefix.length()) + " " + total.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Runs a job to its end in this JVM, without asking for it over REST. Its totals, by name. */
    private Map<String, Object> execute(String job, Consumer<StreamExecutionEnvironment> definition) {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment();
        try {
            definition.accept(environment);
            return new TreeMap<>(flink.miniCluster()
                    .executeJobBlocking(environment.getStreamGraph().getJobGraph())
                    .getAllAccumulatorResults());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScanException("The scan was interrupted.", e);
        } catch (Exception e) {
            LOG.debug("{} failed", job, e);
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw new ScanException("The scan ended because " + job + " failed: " + inOneLine(reason), e);
        }
    }

    /** PostgreSQL's reasons have lines of details, and some of the JDK's have no words. */
    private static String inOneLine(Throwable reason) {
        return reason.getMessage() == null
                ? reason.toString()
                : reason.getMessage().strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private void publish() {
        try {
            Files.move(unfinished, settings.out(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ScanException("-Dsise.out cannot be written: " + e, e);
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Ends everything in the reverse order, also what is just starting; what does not end in order is logged, and the others still end. */
    @Override
    public void close() {
        parts.close();
    }
}
