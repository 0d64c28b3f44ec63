package dev.sise.connector.kiwoom;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceEvent;

/** The messages between enumerator and reader. */
final class KiwoomSourceEvents {
    private KiwoomSourceEvents() {}

    /**
     * Enumerator to reader: the full set of items a session should hold. Sending it twice changes nothing; a smaller revision
     * than the one in force is ignored.
     */
    record SessionItems(String appKeyId, long revision, ArrayList<String> items) implements SourceEvent {
        SessionItems(String appKeyId, long revision, Set<String> items) {
            this(appKeyId, revision, new ArrayList<>(new TreeSet<>(items)));
        }
    }

    /** Reader to enumerator, once after its start: the sessions it was restored with. */
    record SessionsRestored(ArrayList<String> appKeyIds) implements SourceEvent {
        SessionsRestored(List<String> appKeyIds) {
            this(new ArrayList<>(appKeyIds));
        }
    }
}
