package dev.sise.broadcast.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.Tick;
import dev.sise.market.TickJson;
import dev.sise.runtime.KafkaRow;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Topics;
import dev.sise.testkit.OperatorMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParseTicksTest {
    private static final Tick TRADE =
            Tick.trade("005930", 20_635, 53_668, 316_500, -17_500, -524, 20_631_648, 1_782_885_268_512L);

    private final OperatorMetrics metrics = new OperatorMetrics();
    private OneInputStreamOperatorTestHarness<KafkaRow, JoinInput> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new ParseTicks()),
                new MockEnvironmentBuilder().setMetricGroup(metrics.task()).build());
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void handsOnATickWithItsOffset() throws Exception {
        harness.processElement(row(7, new TickJson().write(TRADE)), 0);

        assertThat(harness.extractOutputValues()).containsExactly(JoinInput.tick(TRADE, 7));
    }

    @Test
    void rejectsWhatIsNoTickWithItsPlaceAndCountsIt() throws Exception {
        harness.setProcessingTime(1_000);

        harness.processElement(row(7, "{".getBytes(StandardCharsets.UTF_8)), 0);
        harness.processElement(row(8, new TickJson().write(TRADE)), 0);

        assertThat(harness.extractOutputValues()).containsExactly(JoinInput.tick(TRADE, 8));
        List<RejectedRecord> rejected = harness.getSideOutput(ParseTicks.REJECTED).stream()
                .map(record -> record.getValue())
                .toList();
        assertThat(rejected).extracting(record -> record.position).containsExactly("ticks-3@7");
        assertThat(rejected.get(0).bytes).asString().isEqualTo("{");
        assertThat(rejected.get(0).reason).isNotBlank();
        assertThat(rejected.get(0).time).isEqualTo(1_000);
        assertThat(metrics.count("rejected.malformed")).isOne();
    }

    private static KafkaRow row(long offset, byte[] value) {
        KafkaRow row = new KafkaRow();
        row.topic = Topics.TICKS.topic();
        row.partition = 3;
        row.offset = offset;
        row.key = new byte[0];
        row.value = value;
        return row;
    }
}
