package dev.sise.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph of the job as it runs on a cluster; nothing connects before it is executed. */
class VcpScanTopologyTest {
    @TempDir
    private Path folder;

    @Test
    void everyOperatorHasAUidAndAName() {
        // Without generated uids an operator without one is an exception.
        assertThat(define(new Configuration(), true).getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("universe", "plan", "analyse", "rank", "board", "listing")
                .doesNotContainNull();
    }

    @Test
    void noTypeNeedsKryo() {
        StreamExecutionEnvironment environment = define(new Configuration(), false);

        assertThat(environment.getConfiguration().get(PipelineOptions.GENERIC_TYPES))
                .isFalse();
        // Making the graph makes every serializer, and fails for a type that would need Kryo.
        assertThat(environment.getStreamGraph().getStreamNodes()).isNotEmpty();
    }

    @Test
    void readsAndAnalysesInAsManySubtasksAsAreSetAndDoesTheRestInOne() {
        Configuration configuration = new Configuration();
        configuration.setString("parallelism", "3");

        assertThat(define(configuration, false).getStreamGraph().getStreamNodes())
                .allSatisfy(node -> assertThat(node.getParallelism())
                        .as(node.getOperatorName())
                        .isEqualTo(node.getOperatorName().contains("analyse") ? 3 : 1));
    }

    @Test
    void listsNothingUnlessAsked() {
        assertThat(define(new Configuration(), false).getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .doesNotContain("listing");
    }

    @Test
    void carriesNoPassword() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "the-password");
        Configuration configuration = new Configuration();
        configuration.setString("postgres.password-file", file.toString());

        byte[] graph = InstantiationUtil.serializeObject(
                define(configuration, false).getStreamGraph().getJobGraph());

        assertThat(new String(graph, StandardCharsets.ISO_8859_1))
                .contains(file.toString())
                .doesNotContain("the-password");
    }

    private static StreamExecutionEnvironment define(Configuration configuration, boolean listing) {
        Configuration strict = new Configuration().set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(strict);
        VcpScanJob.define(
                environment,
                VcpScanSettings.of(configuration),
                Clock.systemUTC(),
                listing ? Optional.of(new DiscardingSink<>()) : Optional.empty());
        return environment;
    }
}
