package dev.sise.connector.kiwoom;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceSplit;

/** A share of the work of {@link KiwoomSource}. */
public sealed interface KiwoomSplit extends SourceSplit {

    /**
     * The WebSocket session of one app key with the items it should hold. It is checkpointed, so that after a failure the items
     * are registered before anybody has asked for them again.
     *
     * @param revision of the assignment; a larger one replaces a smaller one
     * @param items sorted, at most 200
     */
    record SessionSplit(String appKeyId, long revision, SortedSet<String> items) implements KiwoomSplit {
        private static final String PREFIX = "session-";

        public SessionSplit {
            KiwoomCredentials.requireId(appKeyId);
            items = Collections.unmodifiableSortedSet(new TreeSet<>(items));
        }

        /** {@code session-<app key id>}. */
        @Override
        public String splitId() {
            return PREFIX + appKeyId;
        }

        SessionSplit with(long newRevision, Set<String> newItems) {
            return new SessionSplit(appKeyId, newRevision, new TreeSet<>(newItems));
        }
    }
}
