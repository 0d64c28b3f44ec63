package dev.sise.gateway;

import dev.sise.connector.websocket.CloseCode;
import dev.sise.gateway.scan.ScanFigures;
import dev.sise.gateway.schedule.ScheduleFigures;
import dev.sise.market.InstrumentClass;
import dev.sise.market.SourceHealth;
import dev.sise.market.SourceHealth.Session;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What {@code /metrics} shows, in Prometheus' text format: what the gateway counted since it started, what it was last told of the source of
 * prices, and the JVM. Nothing is ever reset. Everything is read when it is asked for, so counting costs what it did before. Any thread.
 */
final class GatewayMeters implements AutoCloseable {
    /** Of the text that {@link #scrape} returns. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String APP_KEY = "app_key";
    private static final double MILLIS_PER_SECOND = 1_000;

    /** From what a live session brings to what is worth an alarm: polls come every ten seconds. */
    private static final Duration[] AGES = Stream.of(1, 2, 5, 10, 15, 20, 30, 60, 120, 300)
            .map(Duration::ofSeconds)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final Supplier<GatewayMetrics> gateway;
    private final Supplier<Optional<SourceHealth>> source;
    private final List<OfAppKeys> ofAppKeys = new ArrayList<>();
    private final Map<InstrumentClass, Timer> ages = new EnumMap<>(InstrumentClass.class);

    private final Supplier<List<ScheduleFigures>> schedules;
    private final Supplier<Optional<ScanFigures>> scans;
    private final MultiGauge outstanding = MultiGauge.builder("sise.schedule.outstanding")
            .description("1 while the latest day that the schedule is due for is not done")
            .register(registry);
    private final MultiGauge lastSuccess = MultiGauge.builder("sise.schedule.last.success.time.seconds")
            .description("When a run of the schedule was last done, as a Unix time; 0 for never")
            .register(registry);

    /**
     * @param gateway what it counted until now
     * @param source the newest report on the source of prices, empty if there is none
     * @param schedules each of them; none while they are off or cannot be looked at
     * @param scans what became of them; empty where there are none
     */
    GatewayMeters(
            Supplier<GatewayMetrics> gateway,
            Supplier<Optional<SourceHealth>> source,
            Supplier<List<ScheduleFigures>> schedules,
            Supplier<Optional<ScanFigures>> scans) {
        this.gateway = gateway;
        this.source = source;
        this.schedules = schedules;
        this.scans = scans;
        addJvm();
        addClients();
        addPrices();
        addAges();
        addSource();
        addScans();
    }

    /** Counts the age that the price of a watched ticker had when it was looked at. */
    void recordAge(InstrumentClass instrumentClass, Duration age) {
        ages.get(instrumentClass).record(age);
    }

    /** Everything, as text. */
    synchronized String scrape() {
        List<SourceHealth.Key> keys = source.get().map(SourceHealth::keys).orElse(List.of());
        ofAppKeys.forEach(figure -> figure.show(keys));
        showSchedules(schedules.get());
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }

    private void showSchedules(List<ScheduleFigures> figures) {
        List<Row<?>> undone = new ArrayList<>();
        List<Row<?>> successes = new ArrayList<>();
        for (ScheduleFigures each : figures) {
            Tags name = Tags.of("schedule", each.schedule().code());
            undone.add(Row.of(name, each.outstanding() ? 1 : 0));
            successes.add(Row.of(
                    name,
                    each.lastSuccess()
                            .map(moment -> moment.toEpochMilli() / MILLIS_PER_SECOND)
                            .orElse(0.0)));
        }
        outstanding.register(undone, true);
        lastSuccess.register(successes, true);
    }

