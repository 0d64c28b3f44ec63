package dev.sise.ingest;

import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.SettingRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        Duration checkpointInterval,
        Duration clockOffset) {
    public static final ConfigOption<String> REST_URL = ConfigOptions.key("kiwoom.rest-url")
            .stringType()
            .defaultValue("https://api.kiwoom.com")
            .withDescription("Kiwoom's REST host; https://mockapi.kiwoom.com for paper trading.");

    public static final ConfigOption<String> WEB_SOCKET_URL = ConfigOptions.key("kiwoom.websocket-url")
            .stringType()
            .defaultValue("wss://api.kiwoom.com:10000/api/dostk/websocket")
            .withDescription(
                    "Kiwoom's WebSocket; wss://mockapi.kiwoom.com:10000/api/dostk/websocket for paper trading.");

    public static final ConfigOption<List<String>> APP_KEY_IDS = ConfigOptions.key("kiwoom.app-key-ids")
            .stringType()
            .asList()
            .defaultValues("main")
            .withDescription("Names of our app keys, separated by semicolons; one WebSocket session each.");

    public static final ConfigOption<String> SECRETS_DIRECTORY = ConfigOptions.key("kiwoom.secrets-directory")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Folder on every TaskManager with <id>.appkey and <id>.secretkey of each app key; without it they come"
                            + " from the environment variables KIWOOM_<ID>_APPKEY and KIWOOM_<ID>_SECRETKEY there.");

    /** Every setting, in the order of the help. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(
            CommonOptions.KAFKA_BOOTSTRAP_SERVERS,
            CommonOptions.KAFKA_REPLICATION,
            CommonOptions.KAFKA_TIMEOUT,
            CommonOptions.REDIS_URL,
            REST_URL,
            WEB_SOCKET_URL,
            APP_KEY_IDS,
            SECRETS_DIRECTORY,
            CommonOptions.CHECKPOINT_INTERVAL,
            CommonOptions.CLOCK_OFFSET);

    /** @throws IllegalArgumentException for a value that is not allowed, naming its key, the rule and the value */
    public TickIngestSettings {
        SettingRules.requireKafka(bootstrapServers, replication, kafkaTimeout);
        SettingRules.requireRedis(redisUrl);
        SettingRules.requireUrl(REST_URL, restUrl, "https", "http");
        SettingRules.requireUrl(WEB_SOCKET_URL, webSocketUrl, "wss", "ws");
        SettingRules.require(
                !appKeyIds.isEmpty()
                        && appKeyIds.stream().noneMatch(String::isBlank)
                        && Set.copyOf(appKeyIds).size() == appKeyIds.size(),
                APP_KEY_IDS,
                "at least one name, none of them empty or given twice",
                appKeyIds);
        SettingRules.require(
                secretsDirectory.filter(String::isBlank).isEmpty(), SECRETS_DIRECTORY, "a folder", "empty");
        SettingRules.requirePositive(CommonOptions.CHECKPOINT_INTERVAL, checkpointInterval);
        appKeyIds = List.copyOf(appKeyIds);
    }

    public static TickIngestSettings of(ReadableConfig configuration) {
        return new TickIngestSettings(
                configuration.get(CommonOptions.KAFKA_BOOTSTRAP_SERVERS),
                configuration.get(CommonOptions.KAFKA_REPLICATION),
                configuration.get(CommonOptions.KAFKA_TIMEOUT),
                configuration.get(CommonOptions.REDIS_URL),
                configuration.get(REST_URL),
                configuration.get(WEB_SOCKET_URL),
                configuration.get(APP_KEY_IDS),
                configuration.getOptional(SECRETS_DIRECTORY),
                configuration.get(CommonOptions.CHECKPOINT_INTERVAL),
                configuration.get(CommonOptions.CLOCK_OFFSET));
    }

    /** Without the address of Redis, which may hold a password. */
    @Override
    public String toString() {
        return "TickIngestSettings[bootstrapServers=" + bootstrapServers + ", redisUrl=***, restUrl=" + restUrl
                + ", webSocketUrl=" + webSocketUrl + ", appKeyIds=" + appKeyIds + ", checkpointInterval="
                + checkpointInterval + ", clockOffset=" + clockOffset + "]";
    }
}
