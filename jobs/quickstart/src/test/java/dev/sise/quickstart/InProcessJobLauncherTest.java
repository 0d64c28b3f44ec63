package dev.sise.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.sise.gateway.JobLauncher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class InProcessJobLauncherTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";

    private final AtomicInteger defined = new AtomicInteger();
    private final InProcessJobLauncher launcher =
            new InProcessJobLauncher(StreamExecutionEnvironment::new, Map.of("load", (environment, arguments) -> {
                defined.incrementAndGet();
                throw new IllegalArgumentException("--day is no setting");
            }));

    private CompletableFuture<Throwable> submitted() {
        return CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> launcher.submit(ID, "load", List.of())),
                task -> new Thread(task, "schedule").start());
    }

    @Test
    void startsWhatSchedulesAskForNotBeforeTheQuickStartIsReady() throws Exception {
        CompletableFuture<Throwable> answer = submitted();
        await().during(Duration.ofMillis(200)).until(() -> !answer.isDone() && defined.get() == 0);

        launcher.ready();

        assertThat(answer.get(10, TimeUnit.SECONDS)).hasMessage("load was not started: --day is no setting");
        assertThat(defined).hasValue(1);
    }

    @Test
    void knowsWhatWaitsUntilTheQuickStartIsReady() throws Exception {
        assertThat(launcher.state(ID)).isEqualTo(JobLauncher.State.UNKNOWN);
        CompletableFuture<Throwable> answer = submitted();
        await().until(() -> launcher.state(ID) == JobLauncher.State.WAITING);
        await().during(Duration.ofMillis(200)).until(() -> launcher.state(ID) == JobLauncher.State.WAITING);

        launcher.ready();

        // The job refuses its arguments, so there is no run.
        assertThat(answer.get(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(launcher.state(ID)).isEqualTo(JobLauncher.State.UNKNOWN);
    }

    @Test
    void doesNotStartWhatIsCancelledWhileItWaits() throws Exception {
        CompletableFuture<Throwable> answer = submitted();
        await().until(() -> launcher.state(ID) == JobLauncher.State.WAITING);

        launcher.cancel(ID);
        launcher.ready();

        assertThat(answer.get(10, TimeUnit.SECONDS)).hasMessage("load was not started: it was cancelled");
        assertThat(defined).hasValue(0);
        assertThat(launcher.state(ID)).isEqualTo(JobLauncher.State.UNKNOWN);
    }

    @Test
    void startsAtOnceWhatTheStartNeeds() {
        assertThat(catchThrowable(() -> launcher.submitAtOnce(ID, "load", List.of())))
                .hasMessage("load was not started: --day is no setting");
    }

    @Test
    void refusesWhatStillWaitsWhenItEnds() throws Exception {
        CompletableFuture<Throwable> answer = submitted();

        launcher.close();

        assertThat(answer.get(10, TimeUnit.SECONDS)).hasMessage("load was not started: the quick start ends");
        assertThat(defined).hasValue(0);
    }
}
