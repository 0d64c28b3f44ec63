package dev.sise.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.reference.functions.Stock;
import dev.sise.reference.io.KiwoomLists;
import dev.sise.reference.io.StockTables;
import dev.sise.runtime.KafkaTopics;
import dev.sise.runtime.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** The graph of the job as it runs on a cluster; nothing connects before it is executed. */
class ReferenceDataTopologyTest {

    @Test
    void everyOperatorHasAUidAndAName() {
        // Without generated uids an operator without one is an exception.
        assertThat(define().getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("lists", "known", "compare", "stocks", "instruments", "history", "rejected", "closes")
                .doesNotContainNull();
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
    void comparesInOneSubtask() {
        assertThat(define().getStreamGraph().getStreamNodes())
                .filteredOn(node -> node.getOperatorName().equals("compare"))
                .extracting(StreamNode::getParallelism)
                .containsExactly(1);
    }

    private static StreamExecutionEnvironment define() {
        ReferenceDataSettings settings = ReferenceDataSettings.of(new Configuration());
        KafkaTopics topics = new KafkaTopics(settings.bootstrapServers());
        StockTables tables = new StockTables(settings, Optional.of(LocalDate.of(2026, 11, 27)));
        Sink<Stock> instruments = topics.sink(
                Topics.INSTRUMENTS,
                stock -> stock.ticker.getBytes(StandardCharsets.US_ASCII),
                stock -> stock.ticker.getBytes(StandardCharsets.US_ASCII));
        Configuration strict = new Configuration().set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(strict);
        ReferenceDataTopology.define(
                environment,
                settings,
                new ReferenceDataTopology.Sources(KiwoomLists.of(settings, Clock.systemUTC()), tables.known()),
                new ReferenceDataTopology.Sinks(
                        tables.stocks(), tables.history(), instruments, topics.rejected(), tables.closes()),
                Clock.systemUTC());
        return environment;
    }
}
