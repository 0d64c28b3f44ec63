package dev.sise.runtime;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What every streaming job asks of Flink, in one place. */
public final class StreamingEnvironment {
    /** Redis or Kafka may be away for long; a job waits for them and goes on, see {@link #configure}. */
    private static final int TOLERABLE_CHECKPOINT_FAILURES = Integer.MAX_VALUE;

    private StreamingEnvironment() {}

    /**
     * Sets up an environment: no Kryo, records handed on without copies (every record of ours is immutable), buffers sent within 10 ms,
     * checkpoints that may fail during an outage without failing the job, and restarts with growing delay that never end.
     */
    public static StreamExecutionEnvironment configure(
            StreamExecutionEnvironment environment, Duration checkpointInterval, int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1, was " + parallelism);
        }
        if (checkpointInterval.isNegative() || checkpointInterval.isZero()) {
            throw new IllegalArgumentException("checkpoint.interval must be positive, was " + checkpointInterval);
        }
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(10));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(1));
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERABLE_CHECKPOINT_FAILURES);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(500));
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofSeconds(30));
        environment.configure(configuration);
        environment.setParallelism(parallelism);
        return environment;
    }
}
