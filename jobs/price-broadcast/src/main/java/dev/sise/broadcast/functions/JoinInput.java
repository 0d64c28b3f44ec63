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

    /** The place of a tick before what {@link Tick.Serializer} writes; a place below zero is a change of demand. */
    public static final class Serializer extends CompactSerializer<JoinInput> {
        private static final long DEMAND_BEGAN = -1;
        private static final long DEMAND_ENDED = -2;

        private final Tick.Serializer ticks = new Tick.Serializer();

        @Override
        public void serialize(JoinInput input, DataOutputView target) throws IOException {
            if (input.tick == null) {
                target.writeLong(input.demanded ? DEMAND_BEGAN : DEMAND_ENDED);
                target.writeUTF(input.ticker);
            } else {
                target.writeLong(input.seq);
                ticks.serialize(input.tick, target);
            }
        }

        @Override
        public JoinInput deserialize(DataInputView source) throws IOException {
            long seq = source.readLong();
            if (seq >= 0) {
                return JoinInput.tick(ticks.deserialize(source), seq);
            }
            if (seq == DEMAND_BEGAN) {
                return JoinInput.demandBegan(source.readUTF());
            }
            if (seq == DEMAND_ENDED) {
                return JoinInput.demandEnded(source.readUTF());
            }
            throw new IOException("A join input begins with a place of 0 or more, -1 or -2, found " + seq);
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
