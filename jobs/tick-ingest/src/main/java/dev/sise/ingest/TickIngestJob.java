package dev.sise.ingest;

import dev.sise.ingest.io.IngestTopics;
import dev.sise.ingest.io.KiwoomFeed;
import dev.sise.runtime.JobArguments;
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
        define(environment, TickIngestSettings.of(configuration.get()));
        environment.execute(TickIngestTopology.NAME);
    }

    /** Adds the job to an environment, reading from Kiwoom and writing to Kafka. */
    public static void define(StreamExecutionEnvironment environment, TickIngestSettings settings) {
        TickIngestTopology.define(
                environment,
                settings,
                new TickIngestTopology.Sources(KiwoomFeed.of(settings)),
                IngestTopics.sinks(settings));
    }
}
