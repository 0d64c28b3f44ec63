package dev.sise.gateway;

import dev.sise.runtime.CommonOptions;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The settings of the gateway, see {@link GatewaySettings} for what they may be. */
public final class GatewayOptions {
    public static final ConfigOption<String> HTTP_HOST = ConfigOptions.key("http.host")
            .stringType()
            .defaultValue("0.0.0.0")
            .withDescription("Address to listen on; 127.0.0.1 for this machine only.");

    public static final ConfigOption<Integer> HTTP_PORT = ConfigOptions.key("http.port")
            .intType()
            .defaultValue(8080)
            .withDescription(
                    "Port of the page, the WebSocket endpoint and the checks, 0 to 65535; 0 takes a free one.");

    public static final ConfigOption<String> GATEWAY_ID = ConfigOptions.key("gateway.id")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Name of this gateway in Kafka, unlike that of any other: 1 to 64 characters out of A-Z, a-z, 0-9, "
                            + "dot, underscore and hyphen. Without it host name and port.");

    public static final ConfigOption<Duration> GATEWAY_HEARTBEAT = ConfigOptions.key("gateway.heartbeat")
            .durationType()
            .defaultValue(Duration.ofSeconds(5))
            .withDescription(
                    "Time between signs of life in Kafka, 100 ms to 7 s; its demand ends 15 s after the last one.");

    /** As everywhere, but without a default: a gateway does without it. */
    public static final ConfigOption<String> POSTGRES_URL = ConfigOptions.key(CommonOptions.POSTGRES_URL.key())
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "PostgreSQL, jdbc:postgresql://host:port/database, without user and password; without it this gateway"
                            + " runs no schedules and has no scans, signals and stocks.");

    public static final ConfigOption<String> FLINK_REST_URL = ConfigOptions.key("flink.rest.url")
            .stringType()
            .noDefaultValue()
            .withDescription("REST interface of the Flink that runs batch jobs, http://host:port; their jars"
                    + " <job>-<version>-job.jar are uploaded there before. Without it schedules whose work is a job do not run,"
                    + " and no scan is started.");

    public static final ConfigOption<List<String>> REFERENCE_DATA_ARGUMENTS = ConfigOptions.key(
                    "reference-data.arguments")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "Settings of the job reference-data, each --key=value, separated by semicolons, without secrets. Kafka,"
                            + " Redis, PostgreSQL and clock offset are those of this gateway unless given here.");

    public static final ConfigOption<List<String>> VCP_SCAN_ARGUMENTS = ConfigOptions.key("vcp-scan.arguments")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "Settings of the job vcp-scan, each --key=value, separated by semicolons, without secrets. PostgreSQL is"
                            + " that of this gateway unless given here.");

    /** All of them, in the order of the help. */
    public static final List<ConfigOption<?>> ALL = List.of(
            HTTP_HOST,
            HTTP_PORT,
            CommonOptions.REDIS_URL,
            CommonOptions.KAFKA_BOOTSTRAP_SERVERS,
            CommonOptions.KAFKA_REPLICATION,
            CommonOptions.KAFKA_TIMEOUT,
            GATEWAY_ID,
            GATEWAY_HEARTBEAT,
            POSTGRES_URL,
            CommonOptions.POSTGRES_USER,
            CommonOptions.POSTGRES_PASSWORD_FILE,
            FLINK_REST_URL,
            REFERENCE_DATA_ARGUMENTS,
            VCP_SCAN_ARGUMENTS,
            CommonOptions.CLOCK_OFFSET,
            CommonOptions.CALENDAR_OVERRIDE);

    private GatewayOptions() {}
}
