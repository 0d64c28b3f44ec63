package dev.sise.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * Flink's own MiniCluster on loopback with its REST endpoint, one TaskManager unless told otherwise, and the given slots. The web UI is served when
 * {@code flink-runtime-web} is on the class path. The JVM needs {@code --add-opens} of java.lang and java.util (JDK 17).
 */
public final class FlinkCluster implements AutoCloseable {
    private final TemporaryFolder folder;
    private final MiniCluster cluster;

    private FlinkCluster(TemporaryFolder folder, MiniCluster cluster) {
        this.folder = folder;
        this.cluster = cluster;
    }

    /** Starts a cluster with its REST endpoint on a free port. */
    public static FlinkCluster start(int slots) {
        return start(slots, 0, new Configuration());
    }

    /**
     * Starts a cluster whose TaskManagers exchange records over the network, as those of a real one do. With a single one Flink does not, and
     * what reads the result of a TaskManager that was lost is then restarted in vain.
     */
    public static FlinkCluster startNetworked(int taskManagers, int slotsEach) {
        if (taskManagers < 2) {
            throw new IllegalArgumentException("taskManagers must be at least 2, was " + taskManagers);
        }
        return start(taskManagers, slotsEach, 0, new Configuration());
    }

    /**
     * Starts a cluster.
     *
     * @param restPort of the REST endpoint and web UI; 0 takes a free one
     * @param extra wins over the defaults here
     * @throws IllegalStateException when it does not start, with the reason
     */
    public static FlinkCluster start(int slots, int restPort, Configuration extra) {
        return start(1, slots, restPort, extra);
    }

    private static FlinkCluster start(int taskManagers, int slots, int restPort, Configuration extra) {
        TemporaryFolder folder = TemporaryFolder.create("flink");
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.TMP_DIRS, folder.path().toString());
        configuration.set(WebOptions.TMP_DIR, folder.path().toString());
        configuration.set(WebOptions.UPLOAD_DIR, folder.path().toString());
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.ADDRESS, "127.0.0.1");
        configuration.set(RestOptions.BIND_PORT, Integer.toString(restPort));
        configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(32));
        // A busy two-core machine must not look like a dead TaskManager.
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(120));
        configuration.addAll(extra);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setCommonBindAddress("127.0.0.1")
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(slots)
                .build());
        boolean started = false;
        try {
            cluster.start();
            started = true;
            return new FlinkCluster(folder, cluster);
        } catch (Exception e) {
            throw new IllegalStateException("Flink did not start: " + e.getMessage(), e);
        } finally {
            if (!started) {
                cluster.closeAsync().join();
                folder.close();
            }
        }
    }

    public MiniCluster miniCluster() {
        return cluster;
    }

    /** Address of the REST endpoint and, where it is on the class path, the web UI. */
    public URI restAddress() {
        return cluster.getRestAddress().join();
    }

    /** What {@code RemoteStreamEnvironment} and the REST client need to reach this cluster. */
    public Configuration clientConfiguration() {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, restAddress().getHost());
        configuration.set(RestOptions.PORT, restAddress().getPort());
        return configuration;
    }

    @Override
    public void close() {
        try {
            cluster.closeAsync().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("Flink did not stop within 60 s: " + e.getMessage(), e);
        } finally {
            folder.close();
        }
    }
}
