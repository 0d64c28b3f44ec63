package dev.sise.reference;

import dev.sise.reference.functions.InstrumentList;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.SettingRules;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Settings of reference-data, read once. The secrets of the app keys and the password of PostgreSQL are no part of them: the tasks read those
 * where they run.
 *
 * @param bootstrapServers Kafka brokers to begin with
 * @param replication copies of each topic that is made
 * @param kafkaTimeout how long to wait for Kafka at start
 * @param redisUrl Redis, where tokens are shared; may hold a password and is never printed
 * @param postgresUrl the database, without user and password
 * @param postgresUser its user
 * @param postgresPasswordFile file with the password; without it it comes from the environment
 * @param restUrl Kiwoom's REST host
 * @param appKeyIds names of the app keys; lists are read with the first, histories with all of them
 * @param callsPerSecond to Kiwoom with one app key and one API id
 * @param secretsDirectory folder with {@code <id>.appkey} and {@code <id>.secretkey}; without it they come from the environment
 * @param lists the instrument lists that are read
 * @param maxShrinkPercent of the known instruments of a list that may be missing in it, 0 to 100
 * @param load what is loaded from Kiwoom
 * @param imported what is imported from files instead; nothing as a rule
 * @param parallelism how many files are imported at once
 * @param calendarOverride file that changes the trading calendar
 * @param clockOffset what market time is ahead of real time
 */
