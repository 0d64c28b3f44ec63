package dev.sise.ingest;

import dev.sise.ingest.io.IngestTopics;
import dev.sise.ingest.io.KiwoomFeed;
import dev.sise.runtime.JobArguments;
import java.time.Clock;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Entry point of the job tick-ingest; {@code --help} lists its settings. */
public final class TickIngestJob {
    private TickIngestJob() {}

    public static void main(String[] arguments) throws Exception {
        Optional<Configuration> configuration = JobArguments.parse(
                TickIngestTopology.NAME, arguments, System.getenv(), TickIngestSettings.OPTIONS, System.out);
        if (configuration.isEmpty()) {
            return;
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        define(environment, TickIngestSettings.of(configuration.get()), Clock.systemUTC());
        environment.execute(TickIngestTopology.NAME);
    }

    /**
     * Adds the job to an environment, reading from Kiwoom and writing to Kafka.
     *
     * @param clock real time; serializable, as those of the JDK are
     * @throws dev.sise.runtime.KafkaUnavailableException when Kafka does not answer in time
     */
    public static void define(StreamExecutionEnvironment environment, TickIngestSettings settings, Clock clock) {
        TickIngestTopology.define(
                environment,
                settings,
                new TickIngestTopology.Sources(KiwoomFeed.of(settings, clock), clock),
                IngestTopics.sinks(settings, clock));
    }
}