    private void addJvm() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
    }

    private void addClients() {
        gauge("sise.clients", "Open WebSocket connections", now -> now.clients().clients());
        gauge("sise.slow.clients", "Clients whose write buffer is full", now -> now.clients()
                .slowClients());
        gauge("sise.demanded.tickers", "Tickers that clients of this gateway watch", GatewayMetrics::demandedTickers);
        gauge("sise.subscriptions", "Pairs of a client and a ticker", now -> now.clients()
                .subscriptions());
        gauge(
                "sise.held.values",
                "Prices held back for slow clients, one for each client and ticker at most",
                now -> now.clients().heldValues());
        counter(
                "sise.broadcasts",
                "Prices and words on prices that went out to the clients of a ticker",
                now -> now.clients().published());
        counter("sise.sent.values", "What of it was written to clients", now -> now.clients()
                .written());
        counter(
                "sise.conflated",
                "Prices that a slow client never got because a newer one took their place",
                now -> now.clients().conflated());
        counter("sise.refused.older", "Prices refused because a newer one was shown", now -> now.clients()
                .refusedOlder());
        counter(
                "sise.unwatched.values",
                "Prices dropped because nobody watched their ticker any more",
                now -> now.clients().unwatched());
        counter("sise.bad.messages", "Messages of clients that were refused", now -> now.clients()
                .badMessages());
        closed(CloseCode.AWAY, "silent", now -> now.clients().closedSilent());
        closed(CloseCode.UNSUPPORTED, "binary", now -> now.clients().closedUnsupported());
        closed(CloseCode.POLICY, "bad_messages", now -> now.clients().closedForBadMessages());
        closed(CloseCode.TOO_BIG, "too_big", now -> now.clients().closedTooBig());
        closed(CloseCode.TRY_AGAIN_LATER, "slow", now -> now.clients().closedSlow());
    }

    private void addPrices() {
        gauge("sise.stale.tickers", "Watched tickers whose price may be out of date", GatewayMetrics::staleTickers);
        gauge("sise.instruments", "Instruments in the list", GatewayMetrics::instruments);
        rejected("unreadable_price", GatewayMetrics::unreadableValues);
        rejected("unreadable_instrument", GatewayMetrics::refusedInstruments);
        counter(
                "sise.demand.records",
                "Records of demand that Kafka confirmed, heartbeats included",
                GatewayMetrics::demandRecordsWritten);
        counter(
                "sise.demand.records.failed",
                "Records of demand that did not reach Kafka; what they said is written again",
                GatewayMetrics::demandRecordsFailed);
    }

    private void addAges() {
        for (InstrumentClass instrumentClass : InstrumentClass.values()) {
            ages.put(
                    instrumentClass,
                    Timer.builder("sise.price.age")
                            .description("Age of the prices of watched tickers in market hours, every two seconds")
                            .tag("class", instrumentClass.code())
                            .serviceLevelObjectives(AGES)
                            .register(registry));
        }
    }

    private void addSource() {
        Gauge.builder("sise.source.reported", source, now -> now.get().isPresent() ? 1 : 0)
                .description("1 while somebody reports on the source of prices")
                .register(registry);
        Gauge.builder("sise.source.report.time.seconds", source, now -> now.get()
                        .map(health -> health.at() / MILLIS_PER_SECOND)
                        .orElse(Double.NaN))
                .description("When the newest report was written, as a Unix time")
                .register(registry);
        ofAppKey("sise.source.registered.tickers", "Tickers registered on the session", key -> key.registered()
                .size());
        ofAppKey("sise.source.polled.tickers", "Tickers polled periodically", key -> key.polled()
                .size());
        ofAppKey(
                "sise.source.silent.tickers", "Tickers that trade and that the feed does not carry", key -> key.silent()
                        .size());
        ofAppKey("sise.source.quota.calls", "Calls a second that one TR may make", SourceHealth.Key::quota);
        ofAppKey(
                "sise.source.poll.interval.seconds",
                "Time between two polls of a ticker as it is now",
                key -> key.intervalMs() / MILLIS_PER_SECOND);
        ofAppKey(
                "sise.source.last.frame.time.seconds",
                "When the last frame came, as a Unix time; 0 for never",
                key -> key.lastFrame() / MILLIS_PER_SECOND);
        ofAppKey(
                "sise.source.last.rest.time.seconds",
                "When REST last answered, as a Unix time; 0 for never",
                key -> key.lastRest() / MILLIS_PER_SECOND);
        figures("sise.source.session", "1 for the state that the session is in", GatewayMeters::states);
    }

    private void addScans() {
        scans("done", ScanFigures::done);
        scans("failed", ScanFigures::failed);
        scans("cancelled", ScanFigures::cancelled);
        scans("joined", ScanFigures::joined);
    }

    private void scans(String outcome, ToDoubleFunction<ScanFigures> value) {
        FunctionCounter.builder("sise.scans", scans, now -> now.get()
                        .map(value::applyAsDouble)
                        .orElse(0.0))
                .description("Scans that this gateway was asked for, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static List<Row<?>> states(SourceHealth.Key key) {
        List<Row<?>> rows = new ArrayList<>();
        for (Session state : Session.values()) {
            rows.add(Row.of(Tags.of(APP_KEY, key.id(), "state", state.code()), key.session() == state ? 1 : 0));
        }
        return rows;
    }

    private void gauge(String name, String description, ToDoubleFunction<GatewayMetrics> value) {
        Gauge.builder(name, gateway, now -> value.applyAsDouble(now.get()))
                .description(description)
                .register(registry);
    }

    private void counter(String name, String description, ToDoubleFunction<GatewayMetrics> value, Tag... tags) {
        FunctionCounter.builder(name, gateway, now -> value.applyAsDouble(now.get()))
                .description(description)
                .tags(Tags.of(tags))
                .register(registry);
    }

    private void closed(CloseCode code, String reason, ToDoubleFunction<GatewayMetrics> value) {
        counter(
                "sise.closed.connections",
                "Connections that the gateway closed, by close code",
                value,
                Tag.of("code", Short.toString(code.number())),
                Tag.of("reason", reason));
    }

    private void rejected(String reason, ToDoubleFunction<GatewayMetrics> value) {
        counter("sise.rejected", "Records that could not be read, by reason", value, Tag.of("reason", reason));
    }

    private void ofAppKey(String name, String description, ToDoubleFunction<SourceHealth.Key> value) {
        figures(name, description, key -> List.of(Row.of(Tags.of(APP_KEY, key.id()), value.applyAsDouble(key))));
    }

    private void figures(String name, String description, Function<SourceHealth.Key, List<Row<?>>> rows) {
        ofAppKeys.add(
                new OfAppKeys(MultiGauge.builder(name).description(description).register(registry), rows));
    }

    /** A figure that each app key has; those of keys that are gone go too. */
    private record OfAppKeys(MultiGauge gauge, Function<SourceHealth.Key, List<Row<?>>> rows) {
        private void show(List<SourceHealth.Key> keys) {
            gauge.register(
                    keys.stream().flatMap(key -> rows.apply(key).stream()).toList(), true);
        }
    }
}
