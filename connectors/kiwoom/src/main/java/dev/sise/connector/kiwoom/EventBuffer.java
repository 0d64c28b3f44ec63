package dev.sise.connector.kiwoom;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * Between the loop thread that receives and the task thread that emits. It accepts whatever it is given; the sessions stop
 * asking the network for more while it {@link #isFull()}, so it holds at most its capacity and the rows of two frames
 * per session. Guarded by its own monitor.
 */
final class EventBuffer {
    private static final CompletableFuture<Void> AVAILABLE = CompletableFuture.completedFuture(null);

    private final int capacity;
    private final Runnable onSpace;
    private final ArrayDeque<KiwoomEvent> events = new ArrayDeque<>();
    private CompletableFuture<Void> available = new CompletableFuture<>();
    private boolean wasFull;
    private Throwable failure;

    /** {@code onSpace} runs on the task thread when a full buffer has been emptied to its half. */
    EventBuffer(int capacity, Runnable onSpace) {
        this.capacity = capacity;
        this.onSpace = onSpace;
    }

    /** Loop thread. */
    void add(KiwoomEvent event) {
        CompletableFuture<Void> waiting = null;
        synchronized (this) {
            events.add(event);
            wasFull |= events.size() >= capacity;
            if (events.size() == 1) {
                waiting = available;
            }
        }
        if (waiting != null) {
            // Outside the monitor: completing runs what the task attached to the future.
            waiting.complete(null);
        }
    }

    /** Any thread: from now on {@link #poll()} throws, with {@code fatal} as the cause. The first failure counts. */
    void fail(Throwable fatal) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            failure = failure == null ? fatal : failure;
            waiting = available;
        }
        waiting.complete(null);
    }

    /**
     * Task thread; null if there is nothing.
     *
     * @throws IllegalStateException after {@link #fail(Throwable)}
     */
    KiwoomEvent poll() {
        KiwoomEvent event;
        boolean hasSpace;
        synchronized (this) {
            if (failure != null) {
                throw new IllegalStateException("A session failed with an error", failure);
            }
            event = events.poll();
            if (event != null && events.isEmpty()) {
                available = new CompletableFuture<>();
            }
            hasSpace = wasFull && events.size() <= capacity / 2;
            wasFull &= !hasSpace;
        }
        if (hasSpace) {
            onSpace.run();
        }
        return event;
    }

    /** Task thread: done as soon as {@link #poll()} has something to give. */
    synchronized CompletableFuture<Void> whenAvailable() {
        return events.isEmpty() && failure == null ? available : AVAILABLE;
    }

    /** Any thread: true from being full until half empty. */
    synchronized boolean isFull() {
        return wasFull;
    }

    /** Any thread. */
    synchronized int size() {
        return events.size();
    }
}
