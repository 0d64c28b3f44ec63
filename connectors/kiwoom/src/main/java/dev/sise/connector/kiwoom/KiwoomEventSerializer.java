package dev.sise.connector.kiwoom;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of a {@link KiwoomEvent}: one byte for the kind, then its fields in order. A new kind takes a new byte; a byte never
 * changes its meaning.
 */
public final class KiwoomEventSerializer extends TypeSerializerSingleton<KiwoomEvent> {
    static final KiwoomEventSerializer INSTANCE = new KiwoomEventSerializer();

    private static final long serialVersionUID = 1L;
    private static final byte TRADE = 1;
    private static final byte REJECTED = 2;

    @Override
    public void serialize(KiwoomEvent event, DataOutputView target) throws IOException {
        if (event instanceof KiwoomEvent.Trade trade) {
            target.writeByte(TRADE);
            writeCommon(event, target);
            target.writeUTF(trade.item());
            target.writeInt(trade.time());
            target.writeLong(trade.price());
            target.writeLong(trade.change());
            target.writeInt(trade.changeRate());
            target.writeLong(trade.cumulativeVolume());
            target.writeLong(trade.volume());
        } else if (event instanceof KiwoomEvent.Rejected rejected) {
            target.writeByte(REJECTED);
            writeCommon(event, target);
            target.writeUTF(rejected.reason().code());
            target.writeUTF(rejected.detail());
            byte[] raw = rejected.raw();
            target.writeInt(raw.length);
            target.write(raw);
        } else {
            throw new IOException("Every kind of KiwoomEvent has a serialised form, " + event.getClass() + " has none");
        }
    }

    @Override
    public KiwoomEvent deserialize(DataInputView source) throws IOException {
        byte kind = source.readByte();
        long receivedAt = source.readLong();
        FramePosition position =
                new FramePosition(source.readUTF(), source.readLong(), source.readLong(), source.readInt());
        switch (kind) {
            case TRADE:
                return new KiwoomEvent.Trade(
                        source.readUTF(),
                        source.readInt(),
                        source.readLong(),
                        source.readLong(),
                        source.readInt(),
                        source.readLong(),
                        source.readLong(),
                        receivedAt,
                        position);
            case REJECTED:
                RejectReason reason = RejectReason.ofCode(source.readUTF());
                String detail = source.readUTF();
                byte[] raw = new byte[source.readInt()];
                source.readFully(raw);
                return new KiwoomEvent.Rejected(reason, detail, raw, receivedAt, position);
            default:
                throw new IOException("The kind of a KiwoomEvent is 1 or 2, was " + kind);
        }
    }

    private static void writeCommon(KiwoomEvent event, DataOutputView target) throws IOException {
        target.writeLong(event.receivedAt());
        FramePosition position = event.position();
        target.writeUTF(position.appKeyId());
        target.writeLong(position.session());
        target.writeLong(position.frame());
        target.writeInt(position.row());
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public KiwoomEvent createInstance() {
        return new KiwoomEvent.Trade("", 0, 0, 0, 0, 0, 0, 0, new FramePosition("", 0, 0, 0));
    }

    @Override
    public KiwoomEvent copy(KiwoomEvent from) {
        return from;
    }

    @Override
    public KiwoomEvent copy(KiwoomEvent from, KiwoomEvent reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public KiwoomEvent deserialize(KiwoomEvent reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public TypeSerializerSnapshot<KiwoomEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Written beside state that holds events; Flink creates it by reflection. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<KiwoomEvent> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
