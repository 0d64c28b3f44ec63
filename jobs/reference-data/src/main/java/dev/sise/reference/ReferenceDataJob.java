package dev.sise.reference;

import dev.sise.market.KrxCalendar;
import dev.sise.market.MarketClock;
import dev.sise.reference.functions.LoadPlan;
import dev.sise.reference.io.FileImporter;
import dev.sise.reference.io.HistoryTables;
import dev.sise.reference.io.ImportFiles;
import dev.sise.reference.io.KiwoomHistories;
import dev.sise.reference.io.KiwoomLists;
import dev.sise.reference.io.ReferenceTopics;
import dev.sise.reference.io.StockTables;
import dev.sise.runtime.JobArguments;
import dev.sise.runtime.JobNotStartedException;
import dev.sise.runtime.KafkaUnavailableException;
import java.time.Clock;
import java.time.LocalDate;
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
     * Adds what the settings ask for to an environment: the instrument lists, histories, or an import of files.
     *
     * @param clock real time; serializable, as those of the JDK are
     * @throws KafkaUnavailableException when Kafka is needed and does not answer in time
     * @throws IllegalArgumentException for a day that cannot be loaded
     */
    public static void define(StreamExecutionEnvironment environment, ReferenceDataSettings settings, Clock clock) {
        if (settings.imported().isPresent()) {
            defineImport(environment, settings, settings.imported().get(), clock);
        } else if (settings.load().loadsHistories()) {
            defineHistories(environment, settings, clock);
        } else {
            defineLists(environment, settings, clock);
        }
    }

    private static void defineLists(
            StreamExecutionEnvironment environment, ReferenceDataSettings settings, Clock clock) {
        Optional<LocalDate> comparedDay = ComparedCloses.day(
                KrxCalendar.load(settings.calendarOverride().orElse(null)),
                MarketClock.of(clock, settings.clockOffset()).now());
        StockTables tables = new StockTables(settings, comparedDay);
        ReferenceTopics topics = new ReferenceTopics(settings, clock);
        ReferenceDataTopology.define(
                environment,
                settings,
                new ReferenceDataTopology.Sources(KiwoomLists.of(settings, clock), tables.known()),
                new ReferenceDataTopology.Sinks(
                        tables.stocks(), tables.history(), topics.instruments(), topics.rejected(), tables.closes()),
                clock);
    }

    private static void defineImport(
            StreamExecutionEnvironment environment,
            ReferenceDataSettings settings,
            ImportSettings imported,
            Clock clock) {
        LocalDate today = MarketClock.of(clock, settings.clockOffset()).today();
        ImportTopology.define(
                environment,
                settings,
                new ImportTopology.Parts(
                        ImportFiles.of(imported),
                        new FileImporter(settings, Math.toIntExact(today.toEpochDay()), clock),
                        imported.tellsKafka()
                                ? Optional.of(new ReferenceTopics(settings, clock).rejected())
                                : Optional.empty()));
    }

    private static void defineHistories(
            StreamExecutionEnvironment environment, ReferenceDataSettings settings, Clock clock) {
        LocalDate through = LoadThrough.of(
                settings.load().through(),
                KrxCalendar.load(settings.calendarOverride().orElse(null)),
                MarketClock.of(clock, settings.clockOffset()).now());
        LoadPlan plan = new LoadPlan(
                Math.toIntExact(through.toEpochDay()),
                settings.appKeyIds().size(),
                settings.load().maxMissedPercent(),
                clock.millis());
        HistoryTables tables = new HistoryTables(settings, plan);
        ReferenceTopics topics = new ReferenceTopics(settings, clock);
        HistoryLoadTopology.define(
                environment,
                settings.load(),
                plan,
                new HistoryLoadTopology.Sources(
                        tables::tasks,
                        KiwoomHistories.prices(settings, through, clock),
                        tables.prices(),
                        KiwoomHistories.flows(settings, through, clock),
                        tables.flows()),
                new HistoryLoadTopology.Sinks(tables.results(), topics.rejected()),
                clock);
    }
}
