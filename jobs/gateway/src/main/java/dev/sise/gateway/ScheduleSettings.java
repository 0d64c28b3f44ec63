package dev.sise.gateway;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.connector.postgres.PostgresPassword;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.SettingRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What a gateway needs to run schedules and scans. The password of the database is no part of it.
 *
 * @param postgresUrl the database, without user and password
 * @param postgresUser its user
 * @param postgresPasswordFile file with the password; without it it comes from the environment variable SISE_POSTGRES_PASSWORD
 * @param flinkRestUrl Flink's REST interface; without it schedules whose work is a job do not run
 * @param referenceDataArguments settings of the job reference-data, each {@code --key=value}; they win over those of the gateway
 * @param vcpScanArguments the same for the job vcp-scan
 */
public record ScheduleSettings(
        String postgresUrl,
        String postgresUser,
        Optional<String> postgresPasswordFile,
        Optional<String> flinkRestUrl,
        List<String> referenceDataArguments,
        List<String> vcpScanArguments) {
    private static final String PASSWORD_VARIABLE = "SISE_POSTGRES_PASSWORD";
    /** As in {@code redis://user:password@host}; arguments of a job are shown in Flink's web UI. */
    private static final Pattern PASSWORD_IN_ADDRESS = Pattern.compile("://[^/]*@");

    public ScheduleSettings {
        SettingRules.requirePostgres(postgresUrl, postgresUser);
        SettingRules.require(
                postgresPasswordFile.filter(String::isBlank).isEmpty(),
                CommonOptions.POSTGRES_PASSWORD_FILE,
                "a file",
                "empty");
        flinkRestUrl.ifPresent(url -> SettingRules.requireUrl(GatewayOptions.FLINK_REST_URL, url, "http", "https"));
        requireArguments(GatewayOptions.REFERENCE_DATA_ARGUMENTS, referenceDataArguments);
        requireArguments(GatewayOptions.VCP_SCAN_ARGUMENTS, vcpScanArguments);
        referenceDataArguments = List.copyOf(referenceDataArguments);
        vcpScanArguments = List.copyOf(vcpScanArguments);
    }

    private static void requireArguments(ConfigOption<?> option, List<String> arguments) {
        for (String argument : arguments) {
            SettingRules.require(
                    argument.matches("--[a-z][a-z.-]*=.*")
                            && !PASSWORD_IN_ADDRESS.matcher(argument).find(),
                    option,
                    "--key=value without passwords, several of them separated by semicolons",
                    "something else (it is not shown: it may hold a password)");
        }
    }

    /** Empty where no database is given. */
    static Optional<ScheduleSettings> from(ReadableConfig config) {
        return config.getOptional(GatewayOptions.POSTGRES_URL)
                .map(url -> new ScheduleSettings(
                        url,
                        config.get(CommonOptions.POSTGRES_USER),
                        config.getOptional(CommonOptions.POSTGRES_PASSWORD_FILE),
                        config.getOptional(GatewayOptions.FLINK_REST_URL),
                        config.get(GatewayOptions.REFERENCE_DATA_ARGUMENTS),
                        config.get(GatewayOptions.VCP_SCAN_ARGUMENTS)));
    }

    PostgresAddress postgres() {
        return PostgresAddress.of(
                postgresUrl,
                postgresUser,
                postgresPasswordFile
                        .map(file -> PostgresPassword.fromFile(Path.of(file)))
                        .orElseGet(() -> PostgresPassword.fromEnvironment(PASSWORD_VARIABLE)));
    }
}
