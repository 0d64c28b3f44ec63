package dev.sise.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sise.broadcast.io.RedisIntraday;
import dev.sise.broadcast.io.RedisPrices;
import dev.sise.runtime.KafkaTopics;
import dev.sise.runtime.Topics;
import java.time.Clock;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** The graph of the job as it runs on a cluster, with its real sources and sinks; nothing connects before it is executed. */
class PriceBroadcastTopologyTest {
    private static final long EPOCH = 1_782_880_000_000L;

    @Test
    void everyOperatorHasTheUidThatSavepointsKnowAndAName() {
        List<StreamNode> operators = List.copyOf(define(EPOCH).getStreamGraph().getStreamNodes());

        assertThat(operators)
                .extracting(StreamNode::getTransformationUID)
                .containsExactlyInAnyOrder(
                        "ticks-" + EPOCH,
                        "parse-ticks",
                        "demand",
                        "demand-changes",
                        "instrument-list",
                        "parse-instruments",
                        "join-prices",
                        "prices-to-redis",
                        "minutes-to-redis",
                        "rejected",
                        "Sink Committer: rejected");
        assertThat(operators)
                .extracting(StreamNode::getOperatorName)
                .containsExactlyInAnyOrder(
                        "Source: ticks",
                        "parse ticks",
                        "Source: demand",
                        "demand changes",
                        "Source: instruments",
                        "parse instruments",
                        "join prices",
                        "prices to redis: Writer",
                        "minutes to redis: Writer",
                        "rejected: Writer",
                        "rejected: Committer");
    }

    @Test
    void noTypeNeedsKryo() {
        StreamExecutionEnvironment environment = define(EPOCH);

        assertThat(environment.getConfiguration().get(PipelineOptions.GENERIC_TYPES))
                .isFalse();
        // Making the graph makes every serializer, and fails for a type that would need Kryo.
        assertThat(environment.getStreamGraph().getStreamNodes()).isNotEmpty();
    }

    @Test
    void aNewEpochLeavesOldOffsetsBehindAndNothingElse() {
        List<String> before = uids(EPOCH);
        List<String> after = uids(EPOCH + 1);

        assertThat(after).filteredOn(uid -> !before.contains(uid)).containsExactly("ticks-" + (EPOCH + 1));
    }

    @Test
    void demandIsFoldedInOnePlace() {
        assertThat(define(EPOCH).getStreamGraph().getStreamNodes())
                .filteredOn(node -> node.getOperatorName().equals("demand changes"))
                .extracting(StreamNode::getParallelism, StreamNode::getMaxParallelism)
                .containsExactly(tuple(1, 1));
    }

    private static List<String> uids(long epoch) {
        return define(epoch).getStreamGraph().getStreamNodes().stream()
                .map(StreamNode::getTransformationUID)
                .toList();
    }

    private static StreamExecutionEnvironment define(long epoch) {
        PriceBroadcastSettings settings = PriceBroadcastSettings.of(new Configuration());
        KafkaTopics topics = new KafkaTopics(settings.bootstrapServers());
        // With this an operator without a uid is an exception.
        Configuration strict = new Configuration().set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(strict);
        PriceBroadcastTopology.define(
                environment,
                settings,
                new PriceBroadcastTopology.Sources(
                        topics.source(Topics.TICKS),
                        topics.source(Topics.SUBSCRIPTIONS, Topics.STANDING),
                        topics.source(Topics.INSTRUMENTS),
                        epoch,
                        0,
                        Clock.systemUTC()),
                new PriceBroadcastTopology.Sinks(
                        RedisPrices.sink(settings), RedisIntraday.sink(settings), topics.rejected()));
        return environment;
    }
}
