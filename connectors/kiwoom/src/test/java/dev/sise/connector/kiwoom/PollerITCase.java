package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done with the codes of a call that was refused, against a server that answers by script. */
@Timeout(60)
class PollerITCase {
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService blocking = Executors.newCachedThreadPool();
    private final EventBuffer buffer = new EventBuffer(1_000, KiwoomSourceReader.BUFFER_BYTES, () -> {});
    private final List<KiwoomEvent> events = new ArrayList<>();
    private final KiwoomMetrics metrics = new KiwoomMetrics(new UnregisteredMetricsGroup());
    /** What the poller said after each answer. */
    private final List<Boolean> refusals = new CopyOnWriteArrayList<>();

    private ScriptedRest rest;
    private Poller poller;

    @BeforeEach
    void start() throws Exception {
        rest = new ScriptedRest();
    }

    @AfterEach
    void stop() throws Exception {
        loop.shutdownNow();
        blocking.shutdownNow();
        rest.close();
        assertThat(loop.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(blocking.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    @AfterAll
    static void leavesNothingBehind() {
        ThreadLeaks.awaitNone();
    }

    @Test
    void repeatsACallAsItIsAfterAPauseWhenItsItemsAreNotTheReason() {
        rest.then(200, "{\"return_code\":20,\"return_msg\":\"x\"}").then(200, rows(4));

        fetch("A", "B", "C", "D");

        await().atMost(Duration.ofSeconds(10)).until(() -> drained().size() == 4);
        assertThat(events).hasOnlyElementsOfType(KiwoomEvent.NoQuote.class);
        assertThat(rest.bodies()).containsExactly("{\"stk_cd\":\"A|B|C|D\"}", "{\"stk_cd\":\"A|B|C|D\"}");
        assertThat(Duration.ofNanos(rest.calledAt().get(1) - rest.calledAt().get(0)))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void repeatsACallThatIsTooLargeInHalvesAndRejectsTheCodeThatSpoilsIt() {
        rest.then(200, "{\"return_code\":5,\"return_msg\":\"[1634:x]\"}")
                .then(200, rows(1))
                .then(200, "{\"return_code\":0,\"atn_stk_infr\":[]}");

        fetch("A", "B");

        await().atMost(Duration.ofSeconds(10)).until(() -> drained().size() == 2);
        assertThat(events)
                .hasAtLeastOneElementOfType(KiwoomEvent.NoQuote.class)
                .hasAtLeastOneElementOfType(KiwoomEvent.Rejected.class);
        assertThat(rest.bodies()).hasSize(3).startsWith("{\"stk_cd\":\"A|B\"}");
        assertThat(metrics.refusedWith(1634)).isEqualTo(1);
        assertThat(metrics.refusedWith(5)).isZero();
    }

    @Test
    void saysThatItIsRefusedForGoodUntilItIsAnsweredAgain() {
        rest.then(200, "{\"return_code\":3,\"return_msg\":\"[8050:x]\"}").then(200, rows(1));

        fetch("A");

        await().atMost(Duration.ofSeconds(20)).until(() -> drained().size() == 1);
        assertThat(rest.bodies()).hasSize(2);
        assertThat(Duration.ofNanos(rest.calledAt().get(1) - rest.calledAt().get(0)))
                .isGreaterThanOrEqualTo(SessionHarness.FAST.afterKick());
        await().untilAsserted(() -> assertThat(refusals).containsExactly(true, false));
    }

    private void fetch(String... items) {
        PollSchedule schedule = new PollSchedule(Duration.ofMinutes(1), Duration.ofMinutes(1), 200, System.nanoTime());
        poller = new Poller(
                "main",
                new WatchListClient(rest.client(200)),
                schedule,
                new ServedItems(schedule, Duration.ofMinutes(1)),
                new SessionResources(
                        new KiwoomEndpoint(URI.create("http://127.0.0.1:1"), URI.create("ws://127.0.0.1:1")),
                        SessionHarness.FAST,
                        loop,
                        blocking,
                        HttpClient.newHttpClient(),
                        Clock.systemUTC(),
                        System::nanoTime,
                        buffer,
                        metrics,
                        FrameRecorder.none()),
                () -> refusals.add(poller.isRefused()));
        loop.execute(() -> {
            List.of(items).forEach(schedule::fetch);
            poller.pump();
        });
    }

    private List<KiwoomEvent> drained() {
        for (KiwoomEvent event = buffer.poll(); event != null; event = buffer.poll()) {
            events.add(event);
        }
        return events;
    }

    /** Of codes that are not known. */
    private static String rows(int count) {
        return "{\"return_code\":0,\"atn_stk_infr\":[" + "{},".repeat(count - 1) + "{}]}";
    }
}
