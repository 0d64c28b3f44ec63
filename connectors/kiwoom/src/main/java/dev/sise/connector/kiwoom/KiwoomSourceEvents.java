package dev.sise.connector.kiwoom;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * The messages between enumerator and reader. Sets travel as sorted lists, complete each time: a message that comes twice
 * changes nothing, and one with a smaller revision than the one in force is ignored.
 */
final class KiwoomSourceEvents {
    private KiwoomSourceEvents() {}

    /**
     * Enumerator to reader: the items a session should hold.
     *
     * @param items at most 199, the 200th place belongs to the market-wide types
     * @param quiet those among them whose market is closed: neither polled nor probed periodically, nor seeded
     * @param silent those known to trade without a frame: polled from the start, until the first frame comes
     * @param holes those that another session or reader served before, with the UTC millisecond until which it is known to have done
     *     so; no news for the reader that has registered them already
     */
    record SessionItems(
            String appKeyId,
            long revision,
            ArrayList<String> items,
            ArrayList<String> quiet,
            ArrayList<String> silent,
            TreeMap<String, Long> holes)
            implements SourceEvent {
        SessionItems(
                String appKeyId,
                long revision,
                Collection<String> items,
                Collection<String> quiet,
                Collection<String> silent,
                Map<String, Long> holes) {
            this(appKeyId, revision, sorted(items), sorted(quiet), sorted(silent), new TreeMap<>(holes));
        }
    }

    /** Enumerator to reader: the items polled periodically. One that was not there before is polled at once, ahead of the others. */
    record PollItems(String appKeyId, long revision, ArrayList<String> items) implements SourceEvent {
        PollItems(String appKeyId, long revision, Collection<String> items) {
            this(appKeyId, revision, sorted(items));
        }
    }

    /**
     * Enumerator to reader: ask once for each of these, ahead of everything periodic, whether or not they are registered or
     * polled as well. Adds to what is still to be asked; not repeated.
     */
    record Fetches(String appKeyId, ArrayList<String> items) implements SourceEvent {
        Fetches(String appKeyId, Collection<String> items) {
            this(appKeyId, sorted(items));
        }
    }

    /**
     * Reader to enumerator, every second per app key and at once when the state or the silent set changes.
     *
     * @param refused whether its key, secret or address was refused for good, until its session is live again
     * @param pollsRefused whether ka10095 was refused for good, until the pause after that is over
     * @param silent registered items that trade without a frame
     * @param registered number of items Kiwoom acknowledged
     * @param polled number of items polled periodically, those of a session that is not live among them
     * @param lastFrameAt when the last frame came, UTC milliseconds, 0 = never
     * @param lastRestSuccessAt when ka10095 last answered, UTC milliseconds, 0 = never
     * @param callsPerSecond what the budget of ka10095 allows now
     * @param intervalMs how long a round over all polled items takes
     */
    record Report(
            String appKeyId,
            SessionState state,
            boolean refused,
            boolean pollsRefused,
            ArrayList<String> silent,
            int registered,
            int polled,
            long lastFrameAt,
            long lastRestSuccessAt,
            double callsPerSecond,
            long intervalMs)
            implements SourceEvent {

        /** What is known of an app key before its reader said anything. */
        static Report never(String appKeyId) {
            return new Report(appKeyId, SessionState.WAITING, false, false, new ArrayList<>(), 0, 0, 0, 0, 0, 0);
        }
    }

    private static ArrayList<String> sorted(Collection<String> items) {
        return new ArrayList<>(new TreeSet<>(items));
    }
}
