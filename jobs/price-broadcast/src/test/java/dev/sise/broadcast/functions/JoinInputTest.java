package dev.sise.broadcast.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.Feed;
import dev.sise.market.InstrumentClass;
import dev.sise.market.ListedInstrument;
import dev.sise.market.Tick;
import dev.sise.market.Ticker;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JoinInputTest {
    private final JoinInput.Serializer serializer = new JoinInput.Serializer();

    static JoinInput[] inputs() {
        return new JoinInput[] {
            JoinInput.tick(Tick.trade("005930", 20_000, 86_399, 70_000, -500, -71, 1_000, 1), 0),
            JoinInput.tick(Tick.none("57JBHH", Feed.POLL, 0, 0, 2, "empty row"), Long.MAX_VALUE),
            JoinInput.listed(new ListedInstrument(
                    Ticker.of("0015N0"),
                    InstrumentClass.SUBSCRIPTION_WARRANT,
                    "KOSDAQ",
                    "name",
                    1,
                    null,
                    1,
                    true,
                    ListedInstrument.Status.DELISTED)),
            JoinInput.demandBegan("0015N0"),
            JoinInput.demandEnded("0015N0")
        };
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void survivesFlinksSerializer(JoinInput input) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(input, out);
        serializer.serialize(input, out);

        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        assertThat(serializer.deserialize(in)).isEqualTo(input);
        assertThat(serializer.deserialize(in)).isEqualTo(input);
    }

    @Test
    void refusesBytesThatAreNoInput() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeLong(-4);

        assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found -4");
    }
}
