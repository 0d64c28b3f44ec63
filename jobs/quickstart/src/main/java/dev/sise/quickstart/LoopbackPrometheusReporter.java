package dev.sise.quickstart;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Properties;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Flink's reporter for Prometheus, on loopback: its own server listens on every interface and cannot be told otherwise, and the quick start is
 * for this machine alone. Names and values are Flink's.
 */
final class LoopbackPrometheusReporter extends AbstractPrometheusReporter {
    static final String PORT = "port";

    private HTTPServer server;

    /** @throws UncheckedIOException when the port cannot be had; Flink then logs that and starts without the reporter */
    @Override
    public void open(MetricConfig config) {
        super.open(config);
        try {
            server = new HTTPServer(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), config.getInteger(PORT, 0)),
                    registry(),
                    true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
        super.close();
    }

    /** Flink hands its registry only to the reporters of its own package. */
    private CollectorRegistry registry() {
        try {
            Field registry = AbstractPrometheusReporter.class.getDeclaredField("registry");
            registry.setAccessible(true);
            return (CollectorRegistry) registry.get(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Flink's reporter for Prometheus has no registry any more", e);
        }
    }

    /** Found by Flink on the class path. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new LoopbackPrometheusReporter();
        }
    }
}
