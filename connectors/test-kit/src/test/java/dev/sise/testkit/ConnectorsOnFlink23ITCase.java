package dev.sise.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.apache.flink.connector.jdbc.core.datastream.source.JdbcSource;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The connectors are released for older Flinks than the one in use; this is the proof that the four we build on work with it: KafkaSource,
 * KafkaSink (at-least-once), JdbcSource (one split) and JdbcSink, without Kryo.
 */
class ConnectorsOnFlink23ITCase {
    private static EmbeddedKafka kafka;
    private static EmbeddedPostgres postgres;
    private static FlinkCluster flink;

    @BeforeAll
    static void startServers() {
        kafka = EmbeddedKafka.start();
        postgres = EmbeddedPostgres.start();
        flink = FlinkCluster.start(2);
    }

    @AfterAll
    static void stopServers() {
        flink.close();
        postgres.close();
        kafka.close();
    }

    @Test
    void copiesEveryRecordFromTopicToTopicAcrossCheckpoints() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("in", 2, (short) 1), new NewTopic("out", 2, (short) 1)))
                    .all()
                    .get();
        }
        List<String> sent = new ArrayList<>();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < 1_000; i++) {
                String value = String.format("%04d", i);
                sent.add(value);
                producer.send(new ProducerRecord<>("in", i % 2, value, value));
            }
        }

        StreamExecutionEnvironment env = environment();
        env.enableCheckpointing(200);
        env.fromSource(
                        KafkaSource.<String>builder()
                                .setBootstrapServers(kafka.bootstrapServers())
                                .setTopics("in")
                                .setStartingOffsets(OffsetsInitializer.earliest())
                                .setValueOnlyDeserializer(new SimpleStringSchema())
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "in")
                .sinkTo(KafkaSink.<String>builder()
                        .setBootstrapServers(kafka.bootstrapServers())
                        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                        .setRecordSerializer(KafkaRecordSerializationSchema.<String>builder()
                                .setTopic("out")
                                .setValueSerializationSchema(new SimpleStringSchema(StandardCharsets.UTF_8))
                                .build())
                        .build());
        JobClient job = env.executeAsync("kafka to kafka");

        TreeSet<String> received = new TreeSet<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("out", 0), new TopicPartition("out", 1)));
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(row -> received.add(row.value()));
                return received.size() == sent.size();
            });
        } finally {
            job.cancel().get();
        }
        assertThat(received).containsExactlyElementsOf(sent);
    }

    @Test
    void copiesEveryRowFromTableToTable() throws Exception {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("create table source_rows (id bigint primary key, name text)");
            statement.execute("create table sink_rows (id bigint primary key, name text)");
            statement.execute("insert into source_rows select i, 'row ' || i from generate_series(1, 500) i");
        }

        StreamExecutionEnvironment env = environment();
        env.fromSource(
                        JdbcSource.<String>builder()
                                .setDBUrl(postgres.jdbcUrl())
                                .setDriverName("org.postgresql.Driver")
                                .setSql("select id, name from source_rows")
                                .setResultExtractor(row -> row.getLong(1) + ":" + row.getString(2))
                                .setTypeInformation(Types.STRING)
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "rows")
                .setParallelism(1)
                .sinkTo(JdbcSink.<String>builder()
                        .withQueryStatement("insert into sink_rows values (?, ?)", (statement, row) -> {
                            int colon = row.indexOf(':');
                            statement.setLong(1, Long.parseLong(row.substring(0, colon)));
                            statement.setString(2, row.substring(colon + 1));
                        })
                        .withExecutionOptions(JdbcExecutionOptions.builder()
                                .withBatchSize(100)
                                .build())
                        .buildAtLeastOnce(new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                                .withUrl(postgres.jdbcUrl())
                                .withDriverName("org.postgresql.Driver")
                                .build()));
        env.execute("table to table");

        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*), count(*) filter (where a.name = b.name) from sink_rows a join source_rows b using (id)")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong(1)).isEqualTo(500);
            assertThat(row.getLong(2)).isEqualTo(500);
        }
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createRemoteEnvironment(
                flink.restAddress().getHost(), flink.restAddress().getPort(), configuration);
        env.setParallelism(2);
        return env;
    }
}
