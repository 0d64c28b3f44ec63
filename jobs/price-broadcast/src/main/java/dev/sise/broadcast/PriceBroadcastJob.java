package dev.sise.broadcast;

import dev.sise.broadcast.io.BroadcastTopics;
import dev.sise.broadcast.io.RedisIntraday;
import dev.sise.broadcast.io.RedisPrices;
import dev.sise.runtime.JobArguments;
import dev.sise.runtime.JobNotStartedException;
import dev.sise.runtime.KafkaTopics;
import dev.sise.runtime.KafkaUnavailableException;
import java.time.Clock;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entry point of the job price-broadcast; {@code --help} lists its settings. */
public final class PriceBroadcastJob {
    private static final Logger LOG = LoggerFactory.getLogger(PriceBroadcastJob.class);

    private PriceBroadcastJob() {}

    /**
     * Submits the job.
     *
     * @throws JobNotStartedException for a setting that is not allowed, or when Kafka does not answer in time
     */
    public static void main(String[] arguments) throws Exception {
        StreamExecutionEnvironment environment;
        try {
            Optional<Configuration> configuration = JobArguments.parse(
                    PriceBroadcastTopology.NAME,
                    arguments,
                    System.getenv(),
                    PriceBroadcastSettings.OPTIONS,
                    System.out);
            if (configuration.isEmpty()) {
                return;
            }
            PriceBroadcastSettings settings = PriceBroadcastSettings.of(configuration.get());
            environment = StreamExecutionEnvironment.getExecutionEnvironment();
            define(environment, settings, Clock.systemUTC());
        } catch (IllegalArgumentException | KafkaUnavailableException e) {
            LOG.debug("{} was not started", PriceBroadcastTopology.NAME, e);
            throw new JobNotStartedException(e.getMessage());
        }
        environment.execute(PriceBroadcastTopology.NAME);
    }

    /**
     * Adds the job to an environment, reading from Kafka and writing to Redis.
     *
     * @param clock real time; serializable, as those of the JDK are
     * @throws KafkaUnavailableException when Kafka does not answer in time
     */
    public static void define(StreamExecutionEnvironment environment, PriceBroadcastSettings settings, Clock clock) {
        PriceBroadcastTopology.define(
                environment,
                settings,
                BroadcastTopics.sources(settings, clock),
                new PriceBroadcastTopology.Sinks(
                        RedisPrices.sink(settings),
                        RedisIntraday.sink(settings),
                        new KafkaTopics(settings.bootstrapServers()).rejected()));
    }
}
