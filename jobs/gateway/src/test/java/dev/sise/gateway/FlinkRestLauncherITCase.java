package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.FreePort;
import dev.sise.testkit.Leaks;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against the REST interface of a real cluster, with a jar that was uploaded to it. */
class FlinkRestLauncherITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FOREVER = Long.toString(Long.MAX_VALUE - 1);

    private static FlinkCluster flink;
    private static JobLauncher launcher;

    private static Leaks leaks;

    @BeforeAll
    static void startCluster() throws Exception {
        leaks = Leaks.watch();
        flink = FlinkCluster.start(1);
        launcher = new FlinkRestLauncher(flink.restAddress());
        UploadedJar.upload(flink.restAddress(), "counting-0.1.0-job.jar", LaunchedJob.class);
        UploadedJar.upload(flink.restAddress(), "counting-more-0.1.0.jar", LaunchedJob.class);
    }

    @AfterAll
    static void stopCluster() {
        launcher.close();
        flink.close();
        launcher = null;
        leaks.assertNone();
    }

    @Test
    void runsAJobToItsEnd() throws Exception {
        String id = JobLauncher.newId();
        launcher.submit(id, "counting", List.of("1000"));

        await().atMost(PATIENCE).until(() -> launcher.state(id).isEnd());
        assertThat(launcher.state(id)).isEqualTo(JobLauncher.State.FINISHED);
    }

    @Test
    void tellsTheInnermostCauseOfARunThatFailed() throws Exception {
        String id = JobLauncher.newId();
        launcher.submit(id, "counting", List.of("1000", "five was no number"));

        await().atMost(PATIENCE).until(() -> launcher.state(id).isEnd());
        assertThat(launcher.state(id)).isEqualTo(JobLauncher.State.FAILED);
        assertThat(launcher.failureInWords(id))
                .isEqualTo("The job " + id + " failed: java.lang.IllegalStateException: five was no number");
        String unknown = "00000000000000000000000000000000";
        assertThat(launcher.failureInWords(unknown)).isEqualTo("The job " + unknown + " failed; Flink tells why");
    }

    @Test
    void cancelsARunAndASecondTimeDoesNothing() throws Exception {
        String id = JobLauncher.newId();
        launcher.submit(id, "counting", List.of(FOREVER));
        await().atMost(PATIENCE).until(() -> launcher.state(id) == JobLauncher.State.RUNNING);

        launcher.cancel(id);

        await().atMost(PATIENCE).until(() -> launcher.state(id).isEnd());
        assertThat(launcher.state(id)).isEqualTo(JobLauncher.State.CANCELED);
        launcher.cancel(id);
    }

    @Test
    void tellsInTheWordsOfTheJobWhyItRefusedItsArguments() {
        assertThatThrownBy(() -> launcher.submit(JobLauncher.newId(), "counting", List.of("-1")))
                .isInstanceOf(JobLaunchException.class)
                .hasMessageContaining("count must be 0 or more, was -1")
                .hasMessageNotContaining("\tat ")
                .matches(thrown -> ((JobLaunchException) thrown).isRefused(), "refused, so that its id is spent");
    }

    @Test
    void runsNoSecondJobWithTheIdOfAnotherThatRunsOrEnded() throws Exception {
        String id = JobLauncher.newId();
        launcher.submit(id, "counting", List.of(FOREVER));
        await().atMost(PATIENCE).until(() -> launcher.state(id) == JobLauncher.State.RUNNING);

        assertThatThrownBy(() -> launcher.submit(id, "counting", List.of("1")))
                .isInstanceOf(JobLaunchException.class)
                .hasMessageContaining("already been submitted");
        assertThat(launcher.state(id)).isEqualTo(JobLauncher.State.RUNNING);

        launcher.cancel(id);
        await().atMost(PATIENCE).until(() -> launcher.state(id).isEnd());
        assertThatThrownBy(() -> launcher.submit(id, "counting", List.of("1"))).isInstanceOf(JobLaunchException.class);
        assertThat(launcher.state(id)).isEqualTo(JobLauncher.State.CANCELED);
    }

    @Test
    void knowsTheJobsWhoseJarsWereUploaded() throws Exception {
        assertThat(launcher.knows("counting")).isTrue();
        assertThat(launcher.knows("counting-more")).isFalse();
        assertThat(launcher.knows("reference-data")).isFalse();
    }

    @Test
    void knowsNothingOfARunThatNeverWas() throws Exception {
        String id = "00000000000000000000000000000000";

        assertThat(launcher.state(id)).isEqualTo(JobLauncher.State.UNKNOWN);
        launcher.cancel(id);
    }

    @Test
    void saysThatTheJarIsMissing() {
        assertThatThrownBy(() -> launcher.submit(JobLauncher.newId(), "reference-data", List.of()))
                .isInstanceOf(JobLaunchException.class)
                .hasMessage("Flink at " + flink.restAddress()
                        + " has no jar reference-data-<version>-job.jar: upload it first");
    }

    @Test
    void saysThatNobodyAnswers() {
        URI nowhere = URI.create("http://127.0.0.1:" + FreePort.find());
        try (JobLauncher lost = new FlinkRestLauncher(nowhere)) {
            assertThatThrownBy(() -> lost.state("1"))
                    .isInstanceOf(JobLaunchException.class)
                    .hasMessageStartingWith("Flink at " + nowhere + " did not answer: ")
                    .matches(thrown -> !((JobLaunchException) thrown).isRefused(), "not known");
        }
    }
}
