package dev.sise.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** The threads that were there before; all others have to be gone at the end. */
final class ThreadLeaks {
    private final Set<Thread> before;

    private ThreadLeaks(Set<Thread> before) {
        this.before = before;
    }

    static ThreadLeaks watch() {
        return new ThreadLeaks(Thread.getAllStackTraces().keySet());
    }

    /** Waits a little: Netty's own helper thread ends by itself after a second of idleness. */
    void assertNone() {
        assertNoneNamed("");
    }

    /** As {@link #assertNone}, for threads whose names begin so. */
    void assertNoneNamed(String prefix) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> !before.contains(thread))
                                .filter(thread -> thread.getName().startsWith(prefix))
                                // The JVM's own, and awaitility's that runs this very check.
                                .filter(thread -> thread.getThreadGroup() != null
                                        && !thread.getThreadGroup().getName().equals("system")
                                        && !thread.getName().startsWith("awaitility"))
                                .map(Thread::getName)
                                .collect(Collectors.toSet()))
                .isEmpty());
    }
}
