package dev.sise.benchmarks;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.connector.postgres.PostgresCopy;
import dev.sise.connector.postgres.PostgresPassword;
import dev.sise.market.InstrumentClass;
import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import dev.sise.runtime.CommonOptions;
import dev.sise.scan.VcpScanJob;
import dev.sise.scan.VcpScanSettings;
import dev.sise.scan.VcpScanTopology;
import dev.sise.scan.functions.AnalysePart;
import dev.sise.scan.functions.AnalysedPart;
import dev.sise.scan.functions.Instrument;
import dev.sise.scan.functions.InstrumentMaster;
import dev.sise.scan.functions.MarketData;
import dev.sise.scan.functions.Ranking;
import dev.sise.scan.functions.ScanKind;
import dev.sise.scan.functions.ScanPart;
import dev.sise.scan.functions.ScanRun;
import dev.sise.scan.functions.TickerAnalysis;
import dev.sise.scan.io.ScanTables;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.FlinkCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the nightly scan costs beside the bare COPY of the rows that it reads. The server makes the market itself, by seeded random walks: stocks with a
 * bar on each session, and flows of the last sixty. In each round the rows are copied to nowhere; read as the job reads them; analysed and ranked; and
 * scanned by the whole job, which is timed from its submission to its end, on markets of four sizes.
 */
