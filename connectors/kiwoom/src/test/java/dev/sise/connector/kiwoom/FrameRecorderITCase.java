package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sise.simulator.KiwoomSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a session receives of every type it reads is recorded, and can be had again from the files. */
@Timeout(120)
class FrameRecorderITCase {
    private static final int EVENTS = 400;
    private static final Clock TRADING = Clock.fixed(Instant.parse("2026-07-01T05:00:00Z"), KiwoomSimulator.ZONE);
    private static final ItemTypes EVERY_TYPE = item -> List.of("0B", "0H", "0m", "0u");

    @TempDir
    private Path folder;

    private final InMemoryTokenStore tokens = new InMemoryTokenStore();

    @AfterAll
    static void leavesNothingBehind() {
        ThreadLeaks.awaitNone();
    }

    @BeforeAll
    static void setPatience() {
        // A slow machine takes longer than the ten seconds that nobody set.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @Test
    void recordsWhatAReplayMakesTheSameEventsOf() throws Exception {
        Set<String> items;
        List<KiwoomEvent> received = new ArrayList<>();
        FrameRecorder recorder =
                FrameRecorder.start(new FrameRecording(folder.toString(), 40_000, 100), System::nanoTime);
        try (KiwoomSimulator market = simulator(500)) {
            items = market.tickers().stream()
                    .filter(market::isCarriedOnFeed)
                    .limit(90)
                    .collect(Collectors.toSet());
            SessionHarness harness = harness(market, recorder);
            String interrupted = items.stream()
                    .filter(item -> item.endsWith("0") && !item.startsWith("5"))
                    .findFirst()
                    .orElseThrow();
            harness.session.start();
            harness.session.desire(items);
            await().until(() -> harness.session.registeredCount() >= items.size());
            await().until(() -> {
                // The very ticker may be in an auction of its own making already.
                market.interrupt(interrupted);
                received.addAll(harness.drain());
                return received.size() > EVENTS && everyKindIsIn(received);
            });
            market.messagesPerSecond(0);
            harness.stop();
            received.addAll(harness.drain());
            recorder.close();

            assertThat(received).noneMatch(KiwoomEvent.Rejected.class::isInstance);
            assertThat(recorder.dropped()).isZero();
            assertThat(recorder.written()).isEqualTo(harness.metrics.frames.getCount());
        }
        List<String> lines = lines();
        assertThat(lines).hasSize((int) recorder.written());
        assertThat(lines).allMatch(line -> line.matches("[0-9]{13}\\tmain\\t\\{.*}"));
        String token = tokens.load("main").orElseThrow().value();
        assertThat(lines)
                .noneMatch(line -> line.contains(token)
                        || line.contains(SessionHarness.APP_KEY + "\"")
                        || line.contains("secret"));

        try (KiwoomSimulator replaying = simulator(0)) {
            SessionHarness harness = harness(replaying, FrameRecorder.none());
            harness.session.start();
            harness.session.desire(items);
            await().until(() -> harness.session.registeredCount() >= items.size());

            replaying.replay(folder, Double.POSITIVE_INFINITY).get(30, TimeUnit.SECONDS);

            List<List<Object>> expected = said(received);
            await().until(() -> harness.buffer.size() >= expected.size());
            harness.stop();
            assertThat(said(harness.drain())).containsExactlyElementsOf(expected);
        }
    }

    private static boolean everyKindIsIn(List<KiwoomEvent> events) {
        return Stream.of(
                        KiwoomEvent.Trade.class,
                        KiwoomEvent.WarrantTheory.class,
                        KiwoomEvent.WarrantIndicators.class,
                        KiwoomEvent.VolatilityInterruption.class,
                        KiwoomEvent.Expected.class)
                .allMatch(kind -> events.stream().anyMatch(kind::isInstance));
    }

    /** Market states are left out: a server may tell its own. */
    private static List<List<Object>> said(List<KiwoomEvent> events) {
        return events.stream()
                .filter(event -> !(event instanceof KiwoomEvent.MarketState))
                .map(FrameMutationTest::withoutPosition)
                .toList();
    }

    private List<String> lines() throws Exception {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.sorted().toList();
            assertThat(sorted)
                    .hasSizeGreaterThan(1)
                    .allMatch(file -> file.toFile().length() <= 40_000);
            for (Path file : sorted) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static KiwoomSimulator simulator(int messagesPerSecond) {
        return KiwoomSimulator.builder()
                .appKey(SessionHarness.APP_KEY, SessionHarness.SECRET_KEY)
                .marketClock(TRADING)
                .interruptions(false)
                .messagesPerSecond(messagesPerSecond)
                .pingInterval(Duration.ofSeconds(1))
                .start();
    }

    private SessionHarness harness(KiwoomSimulator simulator, FrameRecorder recorder) {
        return new SessionHarness(
                simulator,
                SessionHarness.FAST,
                KiwoomSourceReader.BUFFER_CAPACITY,
                tokens,
                SessionHarness.SECRET_KEY,
                EVERY_TYPE,
                recorder);
    }
}
