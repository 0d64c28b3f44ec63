package dev.sise.broadcast.functions;

import dev.sise.market.CompactSerializer;
import dev.sise.market.CompactTypeInformation;
import dev.sise.market.Tick;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What {@link JoinPrices} takes: a tick with its place in the topic, or the beginning or end of demand for a ticker. One type, so that both
 * flow through one keyed stream.
 *
 * @param ticker the key
 * @param tick the tick, or null for a change of demand
 * @param seq offset of the tick in its partition; 0 for a change of demand
 * @param demanded whether demand began (or ended); false for a tick
 */
@TypeInfo(JoinInput.InfoFactory.class)
public record JoinInput(String ticker, Tick tick, long seq, boolean demanded) {

    public static JoinInput tick(Tick tick, long seq) {
        return new JoinInput(tick.ticker(), tick, seq, false);
    }

    public static JoinInput demandBegan(String ticker) {
        return new JoinInput(ticker, null, 0, true);
    }

    public static JoinInput demandEnded(String ticker) {
        return new JoinInput(ticker, null, 0, false);
    }

    /** Hands {@link Serializer} to Flink. */
    public static final class InfoFactory extends TypeInfoFactory<JoinInput> {
        @Override
        public TypeInformation<JoinInput> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return new CompactTypeInformation<>(JoinInput.class, new Serializer());
        }
    }

    /** One byte before what {@link Tick.Serializer} writes. */
    public static final class Serializer extends CompactSerializer<JoinInput> {
        private static final int TICK = 0;
        private static final int DEMAND_BEGAN = 1;
        private static final int DEMAND_ENDED = 2;

        private final Tick.Serializer ticks = new Tick.Serializer();

        @Override
        public void serialize(JoinInput input, DataOutputView target) throws IOException {
            if (input.tick == null) {
                target.writeByte(input.demanded ? DEMAND_BEGAN : DEMAND_ENDED);
                target.writeUTF(input.ticker);
            } else {
                target.writeByte(TICK);
                target.writeLong(input.seq);
                ticks.serialize(input.tick, target);
            }
        }

        @Override
        public JoinInput deserialize(DataInputView source) throws IOException {
            int kind = source.readByte();
            return switch (kind) {
                case TICK -> {
                    long seq = source.readLong();
                    yield JoinInput.tick(ticks.deserialize(source), seq);
                }
                case DEMAND_BEGAN -> JoinInput.demandBegan(source.readUTF());
                case DEMAND_ENDED -> JoinInput.demandEnded(source.readUTF());
                default -> throw new IOException("A join input begins with 0, 1 or 2, found " + kind);
            };
        }

        @Override
        public TypeSerializerSnapshot<JoinInput> snapshotConfiguration() {
            return new Snapshot();
        }
    }

    /** Names {@link Serializer}; it has no settings. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<JoinInput> {
        public Snapshot() {
            super(Serializer::new);
        }
    }
}
