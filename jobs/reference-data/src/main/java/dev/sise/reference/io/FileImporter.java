package dev.sise.reference.io;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.connector.postgres.PostgresBulk;
import dev.sise.reference.ReferenceDataSettings;
import dev.sise.reference.functions.BarLines;
import dev.sise.reference.functions.BrokenFileException;
import dev.sise.reference.functions.CsvFormat;
import dev.sise.reference.functions.FlowLines;
import dev.sise.reference.functions.ImportFile;
import dev.sise.reference.functions.ImportResult;
import dev.sise.reference.functions.InstrumentLines;
import dev.sise.reference.functions.RefusedRowException;
import dev.sise.reference.functions.RowRefusal;
import dev.sise.reference.functions.Stock;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Rejections;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a file into its table in one transaction: killed, nothing of it is there, and imported again, nothing changes. A line that is refused
 * has its file and number as an address and spoils no other; a file without a header, or one that breaks off, is not imported.
 *
 * <p>Counters {@code rows} and {@code rejected.<reason>}.
 */
public final class FileImporter extends RichFlatMapFunction<ImportFile, ImportResult> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(FileImporter.class);
    private static final String SOURCE = "reference-data";
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);
    /** Lines between two looks at the clock. */
    private static final int LOOK_EVERY = 10_000;

    private static final int BUFFER = 64 * 1024;

    private final PostgresAddress address;
    private final int today;
    private final Clock clock;

    private transient Counter rows;
    private transient Rejections rejections;

    /**
     * For all files of one run.
     *
     * @param today market day, days since 1970
     * @param clock real time; serializable, as those of the JDK are
     */
    public FileImporter(ReferenceDataSettings settings, int today, Clock clock) {
        this.address = Database.of(settings);
        this.today = today;
        this.clock = clock;
    }

    @Override
    public void open(OpenContext context) {
        rows = getRuntimeContext().getMetricGroup().counter("rows");
        rejections = new Rejections(
                LOG,
                getRuntimeContext().getMetricGroup(),
                Arrays.stream(RowRefusal.values()).map(RowRefusal::code).toArray(String[]::new));
    }

    @Override
    public void flatMap(ImportFile file, Collector<ImportResult> out) throws SQLException {
        ImportResult result = ImportResult.of(file);
        Path path = Path.of(file.path);
        try (Connection connection = address.connect()) {
            connection.setAutoCommit(false);
            try (CountedFile counted = CountedFile.open(path);
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(counted.content(), StandardCharsets.UTF_8), BUFFER)) {
                String header = lines.readLine();
                if (header == null) {
                    throw new BrokenFileException("it is empty");
                }
                FileLoad load = new FileLoad(file, counted, lines, connection, result, out);
                switch (file.table) {
                    case DAILY_PRICES -> load.prices(header);
                    case INVESTOR_FLOWS -> load.flows(header);
                    case STOCKS -> load.instruments(header);
                }
                connection.commit();
            } catch (BrokenFileException e) {
                result.failure = e.getMessage();
            } catch (NoSuchFileException e) {
                result.failure = "it is not there";
            } catch (IOException e) {
                result.failure = "it cannot be read to its end: " + e;
            }
            if (result.failure != null) {
                connection.rollback();
                LOG.error("{} was not imported: {}", file.path, result.failure);
            }
        }
        out.collect(result);
    }

    /** One file under way. */
    private final class FileLoad {
        private final ImportFile file;
        private final CountedFile counted;
        private final BufferedReader lines;
        private final Connection connection;
        private final ImportResult result;
        private final Collector<ImportResult> out;
        private final Map<RowRefusal, Long> refused = new EnumMap<>(RowRefusal.class);
        private final long importedAt = clock.millis();

        private FileLoad(
                ImportFile file,
                CountedFile counted,
                BufferedReader lines,
                Connection connection,
                ImportResult result,
                Collector<ImportResult> out) {
            this.file = file;
            this.counted = counted;
            this.lines = lines;
            this.connection = connection;
            this.result = result;
            this.out = out;
        }

        void prices(String header) throws BrokenFileException, IOException, SQLException {
            BarLines format = new BarLines(header, today);
            write(format, HistoryTables.bars(format.tellsTradedValue()));
            count("repaired", format.repaired());
        }

        void flows(String header) throws BrokenFileException, IOException, SQLException {
            FlowLines format = new FlowLines(header, today);
            write(format, HistoryTables.flows(format.tellsIndividuals(), format.tellsTradedValue()));
        }

        void instruments(String header) throws BrokenFileException, IOException, SQLException {
            InstrumentLines format = new InstrumentLines(header, today, importedAt);
            PostgresBulk<Stock> bulk = StockTables.imported();
            write(format, bulk);
            count("listed", StockTables.addListings(connection, bulk, today, importedAt));
            count("unknown_class", format.unknownClasses());
        }

        private <T> void write(CsvFormat<T> format, PostgresBulk<T> bulk) throws IOException, SQLException {
            long number = 1;
            long loggedAt = importedAt;
            PostgresBulk.Written written;
            try (PostgresBulk.Load<T> load = bulk.begin(connection)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (line.isBlank()) {
                        continue;
                    }
                    try {
                        load.add(format.read(line));
                        rows.inc();
                    } catch (RefusedRowException e) {
                        reject(number, line, e);
                    }
                    if (number % LOOK_EVERY == 0 && clock.millis() - loggedAt >= LOG_INTERVAL.toMillis()) {
                        loggedAt = clock.millis();
                        LOG.info("{}: {} lines, {} % of the file", file.path, number, counted.percentRead());
                    }
                }
                written = load.finish();
            }
            count("rows", written.rows());
            count("duplicates", written.duplicates());
            count("inserted", written.inserted());
            count("changed", written.changed());
            refused.forEach((reason, count) -> result.counts.merge("rejected." + reason.code(), count, Long::sum));
            LOG.info(
                    "{} was imported in {} ms: {}, rejected {}",
                    file.path,
                    clock.millis() - importedAt,
                    written,
                    refused);
        }

        private void reject(long number, String line, RefusedRowException refusal) {
            RejectedRecord rejected = new RejectedRecord(
                    SOURCE,
                    file.path + ":" + number,
                    refusal.getMessage(),
                    clock.millis(),
                    line.getBytes(StandardCharsets.UTF_8));
            refused.merge(refusal.reason(), 1L, Long::sum);
            rejections.count(refusal.reason().code(), rejected);
            out.collect(ImportResult.of(rejected));
        }

        private void count(String name, long count) {
            result.counts.merge(name + "." + file.table.table(), count, Long::sum);
        }
    }

    /** A file, plain or packed, that knows how much of it was read. */
    private static final class CountedFile implements AutoCloseable {
        private final InputStream content;
        private final CountingStream raw;
        private final long size;

        private CountedFile(InputStream content, CountingStream raw, long size) {
            this.content = content;
            this.raw = raw;
            this.size = size;
        }

        static CountedFile open(Path path) throws IOException {
            CountingStream raw = new CountingStream(Files.newInputStream(path));
            boolean opened = false;
            try {
                InputStream content = path.toString().endsWith(".gz") ? new GZIPInputStream(raw, BUFFER) : raw;
                CountedFile file = new CountedFile(content, raw, Files.size(path));
                opened = true;
                return file;
            } finally {
                if (!opened) {
                    raw.close();
                }
            }
        }

        InputStream content() {
            return content;
        }

        long percentRead() {
            return size == 0 ? 100 : raw.read * 100 / size;
        }

        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    private static final class CountingStream extends FilterInputStream {
        private long read;

        private CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            read += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            read += Math.max(0, count);
            return count;
        }
    }
}
