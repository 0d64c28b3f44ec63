package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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
    @MethodSource("everyOtherKind")
    void givesAnEventOfEveryKindBackAsItWas(KiwoomEvent event) throws IOException {
        assertThat(roundTrip(event)).isEqualTo(event);
    }

    @Test
    void isTestedWithEveryKind() {
        List<Class<?>> tested = Stream.concat(Stream.of(TRADE), everyOtherKind())
                .<Class<?>>map(KiwoomEvent::getClass)
                .distinct()
                .toList();

        assertThat(KiwoomEvent.class.getPermittedSubclasses())
                .filteredOn(kind -> kind != KiwoomEvent.Rejected.class)
                .containsExactlyInAnyOrderElementsOf(tested);
    }

    /** Every kind with each optional field there and absent. */
    static Stream<KiwoomEvent> everyOtherKind() {
        OptionalLong absent = OptionalLong.empty();
        return Stream.of(
                new KiwoomEvent.Expected("005930", 85_500, 60_500, 200, 33, OptionalLong.of(7_805), 99, POSITION),
                new KiwoomEvent.Expected("005930_NX", 85_500, 60_500, -200, -33, absent, 99, POSITION),
                new KiwoomEvent.WarrantTheory(
                        "57JBHH",
                        140_000,
                        OptionalLong.of(1),
                        OptionalLong.of(2),
                        OptionalLong.of(3),
                        OptionalLong.of(4),
                        OptionalLong.of(-5),
                        OptionalLong.of(6),
                        OptionalLong.of(-7),
                        OptionalLong.of(8),
                        OptionalLong.of(9),
                        99,
                        POSITION),
                new KiwoomEvent.WarrantTheory(
                        "57JBHH", 0, absent, absent, absent, absent, absent, absent, absent, absent, absent, 99,
                        POSITION),
                new KiwoomEvent.WarrantIndicators(
                        "57JBHH",
                        111_847,
                        OptionalLong.of(6_913),
                        OptionalLong.of(0),
                        OptionalLong.of(103_704),
                        OptionalLong.of(4_473),
                        OptionalLong.of(-4_478),
                        99,
                        POSITION),
                new KiwoomEvent.WarrantIndicators("57JBHH", 0, absent, absent, absent, absent, absent, 99, POSITION),
                new KiwoomEvent.MarketState("b", OptionalInt.of(170_000), OptionalInt.of(0), 99, POSITION),
                new KiwoomEvent.MarketState("3", OptionalInt.empty(), OptionalInt.empty(), 99, POSITION),
                new KiwoomEvent.VolatilityInterruption(
                        "005930",
                        KiwoomEvent.VolatilityInterruption.Action.ACTIVATED,
                        Optional.of(KiwoomEvent.VolatilityInterruption.Cause.BOTH),
                        OptionalInt.of(111_454),
                        OptionalInt.of(111_703),
                        OptionalLong.of(4_125),
                        OptionalLong.of(3_750),
                        OptionalLong.of(3_751),
                        99,
                        POSITION),
                new KiwoomEvent.VolatilityInterruption(
                        "005930",
                        KiwoomEvent.VolatilityInterruption.Action.RELEASED,
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        absent,
                        absent,
                        absent,
                        99,
                        POSITION),
                new KiwoomEvent.Quote(
                        "57M747",
                        20_260_701,
                        145_053,
                        20,
                        -5,
                        -2_000,
                        123,
                        Optional.of(new WarrantTerms(
                                OptionalLong.of(21_446_200),
                                OptionalInt.of(20_260_914),
                                OptionalLong.of(21),
                                OptionalLong.of(2_127),
                                OptionalLong.of(6_789))),
                        true,
                        99,
                        POSITION),
                new KiwoomEvent.Quote(
                        "57M747",
                        KiwoomEvent.Quote.NO_DATE,
                        KiwoomEvent.Quote.NO_TIME,
                        20,
                        0,
                        0,
                        0,
                        Optional.of(new WarrantTerms(absent, OptionalInt.empty(), absent, absent, absent)),
                        false,
                        99,
                        POSITION),
                new KiwoomEvent.Quote(
                        "005930",
                        20_260_701,
                        145_053,
                        315_500,
                        -18_500,
                        -554,
                        20_396_038,
                        Optional.empty(),
                        false,
                        99,
                        POSITION),
                new KiwoomEvent.NoQuote("999999", false, true, 99, POSITION),
                new KiwoomEvent.NoQuote("57M747", true, false, 99, POSITION),
                new KiwoomEvent.Gap("005930", 1_782_880_000_000L, 99, POSITION));
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
