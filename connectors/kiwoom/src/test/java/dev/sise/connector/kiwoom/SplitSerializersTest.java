package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SplitSerializersTest {
    private final KiwoomSplitSerializer splits = new KiwoomSplitSerializer();
    private final KiwoomEnumeratorStateSerializer states = new KiwoomEnumeratorStateSerializer();

    @Test
    void givesEveryKindOfSplitBackAsItWas() throws IOException {
        for (Set<String> items : List.of(Set.<String>of(), KiwoomSessionITCase.items(0, 200), Set.of("005930_AL"))) {
            KiwoomSplit session = new KiwoomSplit.SessionSplit("main", 17, new TreeSet<>(items));
            KiwoomSplit poll = new KiwoomSplit.PollSplit("main", 18, new TreeSet<>(items));

            assertThat(splits.deserialize(splits.getVersion(), splits.serialize(session)))
                    .isEqualTo(session);
            assertThat(splits.deserialize(splits.getVersion(), splits.serialize(poll)))
                    .isEqualTo(poll);
        }
    }

    @Test
    void givesTheEnumeratorsStateBackAsItWas() throws IOException {
        TreeMap<String, SortedSet<String>> sessions = new TreeMap<>();
        sessions.put("one", new TreeSet<>(Set.of("005930", "000660")));
        sessions.put("two", new TreeSet<>());
        TreeMap<String, SortedSet<String>> polls = new TreeMap<>();
        polls.put("two", new TreeSet<>(Set.of("035420")));
        KiwoomEnumeratorState state =
                new KiwoomEnumeratorState(5, sessions, polls, new TreeMap<>(Map.of("one", 1_782_880_000_000L)));

        assertThat(states.deserialize(states.getVersion(), states.serialize(state)))
                .isEqualTo(state);
    }

    @Test
    void readsWhatVersionOneWrote() throws IOException {
        DataOutputSerializer split = new DataOutputSerializer(64);
        split.writeByte(1);
        split.writeUTF("main");
        split.writeLong(17);
        split.writeInt(2);
        split.writeUTF("000660");
        split.writeUTF("005930");
        assertThat(splits.deserialize(1, split.getCopyOfBuffer()))
                .isEqualTo(new KiwoomSplit.SessionSplit("main", 17, new TreeSet<>(Set.of("000660", "005930"))));

        DataOutputSerializer state = new DataOutputSerializer(64);
        state.writeLong(5);
        state.writeInt(1);
        state.writeUTF("main");
        state.writeInt(1);
        state.writeUTF("005930");
        state.writeInt(1);
        state.writeUTF("other");
        KiwoomEnumeratorState read = states.deserialize(1, state.getCopyOfBuffer());
        assertThat(read.revision()).isEqualTo(5);
        assertThat(read.session("main")).containsExactly("005930");
        assertThat(read.polls()).isEmpty();
        assertThat(read.lastFrameAt("main")).isZero();
    }

    @Test
    void readsAStateWithoutLastFrames() throws IOException {
        DataOutputSerializer state = new DataOutputSerializer(64);
        state.writeLong(5);
        state.writeInt(0);
        state.writeInt(1);
        state.writeUTF("main");
        state.writeInt(1);
        state.writeUTF("005930");
        KiwoomEnumeratorState read = states.deserialize(2, state.getCopyOfBuffer());
        assertThat(read.polled("main")).containsExactly("005930");
        assertThat(read.lastFrames()).isEmpty();
    }

    @Test
    void refusesBytesOfAnotherVersionOrKind() {
        assertThatThrownBy(() -> splits.deserialize(3, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 to 2, was 3");
        assertThatThrownBy(() -> states.deserialize(0, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 to 3, was 0");
        assertThatThrownBy(() -> splits.deserialize(2, new byte[] {3}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 or 2, was 3");
    }
}
