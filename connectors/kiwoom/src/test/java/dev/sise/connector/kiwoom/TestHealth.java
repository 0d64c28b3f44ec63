package dev.sise.connector.kiwoom;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it is told; the enumerator of an embedded cluster finds it by its name. */
final class TestHealth implements HealthListener {
    private static final Map<String, TestHealth> BY_NAME = new ConcurrentHashMap<>();

    final List<List<KeyHealth>> told = new CopyOnWriteArrayList<>();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    private volatile RuntimeException failure;
    private volatile RuntimeException openingFailure;

    static TestHealth named(String name) {
        return BY_NAME.computeIfAbsent(name, key -> new TestHealth());
    }

    static HealthListener.Factory factory(String name) {
        return () -> {
            TestHealth health = named(name);
            if (health.openingFailure != null) {
                throw health.openingFailure;
            }
            health.opened.incrementAndGet();
            return health;
        };
    }

    static void forget(String name) {
        BY_NAME.remove(name);
    }

    void failWith(RuntimeException exception) {
        failure = exception;
    }

    void failToOpenWith(RuntimeException exception) {
        openingFailure = exception;
    }

    @Override
    public void report(List<KeyHealth> keys) {
        if (failure != null) {
            throw failure;
        }
        told.add(keys);
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
