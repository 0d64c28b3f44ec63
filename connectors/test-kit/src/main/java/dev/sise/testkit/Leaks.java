package dev.sise.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds what a test left behind: threads that were not there when it began, and temporary folders of this JVM. Watch before anything is
 * started, assert after everything is closed.
 */
public final class Leaks {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Threads that a library starts once for the whole JVM and never ends, by the beginning of their names. */
    private static final Map<String, String> OF_THE_JVM = Map.of(
            "ForkJoinPool.commonPool", "the JDK's common pool",
            "CompletableFutureDelayScheduler", "the JDK's timer of futures",
            "FlinkCompletableFutureDelayScheduler", "Flink's timer of futures",
            "metrics-meter-tick-thread", "the meters of Kafka's broker",
            "awaitility", "the thread of a condition that was just awaited",
            "Cleaner", "the JDK's cleaners",
            "process reaper", "the JDK's watch over child processes, which ends by itself");

    private final Set<Thread> threads;
    private final Set<Path> folders;

    private Leaks(Set<Thread> threads, Set<Path> folders) {
        this.threads = threads;
        this.folders = folders;
    }

    public static Leaks watch() {
        return new Leaks(Thread.getAllStackTraces().keySet(), TemporaryFolder.left());
    }

    /**
     * Waits some seconds for threads that are ending.
     *
     * @throws AssertionError that names every thread and folder that is left
     */
    public void assertNone() {
        assertNoneNamed("");
        Set<Path> left = new TreeSet<>(TemporaryFolder.left());
        left.removeAll(folders);
        if (!left.isEmpty()) {
            throw new AssertionError("Left behind: folders " + left);
        }
    }

    /** As {@link #assertNone}, only of threads, and of those whose names begin so. */
    public void assertNoneNamed(String prefix) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Thread> left = left(prefix);
        while (!left.isEmpty()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("Left behind: threads "
                        + left.stream().map(Thread::getName).sorted().toList());
            }
            // The JDK's HttpClient has no close(): its thread ends when the collector finds the client unreachable.
            System.gc();
            awaitEnd(left.get(0));
            left = left(prefix);
        }
    }

    private List<Thread> left(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !threads.contains(thread) && !isOfTheJvm(thread))
                .filter(thread -> thread.getName().startsWith(prefix))
                .collect(Collectors.toList());
    }

    private static boolean isOfTheJvm(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null
                || group.getName().equals("system")
                || isIdleAndOfThePoolForFiles(thread)
                || OF_THE_JVM.keySet().stream().anyMatch(thread.getName()::startsWith);
    }

    /** The JDK's pool for asynchronous files, which unpacks PostgreSQL: daemons without a name of their own that end after an idle minute. */
    private static boolean isIdleAndOfThePoolForFiles(Thread thread) {
        return thread.isDaemon()
                && thread.getName().matches("Thread-\\d+")
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals("java.util.concurrent.ThreadPoolExecutor")
                                && frame.getMethodName().equals("getTask"));
    }

    private static void awaitEnd(Thread ending) {
        try {
            ending.join(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while threads were awaited", e);
        }
    }
}
