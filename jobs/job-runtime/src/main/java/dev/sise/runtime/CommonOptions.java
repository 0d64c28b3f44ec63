package dev.sise.runtime;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings that more than one program has; each means the same everywhere. */
public final class CommonOptions {
    public static final ConfigOption<String> KAFKA_BOOTSTRAP_SERVERS = ConfigOptions.key("kafka.bootstrap-servers")
            .stringType()
            .defaultValue("localhost:9092")
            .withDescription("Kafka brokers to begin with, host:port, separated by commas.");

    public static final ConfigOption<Integer> KAFKA_REPLICATION = ConfigOptions.key("kafka.replication")
            .intType()
            .defaultValue(1)
            .withDescription("Copies of each topic that is made, at least 1; 3 in production.");

    public static final ConfigOption<Duration> KAFKA_TIMEOUT = ConfigOptions.key("kafka.timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription("How long to wait for Kafka at start, such as 30 s.");

    public static final ConfigOption<String> REDIS_URL = ConfigOptions.key("redis.url")
            .stringType()
            .defaultValue("redis://localhost:6379/0")
            .withDescription("Redis, redis://[user:password@]host:port/database.");

    public static final ConfigOption<Duration> CLOCK_OFFSET = ConfigOptions.key("sise.clock-offset")
            .durationType()
            .defaultValue(Duration.ZERO)
            .withDescription(
                    "What market time is ahead of real time; the same in every process. For demonstrations and replays only.");

    public static final ConfigOption<String> CALENDAR_OVERRIDE = ConfigOptions.key("calendar.override")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "File that adds to or replaces days of the trading calendar, JSON in UTF-8; read where the program is started.");

    public static final ConfigOption<Duration> CHECKPOINT_INTERVAL = ConfigOptions.key("checkpoint.interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(5))
            .withDescription("Time between checkpoints of a streaming job: how much it reads again after a failure.");

    public static final ConfigOption<Integer> PARALLELISM = ConfigOptions.key("parallelism")
            .intType()
            .defaultValue(2)
            .withDescription("Parallel subtasks of the job's heavy operators, at least 1.");

    private CommonOptions() {}
}
