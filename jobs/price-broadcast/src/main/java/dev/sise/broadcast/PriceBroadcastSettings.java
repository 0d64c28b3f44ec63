package dev.sise.broadcast;

import dev.sise.market.KrxCalendar;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.SettingRules;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Settings of price-broadcast, read once.
 *
 * @param bootstrapServers Kafka brokers to begin with
 * @param replication copies of each topic that is made
 * @param kafkaTimeout how long to wait for Kafka at start
 * @param redisUrl Redis; may hold a password and is never printed
 * @param flushInterval between two flushes to Redis; zero flushes as soon as the previous one is answered
 * @param checkpointInterval between two checkpoints
 * @param parallelism of the join and the sink
 * @param clockOffset what market time is ahead of real time
 * @param calendar of the exchange, with the override that was given
 */
public record PriceBroadcastSettings(
        String bootstrapServers,
        int replication,
        Duration kafkaTimeout,
        String redisUrl,
        Duration flushInterval,
        Duration checkpointInterval,
        int parallelism,
        Duration clockOffset,
        KrxCalendar calendar) {
    public static final ConfigOption<Duration> FLUSH_INTERVAL = ConfigOptions.key("redis.flush-interval")
            .durationType()
            .defaultValue(Duration.ofMillis(100))
            .withDescription(
                    "Time between two flushes of last prices to Redis; 0 flushes as soon as the previous one is answered.");

    /** Every setting, in the order of the help. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(
            CommonOptions.KAFKA_BOOTSTRAP_SERVERS,
            CommonOptions.KAFKA_REPLICATION,
            CommonOptions.KAFKA_TIMEOUT,
            CommonOptions.REDIS_URL,
            FLUSH_INTERVAL,
            CommonOptions.CHECKPOINT_INTERVAL,
            CommonOptions.PARALLELISM,
            CommonOptions.CLOCK_OFFSET,
            CommonOptions.CALENDAR_OVERRIDE);

    /** @throws IllegalArgumentException for a value that is not allowed, naming its key, the rule and the value */
    public PriceBroadcastSettings {
        SettingRules.requireKafka(bootstrapServers, replication, kafkaTimeout);
        SettingRules.requireRedis(redisUrl);
        SettingRules.requireNotNegative(FLUSH_INTERVAL, flushInterval);
        SettingRules.requirePositive(CommonOptions.CHECKPOINT_INTERVAL, checkpointInterval);
        SettingRules.require(parallelism >= 1, CommonOptions.PARALLELISM, "at least 1", parallelism);
        SettingRules.requireClockOffset(clockOffset);
        Objects.requireNonNull(calendar, "calendar");
    }

    /** @throws IllegalArgumentException for a value that is not allowed, or an override of the calendar that cannot be read */
    public static PriceBroadcastSettings of(ReadableConfig configuration) {
        return new PriceBroadcastSettings(
                configuration.get(CommonOptions.KAFKA_BOOTSTRAP_SERVERS),
                configuration.get(CommonOptions.KAFKA_REPLICATION),
                configuration.get(CommonOptions.KAFKA_TIMEOUT),
                configuration.get(CommonOptions.REDIS_URL),
                configuration.get(FLUSH_INTERVAL),
                configuration.get(CommonOptions.CHECKPOINT_INTERVAL),
                configuration.get(CommonOptions.PARALLELISM),
                configuration.get(CommonOptions.CLOCK_OFFSET),
                KrxCalendar.load(configuration.get(CommonOptions.CALENDAR_OVERRIDE)));
    }

    /** Without the address of Redis, which may hold a password. */
    @Override
    public String toString() {
        return "PriceBroadcastSettings[bootstrapServers=" + bootstrapServers + ", replication=" + replication
                + ", kafkaTimeout=" + kafkaTimeout + ", redisUrl=***, flushInterval=" + flushInterval
                + ", checkpointInterval=" + checkpointInterval + ", parallelism=" + parallelism + ", clockOffset="
                + clockOffset + ", calendar=" + calendar + "]";
    }
}
