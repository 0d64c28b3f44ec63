package dev.sise.gateway;

import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.DemandRecords;
import dev.sise.market.KrxCalendar;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.SettingRules;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What a gateway needs to know, read once from {@link GatewayOptions}.
 *
 * @param host address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param redis where prices are read
 * @param kafkaBootstrapServers where demand is published
 * @param kafkaReplication copies of a topic that has to be made, at least 1
 * @param kafkaTimeout of requests to Kafka, 1 s to 1 h
 * @param id name among the gateways, as {@link DemandRecords} allows; empty for host name and port
 * @param heartbeat between signs of life, 100 ms to 7 s: two may be lost before the lease of 15 s ends
 * @param clockOffset what market time is ahead of real time
 * @param calendar of the exchange, with the override that was given
 * @param schedules empty for a gateway without a database, which runs no schedules and no scans
 */
public record GatewaySettings(
        String host,
        int port,
        RedisAddress redis,
        String kafkaBootstrapServers,
        int kafkaReplication,
        Duration kafkaTimeout,
        Optional<String> id,
        Duration heartbeat,
        Duration clockOffset,
        KrxCalendar calendar,
        Optional<ScheduleSettings> schedules) {

    private static final int MAX_PORT = 65_535;
    private static final Duration MIN_HEARTBEAT = Duration.ofMillis(100);
    private static final Duration MAX_HEARTBEAT = Duration.ofSeconds(7);

    public GatewaySettings {
        Objects.requireNonNull(redis, "redis");
        SettingRules.require(!host.isBlank(), GatewayOptions.HTTP_HOST, "an address to listen on", "empty");
        SettingRules.require(port >= 0 && port <= MAX_PORT, GatewayOptions.HTTP_PORT, "0 to " + MAX_PORT, port);
        SettingRules.requireKafka(kafkaBootstrapServers, kafkaReplication, kafkaTimeout);
        SettingRules.require(
                heartbeat.compareTo(MIN_HEARTBEAT) >= 0 && heartbeat.compareTo(MAX_HEARTBEAT) <= 0,
                GatewayOptions.GATEWAY_HEARTBEAT,
                "100 ms to 7 s",
                heartbeat.toMillis() + " ms");
        SettingRules.requireClockOffset(clockOffset);
        Objects.requireNonNull(calendar, "calendar");
        Objects.requireNonNull(schedules, "schedules");
        id.ifPresent(DemandRecords::heartbeatKey);
    }

    /** @throws IllegalArgumentException for a value that is not allowed, naming it and the rule */
    public static GatewaySettings from(ReadableConfig config) {
        return new GatewaySettings(
                config.get(GatewayOptions.HTTP_HOST),
                config.get(GatewayOptions.HTTP_PORT),
                RedisAddress.of(config.get(CommonOptions.REDIS_URL)),
                config.get(CommonOptions.KAFKA_BOOTSTRAP_SERVERS),
                config.get(CommonOptions.KAFKA_REPLICATION),
                config.get(CommonOptions.KAFKA_TIMEOUT),
                config.getOptional(GatewayOptions.GATEWAY_ID),
                config.get(GatewayOptions.GATEWAY_HEARTBEAT),
                config.get(CommonOptions.CLOCK_OFFSET),
                KrxCalendar.load(config.get(CommonOptions.CALENDAR_OVERRIDE)),
                ScheduleSettings.from(config));
    }

    /**
     * Command line of the job reference-data: Kafka, Redis, PostgreSQL and the clock offset as here, and what was given, which wins. A Redis
     * address with a user or a password is left to the environment of the job.
     *
     * @param more settings, which win over all
     */
    List<String> referenceDataArguments(Map<String, String> more) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put(CommonOptions.KAFKA_BOOTSTRAP_SERVERS.key(), kafkaBootstrapServers);
        arguments.put(CommonOptions.KAFKA_REPLICATION.key(), Integer.toString(kafkaReplication));
        arguments.put(CommonOptions.KAFKA_TIMEOUT.key(), kafkaTimeout.toString());
        if (!redis.toString().contains("@")) {
            arguments.put(CommonOptions.REDIS_URL.key(), redis.toString());
        }
        // A negative one cannot be written as text: only the quick start has it, whose jobs know it.
        if (!clockOffset.isNegative()) {
            arguments.put(CommonOptions.CLOCK_OFFSET.key(), clockOffset.toString());
        }
        schedules.ifPresent(given -> {
            putDatabase(arguments, given);
            putAll(arguments, given.referenceDataArguments());
        });
        arguments.putAll(more);
        return commandLine(arguments);
    }

    /**
     * Command line of the job vcp-scan: PostgreSQL as here, and what was given, which wins.
     *
     * @param more settings, which win over all
     */
    List<String> vcpScanArguments(Map<String, String> more) {
        Map<String, String> arguments = new LinkedHashMap<>();
        schedules.ifPresent(given -> {
            putDatabase(arguments, given);
            putAll(arguments, given.vcpScanArguments());
        });
        arguments.putAll(more);
        return commandLine(arguments);
    }

    private static void putDatabase(Map<String, String> arguments, ScheduleSettings given) {
        arguments.put(CommonOptions.POSTGRES_URL.key(), given.postgresUrl());
        arguments.put(CommonOptions.POSTGRES_USER.key(), given.postgresUser());
    }

    private static void putAll(Map<String, String> arguments, List<String> given) {
        for (String argument : given) {
            int equals = argument.indexOf('=');
            arguments.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
    }

    private static List<String> commandLine(Map<String, String> arguments) {
        return arguments.entrySet().stream()
                .map(argument -> "--" + argument.getKey() + "=" + argument.getValue())
                .toList();
    }
}
