package dev.sise.broadcast;

import dev.sise.broadcast.io.BroadcastTopics;
import dev.sise.broadcast.io.RedisPrices;
import dev.sise.runtime.JobArguments;
import dev.sise.runtime.KafkaTopics;
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
        define(environment, PriceBroadcastSettings.of(configuration.get()));
        environment.execute(PriceBroadcastTopology.NAME);
    }

    /** Adds the job to an environment, reading from Kafka and writing to Redis. */
    public static void define(StreamExecutionEnvironment environment, PriceBroadcastSettings settings) {
        PriceBroadcastTopology.define(
                environment,
                settings,
                BroadcastTopics.sources(settings),
                new PriceBroadcastTopology.Sinks(
                        RedisPrices.sink(settings), new KafkaTopics(settings.bootstrapServers()).rejected()));
    }
}
