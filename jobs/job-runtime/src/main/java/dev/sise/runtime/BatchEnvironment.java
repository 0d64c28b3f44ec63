package dev.sise.runtime;

import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What every batch job asks of Flink, in one place. */
public final class BatchEnvironment {
    private static final int RESTARTS = 4;
    private static final Duration FIRST_RESTART_DELAY = Duration.ofSeconds(5);
    private static final Duration LAST_RESTART_DELAY = Duration.ofSeconds(20);

    private BatchEnvironment() {}

    /**
     * Sets up an environment: batch mode with the parallelism that is asked for, no Kryo, records handed on without copies (every record of ours is immutable or handed on by its
     * maker), and four restarts 5 to 20 s apart. What fails within one of these delays counts as one failure: a lost TaskManager fails every task it
     * ran, and then whoever asks it for results, one by one. A failure that another try would not mend is thrown as {@code SuppressRestartsException}.
     */
    public static StreamExecutionEnvironment configure(StreamExecutionEnvironment environment, int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1, was " + parallelism);
        }
        Configuration configuration = new Configuration();
        configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        // Otherwise Flink runs small inputs in one subtask, however long each element takes.
        configuration.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, RESTARTS);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, FIRST_RESTART_DELAY);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, LAST_RESTART_DELAY);
        environment.configure(configuration);
        environment.setParallelism(parallelism);
        return environment;
    }
}
