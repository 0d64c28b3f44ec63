package dev.sise.quickstart;

import dev.sise.runtime.JobArguments;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.configuration.Configuration;

/** Runs the whole system in this JVM until it is told to end: {@code mvn -Pquickstart}. */
public final class QuickStartMain {
    /** Set by the Maven profiles: Maven does not pass SIGTERM on to what it forked, so the fork ends with it. */
    private static final String FOLLOW_PARENT = "sise.quickstart.follow-parent";

    private QuickStartMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        QuickStart quickStart;
        try {
            Optional<Configuration> configuration = JobArguments.parse(
                    "quickstart", arguments, System.getenv(), QuickStartSettings.OPTIONS, System.out);
            if (configuration.isEmpty()) {
                return;
            }
            quickStart = new QuickStart(QuickStartSettings.of(configuration.get()), Clock.systemUTC(), System.out);
        } catch (IllegalArgumentException e) {
            fail(e.getMessage());
            return;
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            quickStart.close();
                            ended.countDown();
                        },
                        "quickstart-shutdown"));
        followParent(0);
        try {
            quickStart.start();
        } catch (QuickStartException e) {
            fail(e.getMessage());
        } catch (Throwable e) {
            // Anything else, and errors too: Kafka's and Flink's threads would keep the JVM with its ports and folders.
            fail("The quick start ended because of an error of its own: " + e);
        }
        ended.await();
    }

    /** Ends this JVM with that exit code when its parent ends, if it was started to do so. */
    static void followParent(int exitCode) {
        if (Boolean.getBoolean(FOLLOW_PARENT)) {
            ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(exitCode)));
        }
    }

    private static void fail(String sentence) {
        System.err.println(sentence);
        System.exit(1);
    }
}
