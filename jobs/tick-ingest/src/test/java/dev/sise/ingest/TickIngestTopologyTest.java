package dev.sise.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.ingest.io.KiwoomFeed;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.KafkaTopics;
import dev.sise.runtime.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** The graph of the job as it runs on a cluster, with the real feed; nothing connects before it is executed. */
class TickIngestTopologyTest {

    @Test
    void everyOperatorHasTheUidThatSavepointsKnowAndAName() {
        List<StreamNode> operators = List.copyOf(graph().getStreamNodes());

        assertThat(operators)
                .extracting(StreamNode::getTransformationUID)
                .containsExactlyInAnyOrder(
                        "kiwoom",
                        "to-feed-events",
                        "to-ticks",
                        "ticks",
                        "Sink Committer: ticks",
                        "rejected",
                        "Sink Committer: rejected");
        assertThat(operators)
                .extracting(StreamNode::getOperatorName)
                .containsExactlyInAnyOrder(
                        "Source: kiwoom",
                        "to feed events",
                        "to ticks",
                        "ticks: Writer",
                        "ticks: Committer",
                        "rejected: Writer",
                        "rejected: Committer");
    }

    @Test
    void noTypeNeedsKryo() {
        StreamExecutionEnvironment environment = define();

        assertThat(environment.getConfiguration().get(PipelineOptions.GENERIC_TYPES))
                .isFalse();
        // Making the graph makes every serializer, and fails for a type that would need Kryo.
        assertThat(environment.getStreamGraph().getStreamNodes()).isNotEmpty();
    }

    @Test
    void theFeedRunsInOneSubtaskForEachAppKey() {
        assertThat(graph().getStreamNodes())
                .filteredOn(node -> node.getOperatorName().equals("Source: kiwoom"))
                .extracting(StreamNode::getParallelism)
                .containsExactly(2);
    }

    private static StreamGraph graph() {
        return define().getStreamGraph();
    }

    private static StreamExecutionEnvironment define() {
        Configuration configuration = new Configuration();
        configuration.set(CommonOptions.KIWOOM_APP_KEY_IDS, List.of("first", "second"));
        TickIngestSettings settings = TickIngestSettings.of(configuration);
        KafkaTopics topics = new KafkaTopics(settings.bootstrapServers());
        // With this an operator without a uid is an exception.
        Configuration strict = new Configuration().set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(strict);
        TickIngestTopology.define(
                environment,
                settings,
                new TickIngestTopology.Sources(KiwoomFeed.of(settings, Clock.systemUTC()), Clock.systemUTC()),
                new TickIngestTopology.Sinks(
                        topics.sink(
                                Topics.TICKS,
                                tick -> tick.ticker().getBytes(StandardCharsets.US_ASCII),
                                tick -> tick.ticker().getBytes(StandardCharsets.US_ASCII)),
                        topics.rejected()));
        return environment;
    }
}
