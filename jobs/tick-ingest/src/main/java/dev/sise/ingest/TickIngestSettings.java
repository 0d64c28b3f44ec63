package dev.sise.ingest;

import dev.sise.market.KrxCalendar;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.SettingRules;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Settings of tick-ingest, read once. The secrets of the app keys are no part of them: the tasks read those where they run.
 *
 * @param bootstrapServers Kafka brokers to begin with
 * @param replication copies of each topic that is made
 * @param kafkaTimeout how long to wait for Kafka at start
 * @param redisUrl Redis, where tokens are shared; may hold a password and is never printed
 * @param restUrl Kiwoom's REST host
 * @param webSocketUrl Kiwoom's WebSocket
 * @param appKeyIds names of the app keys, one session each
 * @param secretsDirectory folder with {@code <id>.appkey} and {@code <id>.secretkey}; without it they come from the environment
 * @param pollInterval between two polls of a ticker that no session serves; longer when demand exceeds what Kiwoom allows
 * @param callsPerSecond that one app key may make of one REST call
 * @param framesDirectory folder on every TaskManager where all frames received are recorded; without it none are
 * @param calendar the trading days and their hours, the override included
 * @param checkpointInterval between two checkpoints
 * @param clockOffset what market time is ahead of real time
 */
public record TickIngestSettings(
        String bootstrapServers,
        int replication,
        Duration kafkaTimeout,
        String redisUrl,
        String restUrl,
        String webSocketUrl,
        List<String> appKeyIds,
        Optional<String> secretsDirectory,
        Duration pollInterval,
        double callsPerSecond,
        Optional<String> framesDirectory,
        KrxCalendar calendar,
        Duration checkpointInterval,
        Duration clockOffset) {
    public static final ConfigOption<String> WEB_SOCKET_URL = ConfigOptions.key("kiwoom.websocket-url")
            .stringType()
            .defaultValue("wss://api.kiwoom.com:10000/api/dostk/websocket")
            .withDescription(
                    "Kiwoom's WebSocket; wss://mockapi.kiwoom.com:10000/api/dostk/websocket for paper trading.");

    public static final ConfigOption<Duration> POLL_INTERVAL = ConfigOptions.key("kiwoom.poll-interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription(
                    "Time between two polls of a ticker that no session serves, 100 ms to 1 h; it grows when more"
                            + " tickers are demanded than kiwoom.calls-per-second allows.");

    public static final ConfigOption<String> FRAMES_DIRECTORY = ConfigOptions.key("kiwoom.frames-directory")
            .stringType()
            .noDefaultValue()
            .withDescription("Folder on every TaskManager where all frames received are recorded, in files that rotate;"
                    + " without it none are.");

    private static final Duration MIN_POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration MAX_POLL_INTERVAL = Duration.ofHours(1);

    /** Every setting, in the order of the help. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(
            CommonOptions.KAFKA_BOOTSTRAP_SERVERS,
            CommonOptions.KAFKA_REPLICATION,
            CommonOptions.KAFKA_TIMEOUT,
            CommonOptions.REDIS_URL,
            CommonOptions.KIWOOM_REST_URL,
            WEB_SOCKET_URL,
            CommonOptions.KIWOOM_APP_KEY_IDS,
            CommonOptions.KIWOOM_SECRETS_DIRECTORY,
            POLL_INTERVAL,
            CommonOptions.KIWOOM_CALLS_PER_SECOND,
            FRAMES_DIRECTORY,
            CommonOptions.CALENDAR_OVERRIDE,
            CommonOptions.CHECKPOINT_INTERVAL,
            CommonOptions.CLOCK_OFFSET);

    /** @throws IllegalArgumentException for a value that is not allowed, naming its key, the rule and the value */
    public TickIngestSettings {
        SettingRules.requireKafka(bootstrapServers, replication, kafkaTimeout);
        SettingRules.requireRedis(redisUrl);
        SettingRules.requireKiwoom(restUrl, appKeyIds, secretsDirectory, callsPerSecond);
        SettingRules.requireUrl(WEB_SOCKET_URL, webSocketUrl, "wss", "ws");
        SettingRules.require(
                pollInterval.compareTo(MIN_POLL_INTERVAL) >= 0 && pollInterval.compareTo(MAX_POLL_INTERVAL) <= 0,
                POLL_INTERVAL,
                "100 ms to 1 h",
                pollInterval.toMillis() + " ms");
        SettingRules.require(framesDirectory.filter(String::isBlank).isEmpty(), FRAMES_DIRECTORY, "a folder", "empty");
        Objects.requireNonNull(calendar, "calendar");
        SettingRules.requireClockOffset(clockOffset);
        SettingRules.requirePositive(CommonOptions.CHECKPOINT_INTERVAL, checkpointInterval);
        appKeyIds = List.copyOf(appKeyIds);
    }

    /** @throws IllegalArgumentException as the constructor, and when the calendar's override is no such file */
    public static TickIngestSettings of(ReadableConfig configuration) {
        return new TickIngestSettings(
                configuration.get(CommonOptions.KAFKA_BOOTSTRAP_SERVERS),
                configuration.get(CommonOptions.KAFKA_REPLICATION),
                configuration.get(CommonOptions.KAFKA_TIMEOUT),
                configuration.get(CommonOptions.REDIS_URL),
                configuration.get(CommonOptions.KIWOOM_REST_URL),
                configuration.get(WEB_SOCKET_URL),
                configuration.get(CommonOptions.KIWOOM_APP_KEY_IDS),
                configuration.getOptional(CommonOptions.KIWOOM_SECRETS_DIRECTORY),
                configuration.get(POLL_INTERVAL),
                configuration.get(CommonOptions.KIWOOM_CALLS_PER_SECOND),
                configuration.getOptional(FRAMES_DIRECTORY),
                KrxCalendar.load(configuration.get(CommonOptions.CALENDAR_OVERRIDE)),
                configuration.get(CommonOptions.CHECKPOINT_INTERVAL),
                configuration.get(CommonOptions.CLOCK_OFFSET));
    }

    /** Without the address of Redis, which may hold a password. */
    @Override
    public String toString() {
        return "TickIngestSettings[bootstrapServers=" + bootstrapServers + ", redisUrl=***, restUrl=" + restUrl
                + ", webSocketUrl=" + webSocketUrl + ", appKeyIds=" + appKeyIds + ", pollInterval=" + pollInterval
                + ", callsPerSecond=" + callsPerSecond + ", framesDirectory=" + framesDirectory + ", calendar="
                + calendar + ", checkpointInterval="
                + checkpointInterval + ", clockOffset=" + clockOffset + "]";
    }
}
