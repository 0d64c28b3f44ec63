package dev.sise.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.testkit.FlinkCluster;
import dev.sise.testkit.Leaks;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchEnvironmentITCase {
    private static final int SLOTS_EACH = 6;

    private static volatile CountDownLatch running;
    private static volatile CountDownLatch lost;

    @BeforeEach
    void nothingRunsYet() {
        running = new CountDownLatch(2 * SLOTS_EACH);
        lost = new CountDownLatch(1);
    }

    /** Each of its tasks fails by itself, and they are more than there are restarts. */
    @Test
    void aLostTaskManagerIsOneFailure() throws Exception {
        Leaks leaks = Leaks.watch();
        try (FlinkCluster flink = FlinkCluster.startNetworked(2, SLOTS_EACH)) {
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.createRemoteEnvironment(
                    flink.restAddress().getHost(), flink.restAddress().getPort(), new Configuration());
            BatchEnvironment.configure(environment, 2 * SLOTS_EACH)
                    .fromSequence(1, 2 * SLOTS_EACH)
                    .map(new UntilOneIsLost())
                    .sinkTo(new DiscardingSink<>());
            JobClient job = environment.executeAsync("batch");
            assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();

            flink.miniCluster().terminateTaskManager(0).get(60, TimeUnit.SECONDS);
            lost.countDown();
            flink.miniCluster().startTaskManager();

            assertThat(job.getJobExecutionResult().get(120, TimeUnit.SECONDS)).isNotNull();
        }
        leaks.assertNone();
    }

    private static final class UntilOneIsLost implements MapFunction<Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long map(Long number) throws InterruptedException {
            running.countDown();
            lost.await();
            return number;
        }
    }
}
