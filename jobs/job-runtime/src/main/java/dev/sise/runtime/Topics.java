package dev.sise.runtime;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The Kafka topics between our processes: name, partitions and cleanup of each. Every topic stamps records with the broker's clock
 * (LogAppendTime): producers carry market time in their records, which may be moved against real time, and the broker refuses records stamped
 * an hour ahead.
 */
public enum Topics {
    /** What was learned about a ticker; key ticker. */
    TICKS(8, deleteAfter(Duration.ofHours(36))),
    /** One record per listed instrument; key ticker. */
    INSTRUMENTS(1, compact()),
    /** Who watches what; one partition, because leases are compared across keys in the order they were appended. */
    SUBSCRIPTIONS(
            1,
            Map.of(
                    "cleanup.policy",
                    "compact,delete",
                    "retention.ms",
                    millis(Duration.ofHours(1)),
                    // Retention deletes only rolled segments, and the default rolls after a week.
                    "segment.ms",
                    millis(Duration.ofMinutes(10)))),
    /** Demand that no client made: the tickers of the published scan. */
    STANDING(1, compact()),
    /** The epoch of {@link #TICKS}, see {@link TopicAdmin}. */
    EPOCHS(1, Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", millis(Duration.ofHours(1)))),
    /** What could not be decoded or is impossible: bytes, reason and where it stood. */
    REJECTED(1, deleteAfter(Duration.ofDays(7)));

    private final int partitions;
    private final Map<String, String> settings;

    Topics(int partitions, Map<String, String> settings) {
        this.partitions = partitions;
        this.settings = settings;
    }

    /** Name of the topic in Kafka. */
    public String topic() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Names of all topics. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Topics::topic).toList();
    }

    int partitions() {
        return partitions;
    }

    Map<String, String> settings() {
        return settings;
    }

    private static Map<String, String> compact() {
        return Map.of("cleanup.policy", "compact");
    }

    private static Map<String, String> deleteAfter(Duration retention) {
        return Map.of(
                "cleanup.policy",
                "delete",
                "retention.ms",
                millis(retention),
                "segment.ms",
                millis(Duration.ofHours(1)));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
