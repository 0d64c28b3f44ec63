package dev.sise.broadcast.functions;

import dev.sise.market.CompactSerializer;
import dev.sise.market.CompactTypeInformation;
import dev.sise.market.InstrumentClass;
import dev.sise.market.ListedInstrument;
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
 * What {@link JoinPrices} takes: a tick with its place in the topic, what the instruments tell of a ticker, or the beginning or end of demand
 * for it. One type, so that all flow through one keyed stream.
 *
 * @param ticker the key
 * @param tick the tick, else null
 * @param seq offset of the tick in its partition; 0 without one
 * @param listing what the instruments tell, else null
 * @param demanded whether demand began; false when it ended, and for a tick or a listing
 */
@TypeInfo(JoinInput.InfoFactory.class)
public record JoinInput(String ticker, Tick tick, long seq, Listing listing, boolean demanded) {

    public static JoinInput tick(Tick tick, long seq) {
        return new JoinInput(tick.ticker(), tick, seq, null, false);
    }

    public static JoinInput listed(ListedInstrument instrument) {
        return listed(instrument.ticker().code(), Listing.of(instrument));
    }

    public static JoinInput demandBegan(String ticker) {
        return new JoinInput(ticker, null, 0, null, true);
    }

    public static JoinInput demandEnded(String ticker) {
        return new JoinInput(ticker, null, 0, null, false);
    }

    private static JoinInput listed(String ticker, Listing listing) {
        return new JoinInput(ticker, null, 0, listing, false);
    }

    /** Hands {@link Serializer} to Flink. */
    public static final class InfoFactory extends TypeInfoFactory<JoinInput> {
        @Override
        public TypeInformation<JoinInput> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return new CompactTypeInformation<>(JoinInput.class, new Serializer());
        }
    }

    /** The place of a tick before what {@link Tick.Serializer} writes; a place below zero is something else. */
    public static final class Serializer extends CompactSerializer<JoinInput> {
        private static final InstrumentClass[] CLASSES = InstrumentClass.values();
        private static final ListedInstrument.Status[] STATUSES = ListedInstrument.Status.values();
        private static final long DEMAND_BEGAN = -1;
        private static final long DEMAND_ENDED = -2;
        private static final long LISTED = -3;

        private final Tick.Serializer ticks = new Tick.Serializer();

        @Override
        public void serialize(JoinInput input, DataOutputView target) throws IOException {
            if (input.tick != null) {
                target.writeLong(input.seq);
                ticks.serialize(input.tick, target);
            } else if (input.listing != null) {
                target.writeLong(LISTED);
                target.writeUTF(input.ticker);
                target.writeByte(input.listing.instrumentClass().ordinal());
                target.writeByte(input.listing.status().ordinal());
            } else {
                target.writeLong(input.demanded ? DEMAND_BEGAN : DEMAND_ENDED);
                target.writeUTF(input.ticker);
            }
        }

        @Override
        public JoinInput deserialize(DataInputView source) throws IOException {
            long seq = source.readLong();
            if (seq >= 0) {
                return JoinInput.tick(ticks.deserialize(source), seq);
            }
            if (seq < LISTED) {
                throw new IOException("A join input begins with a place of 0 or more, -1, -2 or -3, found " + seq);
            }
            String ticker = source.readUTF();
            if (seq == LISTED) {
                return listed(ticker, new Listing(CLASSES[source.readByte()], STATUSES[source.readByte()]));
            }
            return seq == DEMAND_BEGAN ? demandBegan(ticker) : demandEnded(ticker);
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
