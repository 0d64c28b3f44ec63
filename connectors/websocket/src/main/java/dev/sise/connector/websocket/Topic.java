package dev.sise.connector.websocket;

import java.util.ArrayList;
import java.util.List;

/**
 * One topic that has, or is about to have, subscribers: how many, on which event loops, and the last value. Every method
 * needs the topic's monitor, except {@link #name()}.
 */
final class Topic {
    private final String name;
    private final List<LaneCount> lanes = new ArrayList<>(2);
    private int subscribers;
    private Frame last;

    /** The newest version of a real value, also from before the topic was last closed; null if there was none. */
    private Version newest;

    private boolean closed;

    Topic(String name, Version newest) {
        this.name = name;
        this.newest = newest;
    }

    String name() {
        return name;
    }

    /** Whether the last subscriber left; such a topic is never used again, a new one takes its name. */
    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        last = null;
    }

    /** The newest version of a real value so far, null if there was none. */
    Version newest() {
        return newest;
    }

    /** The last value, null while there is none. */
    Frame last() {
        return last;
    }

    int subscribers() {
        return subscribers;
    }

    /** Adds a subscriber on a lane and returns how many there are now. */
    int add(Lane lane) {
        for (LaneCount count : lanes) {
            if (count.lane == lane) {
                count.subscribers++;
                return ++subscribers;
            }
        }
        lanes.add(new LaneCount(lane));
        return ++subscribers;
    }

    /** Removes a subscriber from a lane and returns how many there are now. */
    int remove(Lane lane) {
        for (LaneCount count : lanes) {
            if (count.lane == lane) {
                count.subscribers--;
                if (count.subscribers == 0) {
                    lanes.remove(count);
                }
                break;
            }
        }
        return --subscribers;
    }

    /** Keeps a value and hands it to the lanes, unless it is strictly older than the one before. */
    boolean accept(Version version, byte[] payload) {
        if (version.equals(Version.LOWEST)) {
            if (last != null && !last.version().equals(Version.LOWEST)) {
                return false;
            }
        } else if (newest != null && version.compareTo(newest) < 0) {
            return false;
        } else {
            newest = version;
        }
        last = Frame.text(version, payload);
        for (LaneCount count : lanes) {
            count.lane.offer(this, last);
        }
        return true;
    }

    private static final class LaneCount {
        private final Lane lane;
        private int subscribers = 1;

        private LaneCount(Lane lane) {
            this.lane = lane;
        }
    }
}
