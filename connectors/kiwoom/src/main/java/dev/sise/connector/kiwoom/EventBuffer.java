package dev.sise.connector.kiwoom;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * Between the loop thread that receives and the task thread that emits. It accepts whatever it is given; the sessions stop
 * asking the network for more while it {@link #isFull()}, so it holds at most its capacity, in events and in bytes, and the rows of two
 * frames per session. Guarded by its own monitor.
 */
final class EventBuffer {
    private static final CompletableFuture<Void> AVAILABLE = CompletableFuture.completedFuture(null);

    /** No event but a rejected one takes more: its texts are an item of at most 100 characters and a few numbers. */
    private static final int BYTES_PER_EVENT = 512;

    private final int capacity;
    private final long capacityBytes;
    private final Runnable onSpace;
    private final ArrayDeque<KiwoomEvent> events = new ArrayDeque<>();
    private CompletableFuture<Void> available = new CompletableFuture<>();
    private long bytes;
    private boolean wasFull;
    private Throwable failure;

    /**
     * An empty buffer.
     *
     * @param capacity in events
     * @param capacityBytes of heap, by estimate; a rejected event holds what it was made of, so a few thousand can be large
     * @param onSpace runs on the task thread when a full buffer has been emptied to half of both
     */
    EventBuffer(int capacity, long capacityBytes, Runnable onSpace) {
        this.capacity = capacity;
        this.capacityBytes = capacityBytes;
        this.onSpace = onSpace;
    }

    /** Loop thread. */
    void add(KiwoomEvent event) {
        CompletableFuture<Void> waiting = null;
        synchronized (this) {
            events.add(event);
            bytes += bytesOf(event);
            wasFull |= events.size() >= capacity || bytes >= capacityBytes;
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
            if (event != null) {
                bytes -= bytesOf(event);
                if (events.isEmpty()) {
                    available = new CompletableFuture<>();
                }
            }
            hasSpace = wasFull && events.size() <= capacity / 2 && bytes <= capacityBytes / 2;
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

    /** Any thread: the heap that the events take, by estimate. */
    synchronized long bytes() {
        return bytes;
    }

    private static long bytesOf(KiwoomEvent event) {
        return event instanceof KiwoomEvent.Rejected rejected
                ? BYTES_PER_EVENT + rejected.rawBytes() + 2L * rejected.detail().length()
                : BYTES_PER_EVENT;
    }
}
