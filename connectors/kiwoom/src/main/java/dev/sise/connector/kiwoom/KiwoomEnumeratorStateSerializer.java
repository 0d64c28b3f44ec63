package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Version 1: revision, number of sessions, each with its app key id and items, then the unassigned app key ids. */
final class KiwoomEnumeratorStateSerializer implements SimpleVersionedSerializer<KiwoomEnumeratorState> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(KiwoomEnumeratorState state) throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(256);
        bytes.writeLong(state.revision());
        bytes.writeInt(state.sessions().size());
        for (Map.Entry<String, SortedSet<String>> session : state.sessions().entrySet()) {
            bytes.writeUTF(session.getKey());
            KiwoomSplitSerializer.writeItems(session.getValue(), bytes);
        }
        KiwoomSplitSerializer.writeItems(state.unassigned(), bytes);
        return bytes.getCopyOfBuffer();
    }

    @Override
    public KiwoomEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        KiwoomSplitSerializer.requireVersion("enumerator state", version, VERSION);
        DataInputDeserializer bytes = new DataInputDeserializer(serialized);
        long revision = bytes.readLong();
        SortedMap<String, SortedSet<String>> sessions = new TreeMap<>();
        for (int left = bytes.readInt(); left > 0; left--) {
            sessions.put(bytes.readUTF(), KiwoomSplitSerializer.readItems(bytes));
        }
        return new KiwoomEnumeratorState(revision, sessions, KiwoomSplitSerializer.readItems(bytes));
    }
}
