package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Version 1: one byte for the kind of split (1 = session), app key id, revision, number of items, items. */
final class KiwoomSplitSerializer implements SimpleVersionedSerializer<KiwoomSplit> {
    private static final int VERSION = 1;
    private static final byte SESSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(KiwoomSplit split) throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(256);
        if (split instanceof KiwoomSplit.SessionSplit session) {
            bytes.writeByte(SESSION);
            bytes.writeUTF(session.appKeyId());
            bytes.writeLong(session.revision());
            writeItems(session.items(), bytes);
        } else {
            throw new IOException("Every kind of KiwoomSplit has a serialised form, " + split.getClass() + " has none");
        }
        return bytes.getCopyOfBuffer();
    }

    @Override
    public KiwoomSplit deserialize(int version, byte[] serialized) throws IOException {
        requireVersion("split", version, VERSION);
        DataInputDeserializer bytes = new DataInputDeserializer(serialized);
        byte kind = bytes.readByte();
        if (kind != SESSION) {
            throw new IOException("The kind of a Kiwoom split is 1, was " + kind);
        }
        return new KiwoomSplit.SessionSplit(bytes.readUTF(), bytes.readLong(), readItems(bytes));
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

    static void requireVersion(String what, int version, int known) throws IOException {
        if (version != known) {
            throw new IOException("The version of a Kiwoom " + what + " is " + known + ", was " + version);
        }
    }
}
