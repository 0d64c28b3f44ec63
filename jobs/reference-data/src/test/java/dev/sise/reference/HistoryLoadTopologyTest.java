package dev.sise.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.reference.functions.LoadPlan;
import dev.sise.reference.functions.LoadTable;
import dev.sise.reference.io.FileImporter;
import dev.sise.reference.io.HistoryTables;
import dev.sise.reference.io.ImportFiles;
import dev.sise.reference.io.KiwoomHistories;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.KafkaTopics;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** The graphs of loads and imports as they run on a cluster; nothing connects before they are executed. */
class HistoryLoadTopologyTest {

    @Test
    void everyOperatorOfALoadHasAUidAndAName() {
        // Without generated uids an operator without one is an exception; a type that needs Kryo is one too.
        assertThat(load("daily_prices", "investor_flows").getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("tickers-daily_prices", "load-daily_prices", "daily_prices", "rejected-daily_prices")
                .contains("tickers-investor_flows", "load-investor_flows", "investor_flows", "conclude")
                .doesNotContainNull();
    }

    @Test
    void everyOperatorOfAnImportHasAUidAndAName() {
        assertThat(imported(true).getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("files", "import", "rejected", "conclude")
                .doesNotContainNull();
        assertThat(imported(false).getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .doesNotContain("rejected");
    }

    /** An exchange between them would hold back what was read until the last call was made. */
    @Test
    void callsAndWritesOfAnAppKeyAreOneTask() {
        List<JobVertex> vertices = load("daily_prices", "investor_flows")
                .getStreamGraph()
                .getJobGraph()
                .getVerticesSortedTopologicallyFromSources();

        for (LoadTable table : List.of(LoadTable.DAILY_PRICES, LoadTable.INVESTOR_FLOWS)) {
            assertThat(vertices)
                    .filteredOn(vertex -> vertex.getName().startsWith("load " + table.table()))
                    .singleElement()
                    .satisfies(vertex -> {
                        assertThat(vertex.getName())
                                .contains(table.table() + ": Writer", "rejected: Writer", "counted");
                        assertThat(vertex.getParallelism()).isEqualTo(2);
                    });
        }
    }

    /** Left to itself Flink would run so few files one by one in a single subtask. */
    @Test
    void importsSeveralFilesAtOnce() {
        assertThat(parallelismOfImport(imported(false))).isEqualTo(2);

        StreamExecutionEnvironment leftToFlink = imported(false);
        leftToFlink.configure(new Configuration().set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, true));
        assertThat(parallelismOfImport(leftToFlink)).isNotEqualTo(2);
    }

    private static int parallelismOfImport(StreamExecutionEnvironment environment) {
        for (JobVertex vertex : environment.getStreamGraph().getJobGraph().getVertices()) {
            if (vertex.getName().startsWith("import")) {
                return vertex.getParallelism();
            }
        }
        throw new AssertionError("There is no import");
    }

    @Test
    void loadsOnlyTheTableThatIsAskedFor() {
        assertThat(load("investor_flows").getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("load-investor_flows")
                .doesNotContain("load-daily_prices");
    }

    private static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(
                new Configuration().set(PipelineOptions.AUTO_GENERATE_UIDS, false));
    }

    private static StreamExecutionEnvironment load(String... tables) {
        Configuration configuration = new Configuration();
        configuration.set(LoadSettings.TABLES, List.of(tables));
        configuration.set(CommonOptions.KIWOOM_APP_KEY_IDS, List.of("first", "second"));
        ReferenceDataSettings settings = ReferenceDataSettings.of(configuration);
        LocalDate through = LocalDate.of(2026, 11, 27);
        LoadPlan plan = new LoadPlan(Math.toIntExact(through.toEpochDay()), 2, 5, 0);
        HistoryTables histories = new HistoryTables(settings, plan);
        StreamExecutionEnvironment environment = environment();
        HistoryLoadTopology.define(
                environment,
                settings.load(),
                plan,
                new HistoryLoadTopology.Sources(
                        histories::tasks,
                        KiwoomHistories.prices(settings, through, Clock.systemUTC()),
                        histories.prices(),
                        KiwoomHistories.flows(settings, through, Clock.systemUTC()),
                        histories.flows()),
                new HistoryLoadTopology.Sinks(
                        histories.results(), new KafkaTopics(settings.bootstrapServers()).rejected()),
                Clock.systemUTC());
        return environment;
    }

    private static StreamExecutionEnvironment imported(boolean withKafka) {
        ReferenceDataSettings settings =
                ReferenceDataSettings.of(new Configuration().set(ImportSettings.DIRECTORY, "/data"));
        StreamExecutionEnvironment environment = environment();
        ImportTopology.define(
                environment,
                settings,
                new ImportTopology.Parts(
                        ImportFiles.of(settings.imported().orElseThrow()),
                        new FileImporter(settings, 0, Clock.systemUTC()),
                        withKafka
                                ? Optional.of(new KafkaTopics(settings.bootstrapServers()).rejected())
                                : Optional.empty()));
        return environment;
    }
}
