package dev.sise.testkit;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker and controller (KRaft, combined mode) in this JVM, on loopback, with auto-creation of topics off as in production.
 * {@link #stop()} and {@link #restart()} keep the port and the data: an outage, not a new cluster. Not thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private final TemporaryFolder folder;
    private final int brokerPort;
    private final Properties properties;
    private KafkaRaftServer server;

    private EmbeddedKafka(TemporaryFolder folder, int brokerPort, int controllerPort) {
        this.folder = folder;
        this.brokerPort = brokerPort;
        this.properties = properties(folder.path(), brokerPort, controllerPort);
    }

    /** Starts a broker on a free port; returns when it takes requests. */
    public static EmbeddedKafka start() {
        return start(FreePort.find());
    }

    /**
     * Starts a broker on the port.
     *
     * @throws IllegalStateException when it does not start, with the reason
     */
    public static EmbeddedKafka start(int port) {
        EmbeddedKafka kafka = new EmbeddedKafka(TemporaryFolder.create("kafka"), port, FreePort.find());
        boolean started = false;
        try {
            kafka.format();
            kafka.startServer();
            started = true;
            return kafka;
        } finally {
            // Also after an Error: a JVM that is just shutting down refuses to initialise some of Kafka's classes.
            if (!started) {
                kafka.close();
            }
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    /** Ends the broker and keeps its data. */
    public void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
            server = null;
        }
    }

    /** Starts the broker again after {@link #stop()}, on the same port with the same data. */
    public void restart() {
        stop();
        startServer();
    }

    @Override
    public void close() {
        try {
            stop();
        } finally {
            folder.close();
        }
    }

    private void startServer() {
        try {
            server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
            server.startup();
        } catch (RuntimeException e) {
            throw new IllegalStateException("Kafka did not start on " + bootstrapServers() + ": " + e.getMessage(), e);
        }
    }

    private void format() {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.path().toString())
                    .setDirectories(Set.of(folder.path().toString()))
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "Kafka's folder " + folder.path() + " could not be formatted: " + e.getMessage(), e);
        }
    }

    private static Properties properties(Path folder, int brokerPort, int controllerPort) {
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", "1");
        properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty(
                "listeners", "BROKER://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.setProperty("advertised.listeners", "BROKER://127.0.0.1:" + brokerPort);
        properties.setProperty("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("inter.broker.listener.name", "BROKER");
        properties.setProperty("log.dirs", folder.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("offsets.topic.num.partitions", "1");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("transaction.state.log.num.partitions", "1");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "2");
        properties.setProperty("num.recovery.threads.per.data.dir", "1");
        properties.setProperty("broker.session.timeout.ms", "6000");
        properties.setProperty("controlled.shutdown.enable", "false");
        return properties;
    }
}
