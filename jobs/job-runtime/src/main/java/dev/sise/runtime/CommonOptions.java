package dev.sise.runtime;

import java.time.Duration;
import java.util.List;
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

    public static final ConfigOption<String> POSTGRES_URL = ConfigOptions.key("postgres.url")
            .stringType()
            .defaultValue("jdbc:postgresql://localhost:5432/sise")
            .withDescription("PostgreSQL, jdbc:postgresql://host:port/database, without user and password.");

    public static final ConfigOption<String> POSTGRES_USER =
            ConfigOptions.key("postgres.user").stringType().defaultValue("sise").withDescription("User of PostgreSQL.");

    public static final ConfigOption<String> POSTGRES_PASSWORD_FILE = ConfigOptions.key("postgres.password-file")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "File with the password of PostgreSQL alone, on every machine that connects; without it the password comes"
                            + " from the environment variable SISE_POSTGRES_PASSWORD there, and without that none is sent.");

    public static final ConfigOption<String> KIWOOM_REST_URL = ConfigOptions.key("kiwoom.rest-url")
            .stringType()
            .defaultValue("https://api.kiwoom.com")
            .withDescription("Kiwoom's REST host; https://mockapi.kiwoom.com for paper trading.");

    public static final ConfigOption<List<String>> KIWOOM_APP_KEY_IDS = ConfigOptions.key("kiwoom.app-key-ids")
            .stringType()
            .asList()
            .defaultValues("main")
            .withDescription(
                    "Names of our app keys, separated by semicolons; tick-ingest has one WebSocket session with"
                            + " each, reference-data reads lists with the first and histories with all.");

    public static final ConfigOption<String> KIWOOM_SECRETS_DIRECTORY = ConfigOptions.key("kiwoom.secrets-directory")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Folder on every TaskManager with <id>.appkey and <id>.secretkey of each app key; without it they come"
                            + " from the environment variables KIWOOM_<ID>_APPKEY and KIWOOM_<ID>_SECRETKEY there.");

    public static final ConfigOption<Double> KIWOOM_CALLS_PER_SECOND = ConfigOptions.key("kiwoom.calls-per-second")
            .doubleType()
            .defaultValue(4.0)
            .withDescription(
                    "Calls of one kind that one app key may make in a second, above 0; 4 for real keys, 1 for paper"
                            + " trading. Kiwoom may allow less: it is then learned from its answers.");

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
