package dev.sise.quickstart;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a command, which end in the reverse order of their start. {@link #close()} may come from another thread, also while parts start, and
 * returns when nothing is left, whoever ends it: after it the JVM may halt.
 */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
    /** For what is just starting when it ends: Kafka takes half a minute on a slow machine, and is not to leave its folder. */
    private static final Duration LAST_PART = Duration.ofMinutes(2);

    private final Supplier<? extends RuntimeException> ended;
    private final Deque<Part> started = new ArrayDeque<>();
    private final Object closing = new Object();
    private CountDownLatch starting = new CountDownLatch(0);
    private boolean closed;

    private record Part(String name, AutoCloseable closeable) {}

    /** @param ended what the starting thread is told when the command was closed meanwhile */
    Parts(Supplier<? extends RuntimeException> ended) {
        this.ended = ended;
    }

    /** Starts parts, which {@link #keep} remembers; once. */
    void start(Runnable start) {
        CountDownLatch done = new CountDownLatch(1);
        synchronized (started) {
            if (closed) {
                throw ended.get();
            }
            starting = done;
        }
        try {
            start.run();
        } finally {
            done.countDown();
        }
    }

    /** Remembers what has to end; ends it at once when this was closed meanwhile. */
    <T extends AutoCloseable> T keep(String name, T part) {
        synchronized (started) {
            started.addLast(new Part(name, part));
            if (!closed) {
                return part;
            }
        }
        closeStarted();
        throw ended.get();
    }

    /** Whether everything ends, or has: what breaks from then on breaks for that. */
    boolean isClosed() {
        synchronized (started) {
            return closed;
        }
    }

    /** A part that does not end in order is logged, and the others still end. A part that is just starting is waited for, and ended too. */
    @Override
    public void close() {
        closeStarted();
        CountDownLatch pending;
        synchronized (started) {
            pending = starting;
        }
        try {
            if (!pending.await(LAST_PART.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.error("what was just starting did not end within {}", LAST_PART);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeStarted();
    }

    private void closeStarted() {
        // Who finds nothing to end waits for who is ending the last of it.
        synchronized (closing) {
            for (Part part = next(); part != null; part = next()) {
                try {
                    part.closeable().close();
                } catch (Exception e) {
                    LOG.error("{} did not end in order", part.name(), e);
                }
            }
        }
    }

    private Part next() {
        synchronized (started) {
            closed = true;
            return started.pollLast();
        }
    }
}
