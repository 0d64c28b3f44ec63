package dev.sise.quickstart;

import dev.sise.gateway.GatewayOptions;
import dev.sise.simulator.SyntheticMarket;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Settings of the quick start.
 *
 * @param httpPort of page, WebSocket and REST; 0 takes a free one
 * @param flinkPort of Flink's web UI; 0 takes a free one
 * @param metricsPort of Flink's metrics for Prometheus; 0 takes a free one
 * @param messagesPerSecond of the simulated market, 1 to 10,000
 * @param market how many instruments the simulated market has
 */
public record QuickStartSettings(
        int httpPort, int flinkPort, int metricsPort, int messagesPerSecond, SyntheticMarket market) {
    public static final ConfigOption<Integer> FLINK_PORT = ConfigOptions.key("flink.port")
            .intType()
            .defaultValue(8081)
            .withDescription("Port of Flink's web UI; 0 takes a free one.");

    public static final ConfigOption<Integer> METRICS_PORT = ConfigOptions.key("flink.metrics-port")
            .intType()
            .defaultValue(0)
            .withDescription("Port of Flink's metrics for Prometheus; 0 takes a free one.");

    public static final ConfigOption<Integer> MESSAGES_PER_SECOND = ConfigOptions.key("market.messages-per-second")
            .intType()
            .defaultValue(500)
            .withDescription("Messages a second of the simulated market, 1 to 10000.");

    public static final ConfigOption<SyntheticMarket> MARKET = ConfigOptions.key("market.size")
            .enumType(SyntheticMarket.class)
            .defaultValue(SyntheticMarket.WHOLE)
            .withDescription("The simulated market: whole, some 7,300 instruments of every class, or small, 100.");

    /** Every setting, in the order of the help. */
    public static final List<ConfigOption<?>> OPTIONS =
            List.of(GatewayOptions.HTTP_PORT, FLINK_PORT, METRICS_PORT, MESSAGES_PER_SECOND, MARKET);

    /** With the small market, and Flink's metrics on a free port. */
    public QuickStartSettings(int httpPort, int flinkPort, int messagesPerSecond) {
        this(httpPort, flinkPort, 0, messagesPerSecond, SyntheticMarket.SMALL);
    }

    public QuickStartSettings {
        requirePort(GatewayOptions.HTTP_PORT, httpPort);
        requirePort(FLINK_PORT, flinkPort);
        requirePort(METRICS_PORT, metricsPort);
        if (messagesPerSecond < 1 || messagesPerSecond > 10_000) {
            throw new IllegalArgumentException(
                    "--" + MESSAGES_PER_SECOND.key() + " must be 1 to 10000, was " + messagesPerSecond);
        }
        requireDifferent(GatewayOptions.HTTP_PORT, httpPort, FLINK_PORT, flinkPort);
        requireDifferent(GatewayOptions.HTTP_PORT, httpPort, METRICS_PORT, metricsPort);
        requireDifferent(FLINK_PORT, flinkPort, METRICS_PORT, metricsPort);
    }

    public static QuickStartSettings of(ReadableConfig configuration) {
        return new QuickStartSettings(
                configuration.get(GatewayOptions.HTTP_PORT),
                configuration.get(FLINK_PORT),
                configuration.get(METRICS_PORT),
                configuration.get(MESSAGES_PER_SECOND),
                configuration.get(MARKET));
    }

    private static void requireDifferent(
            ConfigOption<Integer> option, int port, ConfigOption<Integer> other, int otherPort) {
        if (port != 0 && port == otherPort) {
            throw new IllegalArgumentException(
                    "--" + option.key() + " and --" + other.key() + " must differ, both were " + port);
        }
    }

    private static void requirePort(ConfigOption<Integer> option, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--" + option.key() + " must be 0 to 65535, was " + port);
        }
    }
}
