package dev.sise.connector.kiwoom;

import dev.sise.simulator.KiwoomSimulator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;

/** A reader with one app key against a simulator, without Flink. The thread that makes it is its task thread. */
final class ReaderHarness implements AutoCloseable {
    static final String SECRET_KEY = "reader-secret-key";
    /** It is ten in the morning of a trading day when the first test begins. */
    static final Clock MARKET_CLOCK = Clock.offset(
            Clock.systemUTC(), Duration.between(Instant.now(), Instant.parse("2026-07-01T10:00:00+09:00")));

    final List<KiwoomEvent> events = new ArrayList<>();
    private final Queue<KiwoomSourceEvents.Report> reports = new ConcurrentLinkedQueue<>();
    private final MetricListener metrics = new MetricListener();
    private final String appKeyId;
    private final KiwoomSourceReader reader;
    private final ReaderOutput<KiwoomEvent> output = new TestingReaderOutput<>() {
        @Override
        public void collect(KiwoomEvent event, long timestamp) {
            events.add(event);
        }
    };
    private volatile KiwoomSourceEvents.Report lastReport;
    private long revision;

    ReaderHarness(KiwoomSimulator simulator, String appKeyId, KiwoomTimings timings, double callsPerSecond)
            throws IOException {
        this(simulator, appKeyId, timings, callsPerSecond, new InMemoryTokenStore());
    }

    ReaderHarness(
            KiwoomSimulator simulator, String appKeyId, KiwoomTimings timings, double callsPerSecond, TokenStore tokens)
            throws IOException {
        this.appKeyId = appKeyId;
        this.reader = new KiwoomSourceReader(
                new TestingReaderContext(
                        new Configuration(), InternalSourceReaderMetricGroup.mock(metrics.getMetricGroup())) {
                    @Override
                    public void sendSourceEventToCoordinator(SourceEvent event) {
                        lastReport = (KiwoomSourceEvents.Report) event;
                        reports.add(lastReport);
                    }
                },
                new KiwoomSourceSettings(
                        new KiwoomEndpoint(simulator.restUri(), simulator.webSocketUri()),
                        new ArrayList<>(List.of(appKeyId)),
                        id -> new KiwoomCredentials(id, appKey(id), SECRET_KEY),
                        () -> tokens,
                        TestDemand.factory("unused"),
                        HealthListener.none(),
                        Clock.systemUTC(),
                        MARKET_CLOCK,
                        timings,
                        ItemTypes.standard(),
                        callsPerSecond,
                        null));
        reader.start();
        reader.addSplits(List.of(
                new KiwoomSplit.SessionSplit(appKeyId, 0, new TreeSet<>()),
                new KiwoomSplit.PollSplit(appKeyId, 0, new TreeSet<>())));
    }

    static String appKey(String appKeyId) {
        return "app-key-" + appKeyId;
    }

    void session(Collection<String> items) {
        session(items, List.of());
    }

    void session(Collection<String> items, Collection<String> quiet) {
        reader.handleSourceEvents(
                new KiwoomSourceEvents.SessionItems(appKeyId, ++revision, items, quiet, List.of(), Map.of()));
    }

    /** Items that another reader served before. */
    void session(Collection<String> items, Collection<String> silent, Map<String, Long> holes) {
        reader.handleSourceEvents(
                new KiwoomSourceEvents.SessionItems(appKeyId, ++revision, items, List.of(), silent, holes));
    }

    void polls(Collection<String> items) {
        reader.handleSourceEvents(new KiwoomSourceEvents.PollItems(appKeyId, ++revision, items));
    }

    void fetch(String... items) {
        reader.handleSourceEvents(new KiwoomSourceEvents.Fetches(appKeyId, List.of(items)));
    }

    /** Emits what is there, as a task would; {@link #events} holds it. */
    ReaderHarness drain() {
        InputStatus status = InputStatus.MORE_AVAILABLE;
        while (status == InputStatus.MORE_AVAILABLE) {
            try {
                status = reader.pollNext(output);
            } catch (RuntimeException failed) {
                throw new AssertionError("The reader failed", failed);
            }
        }
        return this;
    }

    /** What was emitted so far. */
    <E extends KiwoomEvent> Stream<E> emitted(Class<E> type) {
        return drain().events.stream().filter(type::isInstance).map(type::cast);
    }

    long quotes(Predicate<KiwoomEvent.Quote> which) {
        return emitted(KiwoomEvent.Quote.class).filter(which).count();
    }

    /** The newest report; one without news comes every second. */
    KiwoomSourceEvents.Report report() {
        return lastReport;
    }

    /** All of them. */
    List<KiwoomSourceEvents.Report> reports() {
        return List.copyOf(reports);
    }

    long count(String... name) {
        return metrics.getCounter(full(name)).orElseThrow().getCount();
    }

    Object gauge(String name) {
        return metrics.getGauge(full("appKey", appKeyId, name)).orElseThrow().getValue();
    }

    private static String[] full(String... name) {
        return Stream.concat(Stream.of("kiwoom"), Stream.of(name)).toArray(String[]::new);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
