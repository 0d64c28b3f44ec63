package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SplitSerializersTest {
    private final KiwoomSplitSerializer splits = new KiwoomSplitSerializer();
    private final KiwoomEnumeratorStateSerializer states = new KiwoomEnumeratorStateSerializer();

    @Test
    void givesASessionSplitBackAsItWas() throws IOException {
        for (Set<String> items : List.of(Set.<String>of(), KiwoomSessionITCase.items(0, 200), Set.of("005930_AL"))) {
            KiwoomSplit split = new KiwoomSplit.SessionSplit("main", 17, new TreeSet<>(items));

            assertThat(splits.deserialize(splits.getVersion(), splits.serialize(split)))
                    .isEqualTo(split);
        }
    }

    @Test
    void givesTheEnumeratorsStateBackAsItWas() throws IOException {
        TreeMap<String, SortedSet<String>> sessions = new TreeMap<>();
        sessions.put("one", new TreeSet<>(Set.of("005930", "000660")));
        sessions.put("two", new TreeSet<>());
        KiwoomEnumeratorState state = new KiwoomEnumeratorState(5, sessions, new TreeSet<>(Set.of("two")));

        assertThat(states.deserialize(states.getVersion(), states.serialize(state)))
                .isEqualTo(state);
    }

    @Test
    void refusesBytesOfAnotherVersion() {
        assertThatThrownBy(() -> splits.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1, was 2");
        assertThatThrownBy(() -> states.deserialize(0, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1, was 0");
    }

    @Test
    void adaptsAStateToOtherAppKeys() {
        TreeMap<String, SortedSet<String>> sessions = new TreeMap<>();
        sessions.put("kept", new TreeSet<>(Set.of("005930")));
        sessions.put("gone", new TreeSet<>(Set.of("000660")));
        KiwoomEnumeratorState state = new KiwoomEnumeratorState(5, sessions, new TreeSet<>(Set.of("gone")));

        KiwoomEnumeratorState today = state.forAppKeys(Set.of("kept", "new"));

        assertThat(today.sessions()).containsOnlyKeys("kept", "new");
        assertThat(today.sessions().get("kept")).containsExactly("005930");
        assertThat(today.unassigned()).containsExactly("new");
        assertThat(today.revision()).isEqualTo(5);
    }
}
