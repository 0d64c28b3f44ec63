package dev.sise.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** At most so many calls within any one second of real time; a refused call does not count. Not thread-safe. */
final class CallWindow {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int callsPerSecond;
    private final Deque<Long> admitted = new ArrayDeque<>();

    CallWindow(int callsPerSecond) {
        this.callsPerSecond = callsPerSecond;
    }

    /** @param nanos from {@link System#nanoTime()} */
    boolean admit(long nanos) {
        while (!admitted.isEmpty() && nanos - admitted.peekFirst() >= WINDOW_NANOS) {
            admitted.removeFirst();
        }
        if (admitted.size() >= callsPerSecond) {
            return false;
        }
        admitted.addLast(nanos);
        return true;
    }
}