final class ScanBenchmark implements Benchmarks.Benchmark {
    private static final int STOCKS = Integer.getInteger("bench.stocks", 2_700);
    private static final int SESSIONS = Integer.getInteger("bench.sessions", 500);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 9);
    private static final int WARM_UP = 4;
    private static final int PARALLELISM = 2;
    private static final int PARTS = 8 * PARALLELISM;
    private static final double[] SIZES = {.25, .5, 1, 2};
    private static final LocalDate LAST = LocalDate.of(2026, 6, 30);
    private static final double NANOS = 1e9;

    private static final String ROWS = "SELECT ticker, date, open, high, low, close, volume FROM daily_prices";

    private static final String STOCK_ROWS =
            """
            INSERT INTO stocks (ticker, name, market_code, list_market, ticker_category, instrument_class, listed_shares,
                listing_date, has_after_market, updated_at)
            SELECT lpad((10 * i)::text, 6, '0'), 'Stock ' || i, '0', '0', CASE i %% 3 WHEN 0 THEN 'KOSPI' ELSE 'KOSDAQ' END,
                'common', 1000000 * (1 + i %% 50), DATE '2001-02-03', TRUE, DATE '2026-06-30'
            FROM generate_series(1, %1$d) i
            """;

    private static final String PRICE_ROWS =
            """
            INSERT INTO daily_prices
            SELECT ticker, day, floor(close * (.99 + .02 * random())), ceil(close * (1.01 + .01 * random())),
                floor(close * (.98 + .01 * random())), round(close), 100000 + floor(900000 * random()), NULL
            FROM (
                SELECT lpad((10 * i)::text, 6, '0') AS ticker, day,
                    10000 * exp(sum(.0005 + .04 * (random() + random() + random() - 1.5)) OVER (PARTITION BY i ORDER BY day)) AS close
                FROM generate_series(1, %1$d) i CROSS JOIN (%2$s) sessions) walks
            ORDER BY ticker, day
            """;

    private static final String FLOW_ROWS =
            """
            INSERT INTO investor_flows (ticker, date, foreign_net, institution_net)
            SELECT lpad((10 * i)::text, 6, '0'), day, round(200000000 * (random() - .5)), round(200000000 * (random() - .5))
            FROM generate_series(1, %1$d) i CROSS JOIN (%2$s) sessions
            """;

    private static final String WEEKDAYS =
            """
            SELECT day::date AS day FROM generate_series(DATE '2020-01-01', DATE '2026-06-30', INTERVAL '1 day') day
            WHERE extract(isodow FROM day) < 6 ORDER BY day DESC LIMIT %d
            """;

    /** One size of the market. */
    private record Market(PostgresAddress address, VcpScanSettings settings, int stocks) {}

    /** What a subtask read of a part. */
    private record Read(ScanPart part, List<MarketData.TickerRows> rows) {}

    @Override
    public void run() throws Exception {
        ExecutorService subtasks = Executors.newFixedThreadPool(PARALLELISM);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                FlinkCluster flink = FlinkCluster.start(PARALLELISM)) {
            List<Market> markets = new ArrayList<>();
            for (double size : SIZES) {
                markets.add(market(postgres, (int) (size * STOCKS)));
            }
            Market whole = markets.get(Arrays.binarySearch(SIZES, 1));
            System.out.printf(Locale.ROOT, "stocks=%d%nsessions=%d%nparallelism=%d%n", STOCKS, SESSIONS, PARALLELISM);
            List<Double> copies = new ArrayList<>();
            List<Double> reads = new ArrayList<>();
            List<Double> computes = new ArrayList<>();
            List<List<Double>> scans = new ArrayList<>();
            markets.forEach(market -> scans.add(new ArrayList<>()));
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                if (round == 0) {
                    List.of(copies, reads, computes).forEach(List::clear);
                    scans.forEach(List::clear);
                }
                copies.add(copy(whole));
                Queue<Read> read = new ConcurrentLinkedQueue<>();
                reads.add(read(whole, subtasks, read));
                computes.add(compute(whole, subtasks, read));
                read.clear();
                for (int size = 0; size < SIZES.length; size++) {
                    scans.get(size).add(scan(flink, markets.get(size)));
                }
            }
            print(copies, reads, computes, scans);
        } finally {
            subtasks.shutdownNow();
        }
    }

    private static void print(
            List<Double> copies, List<Double> reads, List<Double> computes, List<List<Double>> scans) {
        double copy = median(copies);
        double scan = median(scans.get(Arrays.binarySearch(SIZES, 1)));
        System.out.printf(
                Locale.ROOT,
                "copy_s=%.3f%nread_s=%.3f%ncompute_s=%.3f%nscan_s=%.3f%nratio=%.2f%n",
                copy,
                median(reads),
                median(computes),
                scan,
                scan / copy);
        for (int size = 0; size < SIZES.length; size++) {
            System.out.printf(Locale.ROOT, "scan_s[%s]=%.3f%n", SIZES[size], median(scans.get(size)));
        }
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static Market market(EmbeddedPostgres postgres, int stocks) throws SQLException {
        String url = postgres.createDatabase("stocks_" + stocks);
        SchemaMigrator.of(url, postgres.user(), Optional.empty()).migrate();
        Market market = new Market(
                PostgresAddress.of(url, postgres.user(), PostgresPassword.fromEnvironment("SISE_POSTGRES_PASSWORD")),
                VcpScanSettings.of(Configuration.fromMap(Map.of(
                        CommonOptions.POSTGRES_URL.key(),
                        url,
                        CommonOptions.POSTGRES_USER.key(),
                        postgres.user(),
                        CommonOptions.PARALLELISM.key(),
                        Integer.toString(PARALLELISM),
                        VcpScanSettings.SCAN_AS_OF.key(),
                        LAST.toString()))),
                stocks);
        try (Connection connection = market.address().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT setseed(.17)");
            statement.execute(STOCK_ROWS.formatted(stocks));
            statement.execute(PRICE_ROWS.formatted(stocks, WEEKDAYS.formatted(SESSIONS)));
            statement.execute(FLOW_ROWS.formatted(stocks, WEEKDAYS.formatted(60)));
            statement.execute("VACUUM (ANALYZE)");
        }
        return market;
    }

    /** Everything over one connection, and dropped. */
    private static double copy(Market market) throws SQLException {
        try (Connection connection = market.address().connect()) {
            long began = System.nanoTime();
            long rows = 0;
            try (PostgresCopy copy = PostgresCopy.open(connection, ROWS)) {
                while (copy.next()) {
                    rows++;
                }
            }
            double seconds = (System.nanoTime() - began) / NANOS;
            if (rows != (long) market.stocks() * SESSIONS) {
                throw new IllegalStateException(rows + " rows were copied: the figure would be worth nothing");
            }
            return seconds;
        }
    }

    /** As the job reads: sessions, then ranges side by side. */
    private static double read(Market market, ExecutorService subtasks, Queue<Read> read) throws Exception {
        MarketData data = new ScanTables(market.settings()).data();
        long began = System.nanoTime();
        Queue<ScanPart> parts;
        try (MarketData.Reader reader = data.open()) {
            ScanRun run = new ScanRun("bench", ScanKind.NIGHTLY, LAST, ScanRequest.nightly(LAST));
            parts = new ConcurrentLinkedQueue<>(
                    ScanPart.cut(run, reader.listsReadOn(), reader.sessions(LAST), instruments(market), PARTS));
        }
        inParallel(subtasks, () -> {
            try (MarketData.Reader reader = data.open()) {
                for (ScanPart part = parts.poll(); part != null; part = parts.poll()) {
                    read.add(new Read(part, reader.read(part)));
                }
            }
            return null;
        });
        return (System.nanoTime() - began) / NANOS;
    }

    /** All analyses, and the ranking of them. */
    private static double compute(Market market, ExecutorService subtasks, Queue<Read> read) throws Exception {
        Queue<Read> left = new ConcurrentLinkedQueue<>(read);
        Queue<AnalysedPart> analysed = new ConcurrentLinkedQueue<>();
        long began = System.nanoTime();
        inParallel(subtasks, () -> {
            for (Read part = left.poll(); part != null; part = left.poll()) {
                analysed.add(AnalysePart.analyse(part.part(), part.rows(), EnumSet.allOf(SignalType.class)));
            }
            return null;
        });
        List<TickerAnalysis> analyses = new ArrayList<>();
        List<Instrument> instruments = new ArrayList<>();
        analysed.forEach(part -> {
            analyses.addAll(part.analyses());
            instruments.addAll(part.instruments());
        });
        int universe = Ranking.of(ScanRequest.nightly(LAST), LAST, new InstrumentMaster(LAST, instruments), analyses)
                .universe();
        double seconds = (System.nanoTime() - began) / NANOS;
        if (universe < market.stocks() * .9) {
            throw new IllegalStateException(
                    "Only " + universe + " stocks were ranked: the figure would be worth nothing");
        }
        return seconds;
    }

    /** The whole job, from its submission to its end. */
    private static double scan(FlinkCluster flink, Market market) throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
        long began = System.nanoTime();
        VcpScanJob.define(environment, market.settings(), Clock.systemUTC());
        JobClient job = environment.executeAsync(VcpScanTopology.NAME);
        // Not over the client, which asks for the end at growing intervals.
        JobResult result = flink.miniCluster().requestJobResult(job.getJobID()).get();
        double seconds = (System.nanoTime() - began) / NANOS;
        result.toJobExecutionResult(ScanBenchmark.class.getClassLoader());
        requirePublished(market, job.getJobID().toHexString());
        return seconds;
    }

    private static void requirePublished(Market market, String jobId) throws SQLException {
        try (Connection connection = market.address().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT totals ->> 'universe' FROM scan_runs WHERE published AND flink_job_id = '" + jobId
                                + "'")) {
            if (!row.next() || row.getInt(1) < market.stocks() * .9) {
                throw new IllegalStateException("A scan was not published: the figure would be worth nothing");
            }
        }
    }

    private static List<Instrument> instruments(Market market) {
        List<Instrument> instruments = new ArrayList<>();
        for (int i = 1; i <= market.stocks(); i++) {
            instruments.add(new Instrument(
                    String.format(Locale.ROOT, "%06d", 10 * i),
                    "Stock " + i,
                    i % 3 == 0 ? "KOSPI" : "KOSDAQ",
                    InstrumentClass.COMMON,
                    1_000_000L * (1 + i % 50),
                    LocalDate.of(2001, 2, 3)));
        }
        return instruments;
    }

    private static void inParallel(ExecutorService subtasks, Callable<Void> work) throws Exception {
        List<Future<Void>> running = new ArrayList<>();
        for (int subtask = 0; subtask < PARALLELISM; subtask++) {
            running.add(subtasks.submit(work));
        }
        for (Future<Void> one : running) {
            one.get();
        }
    }
}
