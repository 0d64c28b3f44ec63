package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reader whose server is not there: what it holds and says does not depend on it. */
class KiwoomSourceReaderTest {
    private final TestingReaderContext context = new TestingReaderContext();
    private final AtomicReference<Error> storeError = new AtomicReference<>();
    private final KiwoomSourceReader reader = reader();

    @AfterEach
    void close() throws IOException {
        reader.close();
        // An executor counts as terminated a moment before its last thread ends.
        await().until(() -> ThreadLeaks.ownThreads().isEmpty());
    }

    @Test
    void saysNothingWhenItStartsWithoutSessions() {
        reader.start();

        assertThat(context.getSentEvents()).isEmpty();
        assertThat(reader.snapshotState(1)).isEmpty();
        assertThat(reader.pollNext(new TestingReaderOutput<>())).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(reader.isAvailable()).isNotDone();
    }

    @Test
    void takesItemsOfTheSameOrALaterRevisionAndNoOlderOnes() {
        reader.start();
        reader.addSplits(List.of(split(4, "A")));

        reader.handleSourceEvents(items("main", 3, "old"));
        assertThat(reader.snapshotState(1)).containsExactly(split(4, "A"));
        reader.handleSourceEvents(items("main", 4, "A"));
        reader.handleSourceEvents(items("main", 6, "B", "C"));
        reader.handleSourceEvents(items("other", 9, "D"));
        assertThat(reader.snapshotState(2)).containsExactly(split(6, "B", "C"));
    }

    @Test
    void keepsOneSessionForASplitItIsGivenTwice() {
        reader.addSplits(List.of(split(4, "A")));
        reader.addSplits(List.of(split(5, "B")));

        assertThat(reader.snapshotState(1)).containsExactly(split(5, "B"));
    }

    @Test
    void failsTheTaskWithAnErrorOfASession() throws Exception {
        Error error = new NoClassDefFoundError("on purpose");
        storeError.set(error);
        reader.start();
        reader.addSplits(List.of(split(4, "A")));

        reader.isAvailable().get(10, TimeUnit.SECONDS);

        assertThatThrownBy(() -> reader.pollNext(new TestingReaderOutput<>())).hasCause(error);
    }

    private KiwoomSourceReader reader() {
        // Port 9 is the discard service, which nobody runs: connections are refused at once.
        KiwoomEndpoint nobody = new KiwoomEndpoint(URI.create("http://127.0.0.1:9"), URI.create("ws://127.0.0.1:9"));
        try {
            return new KiwoomSourceReader(
                    context,
                    new KiwoomSourceSettings(
                            nobody,
                            new ArrayList<>(List.of("main")),
                            id -> new KiwoomCredentials(id, "key", "secret"),
                            () -> new FaultyTokenStore() {
                                @Override
                                void beforeLoad() {
                                    if (storeError.get() != null) {
                                        throw storeError.get();
                                    }
                                }
                            },
                            TestDemand.factory("reader-test"),
                            HealthListener.none(),
                            Clock.systemUTC(),
                            Clock.systemUTC(),
                            KiwoomTimings.defaults(),
                            ItemTypes.standard(),
                            CallBudget.DEFAULT_PER_SECOND,
                            null));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static KiwoomSourceEvents.SessionItems items(String appKeyId, long revision, String... items) {
        return new KiwoomSourceEvents.SessionItems(appKeyId, revision, List.of(items), List.of(), List.of(), Map.of());
    }

    private static KiwoomSplit.SessionSplit split(long revision, String... items) {
        return new KiwoomSplit.SessionSplit("main", revision, new TreeSet<>(Set.of(items)));
    }
}
