package dev.sise.quickstart;

import dev.sise.broadcast.PriceBroadcastJob;
import dev.sise.broadcast.PriceBroadcastSettings;
import dev.sise.broadcast.PriceBroadcastTopology;
import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.gateway.Gateway;
import dev.sise.gateway.GatewayOptions;
import dev.sise.gateway.GatewaySettings;
import dev.sise.gateway.JobLaunchException;
import dev.sise.gateway.JobLauncher;
import dev.sise.gateway.schedule.Schedule;
import dev.sise.gateway.schedule.Schedules;
import dev.sise.ingest.TickIngestJob;
import dev.sise.ingest.TickIngestSettings;
import dev.sise.ingest.TickIngestTopology;
import dev.sise.market.KrxCalendar;
import dev.sise.market.KrxSession;
import dev.sise.market.MarketClock;
import dev.sise.reference.ReferenceDataJob;
import dev.sise.reference.ReferenceDataSettings;
import dev.sise.reference.ReferenceDataTopology;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.JobArguments;
import dev.sise.scan.VcpScanJob;
import dev.sise.scan.VcpScanSettings;
import dev.sise.scan.VcpScanTopology;
import dev.sise.simulator.KiwoomSimulator;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedKafka;
import dev.sise.testkit.EmbeddedPostgres;
import dev.sise.testkit.EmbeddedRedis;
import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.FreePort;
import dev.sise.testkit.TemporaryFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole system in one JVM: Kafka, Redis, PostgreSQL, a simulated exchange, both streaming jobs and the sync of the instrument list on a
 * Flink MiniCluster with its web UI, and the gateway, whose schedules load and scan the latest session once all is ready. Everything listens on
 * loopback and lives in temporary folders that {@link #close()} removes. {@code start} is called once; {@code close} may come from another thread,
 * also while it starts.
 */
public final class QuickStart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuickStart.class);
    private static final String APP_KEY_ID = "simulator";
    static final String APP_KEY = "quickstart-app-key";
    private static final String SECRET_KEY = "quickstart-secret-key";
    private static final int CALLS_PER_SECOND = 200;
    /** Three for the streaming jobs, the others for the nightly load, the nightly scan and scans that somebody asks for. */
    private static final int SLOTS = 9;

    private static final long NEEDED_DISK_BYTES = 512L << 20;
    private static final Duration FIRST_PRICE = Duration.ofSeconds(90);
    private static final Duration SYNC = Duration.ofSeconds(120);
    private static final int STEPS = 8;

    private final QuickStartSettings settings;
    private final Clock clock;
    private final PrintStream out;
    private final Configuration overrides;
    private final Parts parts =
            new Parts(() -> new QuickStartException("The quick start was ended while it started.", null));
    private int step;
    private int httpPort;
    private int metricsPort;
    private EmbeddedKafka kafka;
    private EmbeddedRedis redis;
    private PendingPostgres postgres;
    private KiwoomSimulator exchange;
    private FlinkCluster flink;
    private MarketClock marketClock;

    /**
     * @param clock real time
     * @param out gets the progress and the ready line
     */
    public QuickStart(QuickStartSettings settings, Clock clock, PrintStream out) {
        this(settings, clock, out, new Configuration());
    }

    /** @param overrides win over what the jobs and the gateway are given here */
    QuickStart(QuickStartSettings settings, Clock clock, PrintStream out, Configuration overrides) {
        this.settings = settings;
        this.clock = clock;
        this.out = out;
        this.overrides = overrides;
    }

    /**
     * Starts everything and returns when a price has come all the way to a WebSocket client.
     *
     * @throws QuickStartException with a sentence that says what is wrong
     */
    public void start() {
        parts.start(this::startParts);
    }

    private void startParts() {
        requirePort(settings.httpPort(), GatewayOptions.HTTP_PORT.key());
        requirePort(settings.flinkPort(), QuickStartSettings.FLINK_PORT.key());
        requirePort(settings.metricsPort(), QuickStartSettings.METRICS_PORT.key());
        requireDisk();
        long begin = System.nanoTime();
        Duration offset = overrides.getOptional(CommonOptions.CLOCK_OFFSET).orElseGet(this::clockOffset);
        marketClock = MarketClock.of(clock, offset);

        // It takes longest to start, and is needed last.
        PendingPostgres database = parts.keep("PostgreSQL", new PendingPostgres());
        kafka = part("Kafka", EmbeddedKafka::start, EmbeddedKafka::bootstrapServers);
        redis = part("Redis", EmbeddedRedis::start, EmbeddedRedis::uri);
        exchange = part(
                "simulated exchange",
                () -> KiwoomSimulator.builder()
                        .appKey(APP_KEY, SECRET_KEY)
                        .marketClock(Clock.offset(clock, offset))
                        .market(settings.market())
                        .messagesPerSecond(settings.messagesPerSecond())
                        .callsPerSecond(CALLS_PER_SECOND)
                        .start(),
                simulator -> simulator.restUri() + ", market time "
                        + marketClock.now().withNano(0));
        TemporaryFolder secrets = folderWithSecrets();
        flink = part(
                "Flink",
                () -> FlinkCluster.start(SLOTS, settings.flinkPort(), metricsReporter()),
                cluster -> "web UI " + cluster.restAddress() + ", metrics " + metricsAddress());
        postgres = part("PostgreSQL", database::await, PendingPostgres::url);
        Configuration common = new Configuration();
        common.set(CommonOptions.KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        common.set(CommonOptions.REDIS_URL, redis.uri());
        common.set(CommonOptions.POSTGRES_URL, postgres.url());
        common.set(CommonOptions.POSTGRES_USER, postgres.user());
        common.set(CommonOptions.CLOCK_OFFSET, offset);
        common.set(CommonOptions.PARALLELISM, 2);
        common.set(CommonOptions.KIWOOM_REST_URL, exchange.restUri().toString());
        common.set(TickIngestSettings.WEB_SOCKET_URL, exchange.webSocketUri().toString());
        common.setString(CommonOptions.KIWOOM_APP_KEY_IDS.key(), APP_KEY_ID);
        common.set(CommonOptions.KIWOOM_SECRETS_DIRECTORY, secrets.path().toString());
        common.set(CommonOptions.KIWOOM_CALLS_PER_SECOND, (double) CALLS_PER_SECOND);
        common.set(GatewayOptions.HTTP_HOST, "127.0.0.1");
        common.set(GatewayOptions.HTTP_PORT, settings.httpPort());
        common.addAll(overrides);
        InProcessJobLauncher launcher = parts.keep("batch jobs", launcher(flink, common));
        // Runs beside the start of the streaming jobs.
        String sync = startOrExplain("the instrument list", () -> submitSync(launcher));
        part("jobs", () -> submitJobs(flink, common), JobNames::toString);
        startOrExplain("the schedules", () -> handOverSync(common, sync));
        Gateway gateway =
                part("gateway", () -> Gateway.start(GatewaySettings.from(common), clock, launcher), Gateway::url);
        httpPort = gateway.port();
        FirstPrice.await(URI.create("ws://127.0.0.1:" + httpPort + "/ws"), "005930", FIRST_PRICE);
        part("instruments", () -> new Instruments(launcher.awaitTotals(sync, SYNC)), Instruments::toString);
        parts.keep("board", new BoardLine(postgres.url(), postgres.user(), httpPort, out));

        out.printf(Locale.ROOT, "Started in %.1f s.%n", (System.nanoTime() - begin) / 1e9);
        out.println("Sise is ready: http://localhost:" + httpPort);
        out.println("Subscribe with a WebSocket client, for example: npx wscat -c ws://localhost:" + httpPort
                + "/ws -x '{\"type\":\"subscribe\",\"topics\":[\"price:005930\"]}' -w 10");
        out.println("Ctrl-C ends it. The nightly load and scan of the latest session follow.");
        out.flush();
        launcher.ready();
    }

    /** Where Prometheus reads the metrics of JobManager and TaskManager, which are one process here. */
    URI metricsAddress() {
        return URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
    }

    /** Port of page and WebSocket; 0 before {@link #start()} returned. */
    public int httpPort() {
        return httpPort;
    }

    EmbeddedKafka kafka() {
        return kafka;
    }

    EmbeddedRedis redis() {
        return redis;
    }

    /** The JDBC address of the database, without a user. */
    String postgresUrl() {
        return postgres.url();
    }

    String postgresUser() {
        return postgres.user();
    }

    KiwoomSimulator exchange() {
        return exchange;
    }

    FlinkCluster flink() {
        return flink;
    }

    MarketClock marketClock() {
        return marketClock;
    }

    /**
     * Ends everything in the reverse order. A part that does not end in order is logged, and the others still end. A part that is just starting
     * is waited for, and ended too.
     */
    @Override
    public void close() {
        parts.close();
    }

    private <T extends AutoCloseable> T part(String name, Supplier<T> start, Function<T, String> describe) {
        step++;
        // Whole lines only: a warning of another thread may come between them.
        out.printf(Locale.ROOT, "[%d/%d] %s ...%n", step, STEPS, name);
        out.flush();
        long begin = System.nanoTime();
        T part = parts.keep(name, startOrExplain(name, start));
        out.printf(
                Locale.ROOT,
                "[%d/%d] %s: %s (%.1f s)%n",
                step,
                STEPS,
                name,
                describe.apply(part),
                (System.nanoTime() - begin) / 1e9);
        out.flush();
        return part;
    }

    private <T> T startOrExplain(String name, Supplier<T> start) {
        try {
            return start.get();
        } catch (RuntimeException e) {
            LOG.debug("{} did not start", name, e);
            throw new QuickStartException("The quick start ended because of " + name + ": " + e.getMessage(), e);
        }
    }

    /** A reporter cannot tell its port, so one is found for it. */
    private Configuration metricsReporter() {
        metricsPort = settings.metricsPort() == 0 ? FreePort.find() : settings.metricsPort();
        Configuration configuration = new Configuration();
        configuration.setString(
                "metrics.reporter.prometheus.factory.class", LoopbackPrometheusReporter.Factory.class.getName());
        configuration.setString(
                "metrics.reporter.prometheus." + LoopbackPrometheusReporter.PORT, Integer.toString(metricsPort));
        return configuration;
    }

    private JobNames submitJobs(FlinkCluster flink, Configuration common) {
        StreamExecutionEnvironment ingest = environment(flink);
        TickIngestJob.define(ingest, TickIngestSettings.of(common), clock);
        StreamExecutionEnvironment broadcast = environment(flink);
        PriceBroadcastJob.define(broadcast, PriceBroadcastSettings.of(common), clock);
        try {
            broadcast.executeAsync(PriceBroadcastTopology.NAME);
            ingest.executeAsync(TickIngestTopology.NAME);
        } catch (Exception e) {
            throw new IllegalStateException("Flink did not take the jobs: " + e.getMessage(), e);
        }
        // The cluster cancels them when it ends.
        return new JobNames();
    }

    private static final class JobNames implements AutoCloseable {
        @Override
        public void close() {}

        @Override
        public String toString() {
            return TickIngestTopology.NAME + ", " + PriceBroadcastTopology.NAME;
        }
    }

    private InProcessJobLauncher launcher(FlinkCluster flink, Configuration common) {
        return new InProcessJobLauncher(
                () -> environment(flink),
                Map.of(
                        ReferenceDataTopology.NAME,
                        (environment, arguments) -> ReferenceDataJob.define(
                                environment,
                                ReferenceDataSettings.of(settingsOf(
                                        ReferenceDataTopology.NAME, arguments, ReferenceDataSettings.OPTIONS, common)),
                                clock),
                        VcpScanTopology.NAME,
                        (environment, arguments) -> VcpScanJob.define(
                                environment,
                                VcpScanSettings.of(
                                        settingsOf(VcpScanTopology.NAME, arguments, VcpScanSettings.OPTIONS, common)),
                                clock)));
    }

    /** What all parts are given, and the arguments of a run, which win. */
    private Configuration settingsOf(
            String job, List<String> arguments, List<ConfigOption<?>> options, Configuration common) {
        Configuration configuration = new Configuration(common);
        JobArguments.parse(job, arguments.toArray(new String[0]), Map.of(), options, out)
                .ifPresent(configuration::addAll);
        return configuration;
    }

    private static String submitSync(InProcessJobLauncher launcher) {
        String id = JobLauncher.newId();
        try {
            launcher.submitAtOnce(id, ReferenceDataTopology.NAME, List.of());
        } catch (JobLaunchException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        return id;
    }

    /** So that the gateway's schedules follow this sync, and start none beside it. Returns its id. */
    private String handOverSync(Configuration common, String sync) {
        try {
            Schedules.handOver(
                    PostgresAddress.of(postgres.url(), postgres.user(), Optional::empty),
                    KrxCalendar.load(common.get(CommonOptions.CALENDAR_OVERRIDE)),
                    marketClock.now(),
                    Schedule.LIST_SYNC,
                    "quickstart",
                    sync);
            return sync;
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL did not take the run of the sync: " + e.getMessage(), e);
        }
    }

    /** What the sync of the instrument list found. */
    private record Instruments(Map<String, Object> totals) implements AutoCloseable {
        private static final String LISTED = "listed.";

        @Override
        public void close() {}

        @Override
        public String toString() {
            long listed = totals.entrySet().stream()
                    .filter(total -> total.getKey().startsWith(LISTED))
                    .mapToLong(total -> (Long) total.getValue())
                    .sum();
            return listed + " listed";
        }
    }

    /** PostgreSQL while it starts beside the other parts, and after. To be ended at any time. */
    private static final class PendingPostgres implements AutoCloseable {
        private static final String DATABASE = "sise";

        private final CompletableFuture<EmbeddedPostgres> server = CompletableFuture.supplyAsync(
                EmbeddedPostgres::start, task -> new Thread(task, "quickstart-postgres").start());

        /** Waits for the server and makes the tables. */
        PendingPostgres await() {
            try {
                String url = server.join().createDatabase(DATABASE);
                SchemaMigrator.of(url, user(), Optional.empty()).migrate();
            } catch (CompletionException e) {
                throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
            }
            return this;
        }

        String url() {
            return server.join().jdbcUrl(DATABASE);
        }

        String user() {
            return server.join().user();
        }

        /** Waits for a server that is just starting, and ends it. */
        @Override
        public void close() {
            server.handle((started, failure) -> Optional.ofNullable(started))
                    .join()
                    .ifPresent(EmbeddedPostgres::close);
        }
    }

    private static StreamExecutionEnvironment environment(FlinkCluster flink) {
        return StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
    }

    private TemporaryFolder folderWithSecrets() {
        TemporaryFolder folder = startOrExplain("secrets", () -> TemporaryFolder.create("secrets"));
        parts.keep("secrets", folder);
        try {
            Files.writeString(folder.path().resolve(APP_KEY_ID + ".appkey"), APP_KEY);
            Files.writeString(folder.path().resolve(APP_KEY_ID + ".secretkey"), SECRET_KEY);
        } catch (IOException e) {
            throw new QuickStartException("The folder " + folder.path() + " cannot be written: " + e.getMessage(), e);
        }
        return folder;
    }

    /** Market time stands an hour after the open of the latest session that the calendar covers, and runs on from there. */
    private Duration clockOffset() {
        KrxCalendar calendar = KrxCalendar.load();
        MarketClock market = MarketClock.of(clock, Duration.ZERO);
        LocalDate today = market.today();
        LocalDate latest = today.isAfter(calendar.coveredThrough()) ? calendar.coveredThrough() : today;
        KrxSession session = calendar.session(latest).orElseGet(() -> calendar.previousSession(latest));
        LocalDateTime start = session.date().atTime(session.open()).plusHours(1);
        return Duration.between(market.now(), start);
    }

    private static void requirePort(int port, String setting) {
        if (port != 0 && !FreePort.isFree(port)) {
            throw new QuickStartException(
                    "Port " + port + " is in use: end the program that uses it, or take another with"
                            + " mvn -Pquickstart -Dquickstart.arguments=\"--" + setting + " 0\" (0 is any free one).",
                    null);
        }
    }

    private static void requireDisk() {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            FileStore store = Files.getFileStore(folder);
            if (store.getUsableSpace() < NEEDED_DISK_BYTES) {
                throw new QuickStartException(
                        "The quick start needs " + (NEEDED_DISK_BYTES >> 20) + " MiB in " + folder + ", there are "
                                + (store.getUsableSpace() >> 20) + ": make room, or name another folder with"
                                + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER.",
                        null);
            }
        } catch (IOException e) {
            throw new QuickStartException(
                    "The folder for temporary files " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }
}
