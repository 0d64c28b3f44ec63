package dev.sise.simulator;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the server saw and sent: the newest control messages, and REAL frames by count only. Feed thread only. */
final class TrafficLog {

    static final int CAPACITY = 10_000;

    private final Clock wallClock;
    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private final Map<String, Long> framesByAppKey = new HashMap<>();

    TrafficLog(Clock wallClock) {
        this.wallClock = wallClock;
    }

    void received(String appKey, String name, String text) {
        add(LogEntry.Direction.RECEIVED, appKey, name, text);
    }

    void sent(String appKey, String name, String text) {
        add(LogEntry.Direction.SENT, appKey, name, text);
    }

    void countFrame(String appKey) {
        framesByAppKey.merge(appKey, 1L, Long::sum);
    }

    long framesSent(String appKey) {
        return framesByAppKey.getOrDefault(appKey, 0L);
    }

    /** Oldest first. */
    List<LogEntry> entries() {
        return List.copyOf(entries);
    }

    private void add(LogEntry.Direction direction, String appKey, String name, String text) {
        if (entries.size() == CAPACITY) {
            entries.removeFirst();
        }
        entries.addLast(new LogEntry(wallClock.instant(), direction, appKey, name, text));
    }
}
