package dev.sise.ingest.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.MarketClock;
import dev.sise.market.Tick;
import dev.sise.runtime.RejectedRecord;
import dev.sise.testkit.OperatorMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ToTicksTest {
    private static final int DAY = Math.toIntExact(LocalDate.of(2026, 7, 1).toEpochDay());
    private static final long RECEIVED =
            Instant.parse("2026-07-01T05:54:28.512Z").toEpochMilli();

    private final OperatorMetrics metrics = new OperatorMetrics();
    private OneInputStreamOperatorTestHarness<FeedEvent, Tick> harness;

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void givesATradeItsDayAndSecond() throws Exception {
        open(Duration.ZERO);

        harness.processElement(trade("005930", 145_428, RECEIVED), 0);

        assertThat(ticks())
                .containsExactly(Tick.trade(
                        "005930", DAY, 14 * 3_600 + 54 * 60 + 28, 316_500, -17_500, -524, 20_631_648, RECEIVED));
    }

    @Test
    void normalisesTheCode() throws Exception {
        open(Duration.ZERO);

        harness.processElement(trade("A0015n0", 90_000, RECEIVED), 0);

        assertThat(ticks()).extracting(Tick::ticker).containsExactly("0015N0");
    }

    @Test
    void putsATradeReceivedJustAfterMidnightOnTheDayBefore() throws Exception {
        open(Duration.ZERO);
        long afterMidnight = Instant.parse("2026-07-01T15:00:01Z").toEpochMilli();

        harness.processElement(trade("005930", 235_959, afterMidnight), 0);

        assertThat(ticks()).extracting(Tick::day).containsExactly(DAY);
    }

    @Test
    void takesTheDayOfMarketTimeNotOfRealTime() throws Exception {
        open(Duration.ofDays(-1));

        harness.processElement(trade("005930", 145_428, RECEIVED), 0);

        assertThat(ticks()).extracting(Tick::day).containsExactly(DAY - 1);
    }

    @Test
    void rejectsWhatTheConnectorRefusedWithItsBytesAndPlace() throws Exception {
        open(Duration.ZERO);
        byte[] raw = "{\"trnm\":".getBytes(StandardCharsets.UTF_8);

        harness.processElement(FeedEvent.refused("not_json: cut", raw, RECEIVED, "kiwoom/main/1/2"), 0);

        assertThat(ticks()).isEmpty();
        RejectedRecord rejected = onlyRejected();
        assertThat(rejected.reason).isEqualTo("not_json: cut");
        assertThat(rejected.position).isEqualTo("kiwoom/main/1/2");
        assertThat(rejected.bytes).isEqualTo(raw);
        assertThat(rejected.time).isEqualTo(RECEIVED);
        assertCounted(1, 0, 0);
    }

    @Test
    void rejectsACodeThatIsNoTickerAndATradeOfAnotherVenue() throws Exception {
        open(Duration.ZERO);

        harness.processElement(trade("0152301010", 90_000, RECEIVED), 0);
        assertThat(onlyRejected().reason).contains("0152301010");
        harness.processElement(trade("005930_NX", 90_000, RECEIVED), 0);
        assertThat(onlyRejected().reason).isEqualTo("a trade must be of the venue KRX, was NXT");
        assertThat(ticks()).isEmpty();
        assertCounted(0, 1, 1);
    }

    private static FeedEvent trade(String item, int time, long receivedAt) {
        return FeedEvent.trade(item, time, 316_500, -17_500, -524, 20_631_648, receivedAt, "kiwoom/main/1/2/0");
    }

    private void open(Duration clockOffset) throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new ToTicks(MarketClock.of(Clock.systemUTC(), clockOffset))),
                new MockEnvironmentBuilder().setMetricGroup(metrics.task()).build());
        harness.open();
    }

    private void assertCounted(long connector, long ticker, long venue) {
        assertThat(metrics.count("rejected.connector")).isEqualTo(connector);
        assertThat(metrics.count("rejected.ticker")).isEqualTo(ticker);
        assertThat(metrics.count("rejected.venue")).isEqualTo(venue);
    }

    private List<Tick> ticks() {
        List<Tick> ticks = new ArrayList<>();
        harness.extractOutputStreamRecords().forEach(record -> ticks.add(record.getValue()));
        return ticks;
    }

    private RejectedRecord onlyRejected() {
        Queue<StreamRecord<RejectedRecord>> rejected = harness.getSideOutput(ToTicks.REJECTED);
        assertThat(rejected).hasSize(1);
        return rejected.poll().getValue();
    }
}
