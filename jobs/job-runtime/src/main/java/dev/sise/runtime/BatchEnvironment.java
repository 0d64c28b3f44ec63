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
    private static final int RESTARTS = 3;
    private static final Duration RESTART_DELAY = Duration.ofSeconds(5);

    private BatchEnvironment() {}

    /**
     * Sets up an environment: batch mode with the parallelism that is asked for, no Kryo, records handed on without copies (every record of ours is immutable or handed on by its
     * maker), and three restarts, so that a lost TaskManager does not end a run. A failure that another try would not mend is thrown as
     * {@code SuppressRestartsException}.
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
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, RESTARTS);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, RESTART_DELAY);
        environment.configure(configuration);
        environment.setParallelism(parallelism);
        return environment;
    }
}
