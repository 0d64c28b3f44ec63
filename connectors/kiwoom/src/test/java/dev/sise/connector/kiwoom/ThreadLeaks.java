package dev.sise.connector.kiwoom;

import static org.awaitility.Awaitility.await;

import java.util.List;

/** Looks for threads of this module that outlive their owner. */
final class ThreadLeaks {
    private ThreadLeaks() {}

    /** Waits until readers, sessions and HTTP clients have left no thread behind. */
    static void awaitNone() {
        await("threads end: " + ownThreads()).until(() -> {
            // An HttpClient has no close(): its selector thread ends when the collector finds the client unreachable.
            System.gc();
            return ownThreads().isEmpty() && named("HttpClient-").isEmpty();
        });
    }

    /** The threads of readers. */
    static List<String> ownThreads() {
        return named("kiwoom-");
    }

    private static List<String> named(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith(prefix))
                .map(Thread::getName)
                .toList();
    }
}
