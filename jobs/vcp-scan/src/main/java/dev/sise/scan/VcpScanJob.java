package dev.sise.scan;

import dev.sise.runtime.JobArguments;
import dev.sise.runtime.JobNotStartedException;
import dev.sise.scan.io.ScanTables;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entry point of the job vcp-scan; {@code --help} lists its settings. */
public final class VcpScanJob {
    private static final Logger LOG = LoggerFactory.getLogger(VcpScanJob.class);

    private VcpScanJob() {}

    /**
     * Runs the job to its end, or submits it where Flink does not wait for ends, and prints its totals.
     *
     * @throws JobNotStartedException for a setting that is not allowed
     */
    public static void main(String[] arguments) throws Exception {
        StreamExecutionEnvironment environment;
        try {
            Optional<Configuration> configuration = JobArguments.parse(
                    VcpScanTopology.NAME, arguments, System.getenv(), VcpScanSettings.OPTIONS, System.out);
            if (configuration.isEmpty()) {
                return;
            }
            VcpScanSettings settings = VcpScanSettings.of(configuration.get());
            environment = StreamExecutionEnvironment.getExecutionEnvironment();
            define(environment, settings, Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            LOG.debug("{} was not started", VcpScanTopology.NAME, e);
            throw new JobNotStartedException(e.getMessage());
        }
        JobExecutionResult result = environment.execute(VcpScanTopology.NAME);
        if (result.isJobExecutionResult()) {
            Map<String, Object> totals = new TreeMap<>(result.getAllAccumulatorResults());
            totals.forEach((name, total) -> System.out.println(name + " " + total));
        }
    }

    /**
     * Adds the job to an environment, reading from PostgreSQL and writing to it.
     *
     * @param clock real time; serializable, as those of the JDK are
     */
    public static void define(StreamExecutionEnvironment environment, VcpScanSettings settings, Clock clock) {
        define(environment, settings, clock, Optional.empty());
    }

    /**
     * As {@link #define(StreamExecutionEnvironment, VcpScanSettings, Clock)}, and lists the whole universe.
     *
     * @param listing gets every line of {@link dev.sise.scan.functions.FullUniverseListing} but the header, by ticker; parallelism 1
     */
    public static void define(
            StreamExecutionEnvironment environment,
            VcpScanSettings settings,
            Clock clock,
            Optional<Sink<String>> listing) {
        ScanTables tables = new ScanTables(settings);
        VcpScanTopology.define(
                environment,
                settings,
                new VcpScanTopology.Sources(tables.universe(), tables.runs(), tables.data()),
                new VcpScanTopology.Sinks(tables.board(), listing),
                clock);
    }
}
