package dev.sise.connector.kiwoom;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A demand that a test moves; the enumerator of an embedded cluster finds it by its name. */
final class TestDemand implements ItemDemand {
    private static final Map<String, TestDemand> BY_NAME = new ConcurrentHashMap<>();

    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    private volatile Map<String, Demanded> items = Map.of();
    private volatile boolean ready = true;
    private volatile RuntimeException failure;
    private volatile RuntimeException openingFailure;

    static TestDemand named(String name) {
        return BY_NAME.computeIfAbsent(name, key -> new TestDemand());
    }

    static ItemDemand.Factory factory(String name) {
        return () -> {
            TestDemand demand = named(name);
            if (demand.openingFailure != null) {
                throw demand.openingFailure;
            }
            demand.opened.incrementAndGet();
            return demand;
        };
    }

    static void forget(String name) {
        BY_NAME.remove(name);
    }

    void set(Iterable<String> wanted) {
        Map<String, Demanded> next = new HashMap<>();
        wanted.forEach(item -> next.put(item, new Demanded(0, 0, true, true, 0, false)));
        items = next;
    }

    void set(Map<String, Demanded> wanted) {
        items = wanted;
    }

    void ready(boolean isReady) {
        ready = isReady;
    }

    void failWith(RuntimeException exception) {
        failure = exception;
    }

    void failToOpenWith(RuntimeException exception) {
        openingFailure = exception;
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public Map<String, Demanded> current() {
        if (failure != null) {
            throw failure;
        }
        return items;
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
