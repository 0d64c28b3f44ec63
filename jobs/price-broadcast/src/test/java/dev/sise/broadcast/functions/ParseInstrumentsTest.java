package dev.sise.broadcast.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.InstrumentJson;
import dev.sise.market.ListedInstrument;
import dev.sise.market.Ticker;
import dev.sise.runtime.KafkaRow;
import dev.sise.runtime.Topics;
import dev.sise.testkit.OperatorMetrics;
import java.nio.charset.StandardCharsets;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParseInstrumentsTest {
    private static final ListedInstrument WARRANT = new ListedInstrument(
            Ticker.of("57JBHH"),
            InstrumentClass.ELW,
            "ELW",
            "한국JBHHKOSPI200풋",
            1,
            null,
            5,
            false,
            ListedInstrument.Status.LISTED);

    private final OperatorMetrics metrics = new OperatorMetrics();
    private OneInputStreamOperatorTestHarness<KafkaRow, JoinInput> harness;

    @BeforeEach
    void open() throws Exception {
        harness = new OneInputStreamOperatorTestHarness<>(
                new ProcessOperator<>(new ParseInstruments()),
                new MockEnvironmentBuilder().setMetricGroup(metrics.task()).build());
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void handsOnAnInstrument() throws Exception {
        harness.processElement(row(1, "57JBHH", InstrumentJson.write(WARRANT)), 0);

        assertThat(harness.extractOutputValues()).containsExactly(JoinInput.listed(WARRANT));
    }

    @Test
    void rejectsWhatIsNoInstrumentAndGoesOn() throws Exception {
        KafkaRow tombstone = row(3, "57JBHH", new byte[0]);
        tombstone.tombstone = true;

        harness.processElement(row(1, "57JBHH", "[]".getBytes(StandardCharsets.UTF_8)), 0);
        harness.processElement(row(2, "005930", InstrumentJson.write(WARRANT)), 0);
        harness.processElement(tombstone, 0);
        harness.processElement(row(4, "57JBHH", InstrumentJson.write(WARRANT)), 0);

        assertThat(harness.extractOutputValues()).containsExactly(JoinInput.listed(WARRANT));
        assertThat(harness.getSideOutput(ParseInstruments.REJECTED))
                .extracting(record -> record.getValue().position, record -> record.getValue().reason)
                .containsExactly(
                        Tuple.tuple("instruments-0@1", "an instrument must be a JSON object"),
                        Tuple.tuple(
                                "instruments-0@2", "the key of an instrument must be its ticker 57JBHH, was 005930"),
                        Tuple.tuple("instruments-0@3", "an instrument must not be withdrawn: delisted is a status"));
        assertThat(metrics.count("rejected.malformed")).isEqualTo(3);
    }

    private static KafkaRow row(long offset, String key, byte[] value) {
        KafkaRow row = new KafkaRow();
        row.topic = Topics.INSTRUMENTS.topic();
        row.offset = offset;
        row.key = key.getBytes(StandardCharsets.UTF_8);
        row.value = value;
        return row;
    }
}
