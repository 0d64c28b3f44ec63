package dev.sise.simulator;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the server saw and sent: the newest control messages, registrations and REST calls, and REAL frames by count only. Feed thread only. */
final class TrafficLog {

    static final int CAPACITY = 10_000;

    private final Clock wallClock;
    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private final Deque<RegistrationEntry> registrations = new ArrayDeque<>();
    private final Deque<RestCallEntry> restCalls = new ArrayDeque<>();
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

    /** A REG or REMOVE that was decided; {@code after} is what is registered now. */
    void registration(
            String appKey, String name, List<String> items, Registrations.Outcome outcome, Registrations after) {
        add(
                registrations,
                new RegistrationEntry(wallClock.instant(), appKey, name, items, outcome.returnCode(), after.items()));
    }

    void restCall(String appKey, String apiId, int codes, int status) {
        add(restCalls, new RestCallEntry(wallClock.instant(), appKey, apiId, codes, status));
    }

    /** Oldest first. */
    List<LogEntry> entries() {
        return List.copyOf(entries);
    }

    /** Oldest first. */
    List<RegistrationEntry> registrations() {
        return List.copyOf(registrations);
    }

    /** Oldest first. */
    List<RestCallEntry> restCalls() {
        return List.copyOf(restCalls);
    }

    private void add(LogEntry.Direction direction, String appKey, String name, String text) {
        add(entries, new LogEntry(wallClock.instant(), direction, appKey, name, text));
    }

    private static <T> void add(Deque<T> newest, T entry) {
        if (newest.size() == CAPACITY) {
            newest.removeFirst();
        }
        newest.addLast(entry);
    }
}
