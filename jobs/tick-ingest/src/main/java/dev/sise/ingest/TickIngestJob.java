package dev.sise.ingest;

import dev.sise.ingest.io.IngestTopics;
import dev.sise.ingest.io.KiwoomFeed;
import dev.sise.runtime.JobArguments;
import dev.sise.runtime.JobNotStartedException;
import dev.sise.runtime.KafkaUnavailableException;
import java.time.Clock;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entry point of the job tick-ingest; {@code --help} lists its settings. */
public final class TickIngestJob {
    private static final Logger LOG = LoggerFactory.getLogger(TickIngestJob.class);

    private TickIngestJob() {}

    /**
     * Submits the job.
     *
     * @throws JobNotStartedException for a setting that is not allowed, or when Kafka does not answer in time
     */
    public static void main(String[] arguments) throws Exception {
        StreamExecutionEnvironment environment;
        try {
            Optional<Configuration> configuration = JobArguments.parse(
                    TickIngestTopology.NAME, arguments, System.getenv(), TickIngestSettings.OPTIONS, System.out);
            if (configuration.isEmpty()) {
                return;
            }
            TickIngestSettings settings = TickIngestSettings.of(configuration.get());
            environment = StreamExecutionEnvironment.getExecutionEnvironment();
            define(environment, settings, Clock.systemUTC());
        } catch (IllegalArgumentException | KafkaUnavailableException e) {
            LOG.debug("{} was not started", TickIngestTopology.NAME, e);
            throw new JobNotStartedException(e.getMessage());
        }
        environment.execute(TickIngestTopology.NAME);
    }

    /**
     * Adds the job to an environment, reading from Kiwoom and writing to Kafka.
     *
     * @param clock real time; serializable, as those of the JDK are
     * @throws KafkaUnavailableException when Kafka does not answer in time
     */
    public static void define(StreamExecutionEnvironment environment, TickIngestSettings settings, Clock clock) {
        TickIngestTopology.define(
                environment,
                settings,
                new TickIngestTopology.Sources(KiwoomFeed.of(settings, clock), clock),
                IngestTopics.sinks(settings, clock));
    }
}