public record ReferenceDataSettings(
        String bootstrapServers,
        int replication,
        Duration kafkaTimeout,
        String redisUrl,
        String postgresUrl,
        String postgresUser,
        Optional<String> postgresPasswordFile,
        String restUrl,
        List<String> appKeyIds,
        double callsPerSecond,
        Optional<String> secretsDirectory,
        List<InstrumentList> lists,
        int maxShrinkPercent,
        LoadSettings load,
        Optional<ImportSettings> imported,
        int parallelism,
        Optional<String> calendarOverride,
        Duration clockOffset) {
    public static final ConfigOption<List<String>> LISTS = ConfigOptions.key("lists.market-types")
            .stringType()
            .asList()
            .defaultValues(Arrays.stream(InstrumentList.values())
                    .map(InstrumentList::marketType)
                    .toArray(String[]::new))
            .withDescription(
                    "Instrument lists to read, by their mrkt_tp, separated by semicolons; what stands in others is left as it"
                            + " is. One that Kiwoom stops serving is left out here.");

    public static final ConfigOption<Integer> MAX_SHRINK = ConfigOptions.key("lists.max-shrink")
            .intType()
            .defaultValue(20)
            .withDescription(
                    "Percent of the known instruments of a list that may be missing in it, 0 to 100; with more it counts as"
                            + " incomplete and delists nothing. Raise it for one run when so many did leave the exchange.");

    /** Every setting, in the order of the help. */
    public static final List<ConfigOption<?>> OPTIONS = Stream.of(
                    List.of(
                            CommonOptions.KAFKA_BOOTSTRAP_SERVERS,
                            CommonOptions.KAFKA_REPLICATION,
                            CommonOptions.KAFKA_TIMEOUT,
                            CommonOptions.REDIS_URL,
                            CommonOptions.POSTGRES_URL,
                            CommonOptions.POSTGRES_USER,
                            CommonOptions.POSTGRES_PASSWORD_FILE,
                            CommonOptions.KIWOOM_REST_URL,
                            CommonOptions.KIWOOM_APP_KEY_IDS,
                            CommonOptions.KIWOOM_CALLS_PER_SECOND,
                            CommonOptions.KIWOOM_SECRETS_DIRECTORY,
                            LISTS,
                            MAX_SHRINK),
                    LoadSettings.OPTIONS,
                    ImportSettings.OPTIONS,
                    List.of(CommonOptions.PARALLELISM, CommonOptions.CALENDAR_OVERRIDE, CommonOptions.CLOCK_OFFSET))
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    /** @throws IllegalArgumentException for a value that is not allowed, naming its key, the rule and the value */
    public ReferenceDataSettings {
        SettingRules.requireKafka(bootstrapServers, replication, kafkaTimeout);
        SettingRules.requireRedis(redisUrl);
        SettingRules.requirePostgres(postgresUrl, postgresUser);
        SettingRules.require(
                postgresPasswordFile.filter(String::isBlank).isEmpty(),
                CommonOptions.POSTGRES_PASSWORD_FILE,
                "a file",
                "empty");
        SettingRules.requireKiwoom(restUrl, appKeyIds, secretsDirectory, callsPerSecond);
        SettingRules.requireClockOffset(clockOffset);
        SettingRules.require(!lists.isEmpty(), LISTS, "at least one of " + allMarketTypes(), "none");
        SettingRules.require(
                maxShrinkPercent >= 0 && maxShrinkPercent <= 100, MAX_SHRINK, "0 to 100", maxShrinkPercent);
        SettingRules.require(
                imported.isEmpty() || !load.loadsHistories(),
                LoadSettings.TABLES,
                "left out where files are imported (import.directory, import.flows)",
                load.tableNames());
        SettingRules.require(parallelism >= 1, CommonOptions.PARALLELISM, "at least 1", parallelism);
        appKeyIds = List.copyOf(appKeyIds);
        lists = List.copyOf(lists);
    }

    public static ReferenceDataSettings of(ReadableConfig configuration) {
        return new ReferenceDataSettings(
                configuration.get(CommonOptions.KAFKA_BOOTSTRAP_SERVERS),
                configuration.get(CommonOptions.KAFKA_REPLICATION),
                configuration.get(CommonOptions.KAFKA_TIMEOUT),
                configuration.get(CommonOptions.REDIS_URL),
                configuration.get(CommonOptions.POSTGRES_URL),
                configuration.get(CommonOptions.POSTGRES_USER),
                configuration.getOptional(CommonOptions.POSTGRES_PASSWORD_FILE),
                configuration.get(CommonOptions.KIWOOM_REST_URL),
                configuration.get(CommonOptions.KIWOOM_APP_KEY_IDS),
                configuration.get(CommonOptions.KIWOOM_CALLS_PER_SECOND),
                configuration.getOptional(CommonOptions.KIWOOM_SECRETS_DIRECTORY),
                lists(configuration.get(LISTS)),
                configuration.get(MAX_SHRINK),
                LoadSettings.of(configuration),
                ImportSettings.of(configuration),
                configuration.get(CommonOptions.PARALLELISM),
                configuration.getOptional(CommonOptions.CALENDAR_OVERRIDE),
                configuration.get(CommonOptions.CLOCK_OFFSET));
    }

    private static List<InstrumentList> lists(List<String> marketTypes) {
        return marketTypes.stream()
                .distinct()
                .map(marketType -> {
                    Optional<InstrumentList> list = InstrumentList.of(marketType.strip());
                    SettingRules.require(
                            list.isPresent(), LISTS, "some of " + allMarketTypes(), "'" + marketType + "'");
                    return list.get();
                })
                .toList();
    }

    private static String allMarketTypes() {
        return Arrays.stream(InstrumentList.values())
                .map(InstrumentList::marketType)
                .collect(Collectors.joining(", "));
    }

    /** Without the addresses that may hold a password. */
    @Override
    public String toString() {
        return "ReferenceDataSettings[bootstrapServers=" + bootstrapServers + ", redisUrl=***, postgresUrl="
                + postgresUrl + ", postgresUser=" + postgresUser + ", restUrl=" + restUrl + ", appKeyIds=" + appKeyIds
                + ", lists=" + lists + ", maxShrinkPercent=" + maxShrinkPercent + ", load=" + load + ", imported="
                + imported + ", parallelism=" + parallelism + ", clockOffset=" + clockOffset + "]";
    }
}
