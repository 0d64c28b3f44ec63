package dev.sise.gateway;

import dev.sise.connector.redis.LastValueReader;
import dev.sise.connector.websocket.FanOutHub;
import dev.sise.connector.websocket.FanOutSettings;
import dev.sise.gateway.http.RouteGroup;
import dev.sise.gateway.scan.Board;
import dev.sise.gateway.scan.ScanFigures;
import dev.sise.gateway.scan.ScanService;
import dev.sise.gateway.schedule.ScheduleFigures;
import dev.sise.market.MarketClock;
import dev.sise.market.Ticker;
import dev.sise.runtime.Topics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSocket service and its page: prices from Redis to clients, and to Kafka what they watch. Redis and Kafka need not be
 * there when it starts, and may go and come back; {@code /readyz} tells what is missing. Thread-safe.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int CLOSE_SECONDS = 10;
    private static final int START_SECONDS = 10;
    /** For requests that are being answered when it closes. */
    private static final int ANSWER_SECONDS = 3;

    /** Of connections that speak no WebSocket; the hub judges the others. Longer than the longest wait for a scan. */
    private static final int IDLE_SECONDS = 330;

    /** Of the newest records of the topic {@code rejected}, read when it starts. */
    private static final int REJECTED_SAMPLE = 1_000;

    private static final int MAX_ID_LENGTH = 64;
    private static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();

    private final GatewaySettings settings;
    private final FanOutHub hub;
    private final SourceMonitor source = new SourceMonitor();
    private final InstrumentList instruments = new InstrumentList(InstrumentList.MAX_INSTRUMENTS);
    private final PriceReader prices = new PriceReader();
    private final RejectedSamples rejected = new RejectedSamples();
    private final TopicFollower instrumentReader;
    private final TopicFollower rejectedReader;
    private final MarketClock marketClock;
    private final StandIns standIns;
    private final PriceFeed feed;
    private final DemandPublisher demand;
    private final LastValueReader redis;
    private final BroadcasterMetrics broadcasts;
    private final GatewayMeters meters;
    private final Clock clock;
    private final GatewaySchedules schedules;
    private final ScanService scans;
    private final SignalTopic signals;
    private final Vertx vertx;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private HttpRoutes routes;
    private int port;
    private String id;

    private Gateway(GatewaySettings settings, Clock clock, Optional<JobLauncher> launcher) {
        this.settings = settings;
        this.clock = clock;
        FanOutSettings limits = FanOutSettings.DEFAULTS;
        hub = new FanOutHub(
                limits, new ClientProtocol(limits, settings.schedules().isPresent()), this::subscribersChanged);
        signals = new SignalTopic(hub);
        marketClock = MarketClock.of(clock, settings.clockOffset());
        broadcasts = new BroadcasterMetrics(marketClock);
        standIns = new StandIns(instruments, settings.calendar(), marketClock);
        meters = new GatewayMeters(
                this::metrics, () -> source.state().health(), this::scheduleFigures, this::scanFigures);
        PriceAges ages = new PriceAges(instruments, standIns, marketClock, meters);
        feed = new PriceFeed(hub, broadcasts, source, standIns, prices, ages, clock);
        instrumentReader = new TopicFollower(
                settings.kafkaBootstrapServers(),
                Topics.INSTRUMENTS,
                Long.MAX_VALUE,
                () -> {},
                row -> instruments.apply(row.key(), row.value(), Instant.ofEpochMilli(row.timestamp())),
                instruments::readToTheEnd);
        rejectedReader = new TopicFollower(
                settings.kafkaBootstrapServers(),
                Topics.REJECTED,
                REJECTED_SAMPLE,
                rejected::forget,
                row -> rejected.apply(row.value()),
                () -> {});
        demand = new DemandPublisher(settings, clock, this::tellBoardAgain);
        redis = LastValueReader.open(settings.redis(), feed);
        schedules = new GatewaySchedules(settings, instruments, marketClock, launcher);
        scans = settings.schedules()
                .map(on -> ScanService.of(
                        on.postgres(),
                        schedules.launcher(),
                        scanId -> scanArguments(settings, scanId),
                        marketClock,
                        this::boardChanged))
                .orElseGet(ScanService::off);
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                // The page is read from the jar by us; Vert.x would make a folder for that.
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /**
     * Starts a gateway; it serves when this returns.
     *
     * @param clock real time, of timestamps to clients and of the incarnation in Kafka
     * @throws GatewayStartException if the port cannot be had
     */
    public static Gateway start(GatewaySettings settings, Clock clock) {
        return start(settings, clock, Optional.empty());
    }

    /**
     * As {@link #start(GatewaySettings, Clock)}, with another way to run the jobs of its schedules than Flink's REST interface.
     *
     * @param launcher not closed by the gateway
     */
    public static Gateway start(GatewaySettings settings, Clock clock, JobLauncher launcher) {
        return start(settings, clock, Optional.of(launcher));
    }

    private static Gateway start(GatewaySettings settings, Clock clock, Optional<JobLauncher> launcher) {
        Gateway gateway = new Gateway(settings, clock, launcher);
        try {
            gateway.serve();
        } catch (RuntimeException e) {
            gateway.close();
            throw e;
        }
        LOG.info("{} serves {}", gateway.id, gateway.url());
        return gateway;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Its name in Kafka. */
    public String id() {
        return id;
    }

    /** Where its page is, as seen from this machine. */
    public String url() {
        return "http://" + (settings.host().equals("0.0.0.0") ? "localhost" : settings.host()) + ":" + port;
    }

    public GatewayMetrics metrics() {
        return new GatewayMetrics(
                hub.metrics(),
                demand.watched(),
                prices.unreadableValues(),
                feed.staleTickers(),
                instruments.size(),
                instruments.refusedRecords(),
                demand.recordsWritten(),
                demand.recordsFailed());
    }

    /** All paths, as one of the servers has them. */
    Router router() {
        return routes.router(vertx);
    }

    /** Closes all clients with 1001, withdraws their demand, and ends all threads; takes some seconds when Kafka is out of reach. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        await("The clients", hub.close());
        // Who waits for a scan hears its id: a request that has come is answered before its connection ends.
        scans.endWaits();
        await(
                "The requests",
                Future.join(servers.stream()
                                .map(server -> server.shutdown(ANSWER_SECONDS, TimeUnit.SECONDS))
                                .toList())
                        .<Void>mapEmpty()
                        .toCompletionStage()
                        .toCompletableFuture());
        await("The server", vertx.close().toCompletionStage().toCompletableFuture());
        scans.close();
        schedules.close();
        redis.close();
        feed.close();
        instrumentReader.close();
        rejectedReader.close();
        demand.close();
        meters.close();
    }

    private void serve() {
        feed.start(redis);
        instrumentReader.start();
        rejectedReader.start();
        Health health = new Health()
                .needs("redis", this::redisProblem)
                .needs("kafka", demand::problem)
                .tells("source", () -> source.state().problem())
                .tells("instruments", instruments::problem)
                .tells("schedules", schedules::problem);
        routes = new HttpRoutes(hub, health, groups());
        port = listen();
        id = settings.id().orElseGet(this::defaultId);
        demand.start(id);
        schedules.start(id);
        scans.start();
    }

    private List<ScheduleFigures> scheduleFigures() {
        return schedules.figures();
    }

    private Optional<ScanFigures> scanFigures() {
        return scans.figures();
    }

    /** What the job of a scan that was asked for is told; its row says the rest. */
    static List<String> scanArguments(GatewaySettings settings, String scanId) {
        Map<String, String> scan = new LinkedHashMap<>();
        scan.put("scan.kind", "adhoc");
        scan.put("scan.id", scanId);
        return settings.vcpScanArguments(scan);
    }

    /** Its tickers are live for as long as it is the newest, whether somebody watches them or not. */
    private void boardChanged(Board board) {
        demand.standing(board.scanId(), board.date(), board.bullish());
        signals.changed(board);
    }

    private void tellBoardAgain() {
        scans.tellBoardAgain();
    }

    private List<RouteGroup> groups() {
        Fetches fetches = new Fetches(vertx, redis::getAll, demand::fetch, prices, marketClock, Fetches.DEADLINE);
        PollingPrices polling =
                new PollingPrices(redis, prices, fetches, demand::problem, source, instruments, standIns, marketClock);
        List<RouteGroup> groups = new ArrayList<>(List.of(
                new PricesRoutes(polling, new IntradayPrices(redis)),
                new SourceRoutes(source, rejected),
                new MetricsRoutes(broadcasts, meters, clock),
                schedules.routes()));
        groups.addAll(scans.routes());
        return groups;
    }

    /** One server per event loop on the same port; Vert.x shares the connections out. Returns the port. */
    private int listen() {
        // A negative port is a free one that all servers of a deployment share.
        int wanted = settings.port() == 0 ? -1 : settings.port();
        AtomicInteger actual = new AtomicInteger();
        Future<String> deployed = vertx.deployVerticle(
                () -> new VerticleBase() {
                    @Override
                    public Future<HttpServer> start() {
                        return vertx.createHttpServer(hub.configure(new HttpServerOptions()
                                        .setIdleTimeout(IDLE_SECONDS)
                                        .setMaxInitialLineLength(HttpRoutes.MAX_REQUEST_LINE)))
                                .invalidRequestHandler(HttpRoutes::refuse)
                                .requestHandler(routes.handler(vertx))
                                .listen(wanted, settings.host())
                                .onSuccess(server -> {
                                    actual.set(server.actualPort());
                                    servers.add(server);
                                });
                    }
                },
                new DeploymentOptions().setInstances(EVENT_LOOPS));
        try {
            deployed.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw cannotListen(e.getCause());
        } catch (TimeoutException e) {
            throw cannotListen(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cannotListen(e);
        }
        return actual.get();
    }

    private GatewayStartException cannotListen(Throwable cause) {
        if (cause instanceof BindException) {
            return new GatewayStartException(
                    "Port " + settings.port() + " of " + settings.host()
                            + " cannot be had (" + cause.getMessage()
                            + "): end the program that uses it, or set --http.port to another, 0 for any",
                    cause);
        }
        return new GatewayStartException(
                "The gateway cannot listen on " + settings.host() + ":" + settings.port() + ": " + cause.getMessage(),
                cause);
    }

    private void subscribersChanged(String topic, int before, int after) {
        if (topic.equals(SignalTopic.NAME)) {
            if (before == 0) {
                signals.opened();
            }
            return;
        }
        Ticker ticker = PriceTopic.tickerOf(topic);
        demand.subscribersChanged(ticker, after);
        if (before == 0) {
            feed.opened(topic);
        } else if (after == 0) {
            feed.closed(topic);
        }
    }

    private Optional<String> redisProblem() {
        return redis.isConnected()
                ? Optional.empty()
                : Optional.of("Redis at " + settings.redis() + " is not connected");
    }

    /** Host name and port, with what a name may not contain replaced. */
    private String defaultId() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.debug("This machine does not know its name", e);
            host = "localhost";
        }
        String end = "-" + port;
        String begin = host.replaceAll("[^A-Za-z0-9._-]", "-");
        return begin.substring(0, Math.min(begin.length(), MAX_ID_LENGTH - end.length())) + end;
    }

    private static void await(String what, CompletableFuture<Void> end) {
        try {
            end.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{} did not end in order within {} s", what, CLOSE_SECONDS, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
