package dev.sise.broadcast;

import dev.sise.broadcast.io.BroadcastTopics;
import dev.sise.broadcast.io.RedisPrices;
import dev.sise.runtime.JobArguments;
import dev.sise.runtime.KafkaTopics;
import java.time.Clock;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point of the job price-broadcast; {@code --help} lists its settings. */
public final class PriceBroadcastJob {
    private PriceBroadcastJob() {}

    public static void main(String[] arguments) throws Exception {
        Optional<Configuration> configuration = JobArguments.parse(
                PriceBroadcastTopology.NAME, arguments, System.getenv(), PriceBroadcastSettings.OPTIONS, System.out);
        if (configuration.isEmpty()) {
            return;
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        define(environment, PriceBroadcastSettings.of(configuration.get()), Clock.systemUTC());
        environment.execute(PriceBroadcastTopology.NAME);
    }

    /**
     * Adds the job to an environment, reading from Kafka and writing to Redis.
     *
     * @param clock real time; serializable, as those of the JDK are
     * @throws dev.sise.runtime.KafkaUnavailableException when Kafka does not answer in time
     */
    public static void define(StreamExecutionEnvironment environment, PriceBroadcastSettings settings, Clock clock) {
        PriceBroadcastTopology.define(
                environment,
                settings,
                BroadcastTopics.sources(settings, clock),
                new PriceBroadcastTopology.Sinks(
                        RedisPrices.sink(settings), new KafkaTopics(settings.bootstrapServers()).rejected()));
    }
}
