package dev.sise.broadcast.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.DemandRecords;
import dev.sise.market.Ticker;
import dev.sise.runtime.KafkaRow;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Topics;
import dev.sise.testkit.OperatorMetrics;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemandChangesTest {
    private static final Ticker WATCHED = Ticker.of("0015N0");
    private static final long MARK = 3;

    private OneInputStreamOperatorTestHarness<KafkaRow, JoinInput> harness;
    private OperatorMetrics metrics;
    private long offset;
    private long appendTime = 1_000_000;

    @BeforeEach
    void open() throws Exception {
        harness = harness();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void saysNothingOfHistoryAndAllThatIsDemandedAtTheMark() throws Exception {
        heartbeat();
        subscribe(WATCHED, 1);
        subscribe(Ticker.of("000660"), 1);
        assertThat(emitted()).isEmpty();

        clock();

        assertThat(emitted())
                .containsExactlyInAnyOrder(
                        JoinInput.demandBegan("005930"),
                        JoinInput.demandBegan("0015N0"),
                        JoinInput.demandBegan("000660"));
    }

    @Test
    void endsDemandTenSecondsAfterTheLastUnsubscribe() throws Exception {
        readToTheMark();
        subscribe(WATCHED, 1);
        assertThat(emitted()).containsExactly(JoinInput.demandBegan("0015N0"));

        row(DemandRecords.subscriptionKey("gate", WATCHED), null);
        pass(9_000);
        assertThat(emitted()).isEmpty();
        pass(2_000);

        assertThat(emitted()).containsExactly(JoinInput.demandEnded("0015N0"));
    }

    @Test
    void endsDemandOfALostLease() throws Exception {
        readToTheMark();
        heartbeat();
        subscribe(WATCHED, 2);
        emitted();

        pass(16_000);
        assertThat(emitted()).isEmpty();
        pass(11_000);

        assertThat(emitted()).containsExactly(JoinInput.demandEnded("0015N0"));
    }

    @Test
    void demandsTheTickersOfThePublishedScan() throws Exception {
        readToTheMark();

        KafkaRow row =
                kafkaRow(DemandRecords.SCAN_KEY, DemandRecords.scan("s", LocalDate.of(2026, 7, 1), List.of(WATCHED)));
        row.topic = Topics.STANDING.topic();
        harness.processElement(row, 0);

        assertThat(emitted()).containsExactly(JoinInput.demandBegan("0015N0"));
    }

    @Test
    void goesOnFromASnapshotWithoutRepeatingWhatItSaid() throws Exception {
        readToTheMark();
        subscribe(WATCHED, 1);
        emitted();

        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(snapshot);
        harness.open();

        heartbeat();
        assertThat(emitted()).isEmpty();
        row(DemandRecords.subscriptionKey("gate", WATCHED), null);
        pass(11_000);
        assertThat(emitted()).containsExactly(JoinInput.demandEnded("0015N0"));
    }

    @Test
    void endsNothingAfterARestoreBeforeItHasReadUpToThePresent() throws Exception {
        readToTheMark();
        subscribe(WATCHED, 1);
        emitted();
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness();
        harness.initializeState(snapshot);
        harness.open();
        harness.setProcessingTime(appendTime + 1_800_000);

        // What compaction left of half an hour: a clock row, and the gateway's latest heartbeat behind it.
        pass(1_200_000);
        clock();
        pass(599_000);
        heartbeat();
        clock();

        assertThat(emitted()).isEmpty();
    }

    @Test
    void rejectsAnUnreadableRowWithItsPlaceAndGoesOn() throws Exception {
        readToTheMark();

        row(DemandRecords.subscriptionKey("gate", WATCHED), "{".getBytes(StandardCharsets.UTF_8));
        subscribe(WATCHED, 1);

        assertThat(emitted()).containsExactly(JoinInput.demandBegan("0015N0"));
        RejectedRecord rejected =
                harness.getSideOutput(DemandChanges.REJECTED).peek().getValue();
        assertThat(rejected.position).isEqualTo("subscriptions-0@" + (offset - 2));
        assertThat(rejected.reason).isNotBlank();
        assertThat(metrics.count("rejected.malformed")).isOne();
    }

    private void readToTheMark() throws Exception {
        heartbeat();
        while (offset <= MARK) {
            clock();
        }
        assertThat(emitted()).containsExactly(JoinInput.demandBegan("005930"));
    }

    private void pass(long millis) throws Exception {
        appendTime += millis;
        clock();
    }

    private void clock() throws Exception {
        row(DemandRecords.CLOCK_KEY, DemandRecords.clock());
    }

    private void heartbeat() throws Exception {
        row(DemandRecords.heartbeatKey("gate"), DemandRecords.heartbeat(1));
    }

    private void subscribe(Ticker ticker, int subscribers) throws Exception {
        row(DemandRecords.subscriptionKey("gate", ticker), DemandRecords.subscription(1, subscribers));
    }

    private void row(String key, byte[] value) throws Exception {
        harness.processElement(kafkaRow(key, value), 0);
    }

    private KafkaRow kafkaRow(String key, byte[] value) {
        KafkaRow row = new KafkaRow();
        row.topic = Topics.SUBSCRIPTIONS.topic();
        row.offset = offset++;
        row.appendTime = appendTime;
        row.key = key.getBytes(StandardCharsets.UTF_8);
        row.value = value == null ? new byte[0] : value;
        row.tombstone = value == null;
        return row;
    }

    private List<JoinInput> emitted() {
        List<JoinInput> inputs = new ArrayList<>();
        harness.extractOutputStreamRecords().forEach(record -> inputs.add(record.getValue()));
        harness.getOutput().clear();
        return inputs;
    }

    private OneInputStreamOperatorTestHarness<KafkaRow, JoinInput> harness() throws Exception {
        metrics = new OperatorMetrics();
        return new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new DemandChanges(List.of(Ticker.of("005930")), MARK)),
                new MockEnvironmentBuilder().setMetricGroup(metrics.task()).build());
    }
}
