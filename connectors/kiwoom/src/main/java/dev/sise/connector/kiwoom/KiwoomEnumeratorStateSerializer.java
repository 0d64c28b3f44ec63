package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Revision, number of sessions, each with its app key id and items, then the polls in the same form, then the number of last
 * frames, each with its app key id and time. Older versions are read as well: 2 had no last frames, 1 neither them nor polls but the
 * app keys whose session no reader had, which nobody needs to know any more.
 */
final class KiwoomEnumeratorStateSerializer implements SimpleVersionedSerializer<KiwoomEnumeratorState> {
    private static final int VERSION = 3;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(KiwoomEnumeratorState state) throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(256);
        bytes.writeLong(state.revision());
        write(state.sessions(), bytes);
        write(state.polls(), bytes);
        bytes.writeInt(state.lastFrames().size());
        for (Map.Entry<String, Long> ofKey : state.lastFrames().entrySet()) {
            bytes.writeUTF(ofKey.getKey());
            bytes.writeLong(ofKey.getValue());
        }
        return bytes.getCopyOfBuffer();
    }

    @Override
    public KiwoomEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        KiwoomSplitSerializer.requireVersion("enumerator state", version, VERSION);
        DataInputDeserializer bytes = new DataInputDeserializer(serialized);
        long revision = bytes.readLong();
        SortedMap<String, SortedSet<String>> sessions = read(bytes);
        SortedMap<String, SortedSet<String>> polls = version == 1 ? new TreeMap<>() : read(bytes);
        SortedMap<String, Long> lastFrames = new TreeMap<>();
        for (int left = version < 3 ? 0 : bytes.readInt(); left > 0; left--) {
            lastFrames.put(bytes.readUTF(), bytes.readLong());
        }
        return new KiwoomEnumeratorState(revision, sessions, polls, lastFrames);
    }

    private static void write(Map<String, SortedSet<String>> itemsByAppKey, DataOutputView bytes) throws IOException {
        bytes.writeInt(itemsByAppKey.size());
        for (Map.Entry<String, SortedSet<String>> ofKey : itemsByAppKey.entrySet()) {
            bytes.writeUTF(ofKey.getKey());
            KiwoomSplitSerializer.writeItems(ofKey.getValue(), bytes);
        }
    }

    private static SortedMap<String, SortedSet<String>> read(DataInputView bytes) throws IOException {
        SortedMap<String, SortedSet<String>> itemsByAppKey = new TreeMap<>();
        for (int left = bytes.readInt(); left > 0; left--) {
            itemsByAppKey.put(bytes.readUTF(), KiwoomSplitSerializer.readItems(bytes));
        }
        return itemsByAppKey;
    }
}
