package dev.sise.reference;

import dev.sise.reference.io.KiwoomLists;
import dev.sise.reference.io.ReferenceTopics;
import dev.sise.reference.io.StockTables;
import dev.sise.runtime.JobArguments;
import dev.sise.runtime.JobNotStartedException;
import dev.sise.runtime.KafkaUnavailableException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entry point of the job reference-data; {@code --help} lists its settings. */
public final class ReferenceDataJob {
    private static final Logger LOG = LoggerFactory.getLogger(ReferenceDataJob.class);

    private ReferenceDataJob() {}

    /**
     * Runs the job to its end, or submits it where Flink does not wait for ends, and prints its totals.
     *
     * @throws JobNotStartedException for a setting that is not allowed, or when Kafka does not answer in time
     */
    public static void main(String[] arguments) throws Exception {
        StreamExecutionEnvironment environment;
        try {
            Optional<Configuration> configuration = JobArguments.parse(
                    ReferenceDataTopology.NAME, arguments, System.getenv(), ReferenceDataSettings.OPTIONS, System.out);
            if (configuration.isEmpty()) {
                return;
            }
            ReferenceDataSettings settings = ReferenceDataSettings.of(configuration.get());
            environment = StreamExecutionEnvironment.getExecutionEnvironment();
            define(environment, settings, Clock.systemUTC());
        } catch (IllegalArgumentException | KafkaUnavailableException e) {
            LOG.debug("{} was not started", ReferenceDataTopology.NAME, e);
            throw new JobNotStartedException(e.getMessage());
        }
        JobExecutionResult result = environment.execute(ReferenceDataTopology.NAME);
        if (result.isJobExecutionResult()) {
            Map<String, Object> totals = new TreeMap<>(result.getAllAccumulatorResults());
            totals.forEach((name, total) -> System.out.println(name + " " + total));
        }
    }

    /**
     * Adds the job to an environment, reading from Kiwoom and PostgreSQL and writing to PostgreSQL and Kafka.
     *
     * @param clock real time; serializable, as those of the JDK are
     * @throws KafkaUnavailableException when Kafka does not answer in time
     */
    public static void define(StreamExecutionEnvironment environment, ReferenceDataSettings settings, Clock clock) {
        StockTables tables = new StockTables(settings);
        ReferenceTopics topics = new ReferenceTopics(settings, clock);
        ReferenceDataTopology.define(
                environment,
                settings,
                new ReferenceDataTopology.Sources(KiwoomLists.of(settings, clock), tables.known()),
                new ReferenceDataTopology.Sinks(
                        tables.stocks(), tables.history(), topics.instruments(), topics.rejected()),
                clock);
    }
}
