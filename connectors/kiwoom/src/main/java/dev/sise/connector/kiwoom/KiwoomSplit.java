package dev.sise.connector.kiwoom;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * A share of the work of {@link KiwoomSource}. Every app key has two, which are always with the same reader. They are
 * checkpointed, so that after a failure their items are served before anybody has asked for them again.
 */
public sealed interface KiwoomSplit extends SourceSplit {

    /** Whose share it is. */
    String appKeyId();

    /** Of the assignment; a larger one replaces a smaller one. */
    long revision();

    /** Sorted. */
    SortedSet<String> items();

    /**
     * The WebSocket session of one app key with the items it should hold.
     *
     * @param revision of the assignment; a larger one replaces a smaller one
     * @param items sorted, at most 199
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

    /**
     * The items that one app key polls periodically.
     *
     * @param revision of the assignment; a larger one replaces a smaller one
     * @param items sorted
     */
    record PollSplit(String appKeyId, long revision, SortedSet<String> items) implements KiwoomSplit {
        private static final String PREFIX = "poll-";

        public PollSplit {
            KiwoomCredentials.requireId(appKeyId);
            items = Collections.unmodifiableSortedSet(new TreeSet<>(items));
        }

        /** {@code poll-<app key id>}. */
        @Override
        public String splitId() {
            return PREFIX + appKeyId;
        }

        PollSplit with(long newRevision, Set<String> newItems) {
            return new PollSplit(appKeyId, newRevision, new TreeSet<>(newItems));
        }
    }
}
