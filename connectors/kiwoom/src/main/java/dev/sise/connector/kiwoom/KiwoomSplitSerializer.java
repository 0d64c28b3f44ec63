package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * One byte for the kind of split (1 = session, 2 = poll), app key id, revision, number of items, items. Version 1 knew sessions
 * only and is read as well.
 */
final class KiwoomSplitSerializer implements SimpleVersionedSerializer<KiwoomSplit> {
    private static final int VERSION = 2;
    private static final byte SESSION = 1;
    private static final byte POLL = 2;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(KiwoomSplit split) throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(256);
        bytes.writeByte(split instanceof KiwoomSplit.SessionSplit ? SESSION : POLL);
        bytes.writeUTF(split.appKeyId());
        bytes.writeLong(split.revision());
        writeItems(split.items(), bytes);
        return bytes.getCopyOfBuffer();
    }

    @Override
    public KiwoomSplit deserialize(int version, byte[] serialized) throws IOException {
        requireVersion("split", version, VERSION);
        DataInputDeserializer bytes = new DataInputDeserializer(serialized);
        byte kind = bytes.readByte();
        return switch (kind) {
            case SESSION -> new KiwoomSplit.SessionSplit(bytes.readUTF(), bytes.readLong(), readItems(bytes));
            case POLL -> new KiwoomSplit.PollSplit(bytes.readUTF(), bytes.readLong(), readItems(bytes));
            default -> throw new IOException("The kind of a Kiwoom split is 1 or 2, was " + kind);
        };
    }

    static void writeItems(SortedSet<String> items, DataOutputView bytes) throws IOException {
        bytes.writeInt(items.size());
        for (String item : items) {
            bytes.writeUTF(item);
        }
    }

    static SortedSet<String> readItems(DataInputView bytes) throws IOException {
        SortedSet<String> items = new TreeSet<>();
        for (int left = bytes.readInt(); left > 0; left--) {
            items.add(bytes.readUTF());
        }
        return items;
    }

    /** @throws IOException unless {@code version} is one from 1 to {@code newest} */
    static void requireVersion(String what, int version, int newest) throws IOException {
        if (version < 1 || version > newest) {
            throw new IOException("The version of a Kiwoom " + what + " is 1 to " + newest + ", was " + version);
        }
    }
}
