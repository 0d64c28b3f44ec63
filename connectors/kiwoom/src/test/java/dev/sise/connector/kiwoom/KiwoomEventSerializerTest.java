package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KiwoomEventSerializerTest {
    private static final FramePosition POSITION = new FramePosition("main", 1_782_880_000_000L, 42, 3);
    private static final KiwoomEvent TRADE =
            new KiwoomEvent.Trade("005930_AL", 145_428, 316_500, -17_500, -524, 20_631_648, -16, 99, POSITION);

    private final TypeSerializer<KiwoomEvent> serializer =
            TypeInformation.of(KiwoomEvent.class).createSerializer(new SerializerConfigImpl());

    @Test
    void isTheTypeFlinkTakesForAnEventOfAnyKind() {
        assertThat(TypeInformation.of(KiwoomEvent.class)).isInstanceOf(KiwoomEventTypeInfo.class);
    }

    @Test
    void givesATradeBackAsItWas() throws IOException {
        assertThat(roundTrip(TRADE)).isEqualTo(TRADE);
    }

    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void givesARejectedRecordBackAsItWas(RejectReason reason) throws IOException {
        byte[] raw = "{\"trnm\":\"주식\"".getBytes(StandardCharsets.UTF_8);
        KiwoomEvent rejected = new KiwoomEvent.Rejected(
                reason, "the rule", raw, 7, new FramePosition("main", 1, 2, FramePosition.WHOLE_FRAME));

        assertThat(roundTrip(rejected)).isEqualTo(rejected);
    }

    @Test
    void cutsTheTextOfARejectedRecord() {
        byte[] raw = new byte[KiwoomEvent.Rejected.MAX_RAW_BYTES + 1];

        assertThat(new KiwoomEvent.Rejected(RejectReason.NOT_JSON, "d", raw, 7, POSITION).raw())
                .hasSize(KiwoomEvent.Rejected.MAX_RAW_BYTES);
    }

    @Test
    void refusesAKindItDoesNotKnow() throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        serializer.serialize(TRADE, bytes);
        byte[] changed = bytes.getCopyOfBuffer();
        changed[0] = 99;

        assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(changed)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("99");
    }

    @Test
    void restoresItselfFromItsSnapshot() throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(bytes, serializer.snapshotConfiguration());

        TypeSerializerSnapshot<KiwoomEvent> read = TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(bytes.getCopyOfBuffer()), getClass().getClassLoader());

        assertThat(read.restoreSerializer()).isEqualTo(serializer);
    }

    private KiwoomEvent roundTrip(KiwoomEvent event) throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        serializer.serialize(event, bytes);
        DataOutputSerializer copied = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(bytes.getCopyOfBuffer()), copied);
        DataInputDeserializer input = new DataInputDeserializer(copied.getCopyOfBuffer());
        KiwoomEvent read = serializer.deserialize(input);
        assertThat(input.available()).isZero();
        return read;
    }
}
