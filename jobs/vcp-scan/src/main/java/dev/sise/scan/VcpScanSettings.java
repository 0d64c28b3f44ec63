package dev.sise.scan;

import dev.sise.market.InvalidFieldException;
import dev.sise.market.ScanRequest;
import dev.sise.market.ScanRequestJson;
import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.SettingRules;
import dev.sise.scan.functions.ScanKind;
import dev.sise.scan.functions.ScanOrder;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Settings of vcp-scan, read once. The password of PostgreSQL is no part of them: the tasks read it where they run.
 *
 * @param postgresUrl the database, without user and password
 * @param postgresUser its user
 * @param postgresPasswordFile file with the password; without it it comes from the environment
 * @param scanId the run; a row of this id decides what is run
 * @param kind of a run that has no row
 * @param asOf the analysis date of a run that has no row; without it the newest session
 * @param request of an adhoc run that has no row
 * @param parallelism subtasks that read and analyse
 * @param clockOffset what market time is ahead of real time
 */
public record VcpScanSettings(
        String postgresUrl,
        String postgresUser,
        Optional<String> postgresPasswordFile,
        Optional<String> scanId,
        ScanKind kind,
        Optional<LocalDate> asOf,
        Optional<ScanRequest> request,
        int parallelism,
        Duration clockOffset) {
    public static final ConfigOption<String> SCAN_ID = ConfigOptions.key("scan.id")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Id of the run in scan_runs, 1 to 64 letters, digits, - and _. Where the table has it, its kind, date and request are run;"
                            + " else the run is made of the settings below. Without it an id is made up.");

    public static final ConfigOption<String> SCAN_KIND = ConfigOptions.key("scan.kind")
            .stringType()
            .defaultValue(ScanKind.NIGHTLY.code())
            .withDescription(
                    "nightly: every common stock in both directions, published as the board of its date; adhoc: what scan.request"
                            + " asks for, and no board.");

    public static final ConfigOption<String> SCAN_AS_OF = ConfigOptions.key("scan.as-of")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Analysis date, such as 2026-07-01, a session of the loaded prices; without it the newest one up to today.");

    public static final ConfigOption<String> SCAN_REQUEST = ConfigOptions.key("scan.request")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Request of an adhoc run as the API takes it, a JSON object; what is missing in it has its default.");

    /** Every setting, in the order of the help. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(
            CommonOptions.POSTGRES_URL,
            CommonOptions.POSTGRES_USER,
            CommonOptions.POSTGRES_PASSWORD_FILE,
            SCAN_ID,
            SCAN_KIND,
            SCAN_AS_OF,
            SCAN_REQUEST,
            CommonOptions.PARALLELISM,
            CommonOptions.CLOCK_OFFSET);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MAX_PARALLELISM = 64;

    /** @throws IllegalArgumentException for a value that is not allowed, naming its key, the rule and the value */
    public VcpScanSettings {
        SettingRules.requirePostgres(postgresUrl, postgresUser);
        SettingRules.require(
                postgresPasswordFile.filter(String::isBlank).isEmpty(),
                CommonOptions.POSTGRES_PASSWORD_FILE,
                "a file",
                "empty");
        SettingRules.require(
                scanId.isEmpty() || ID.matcher(scanId.get()).matches(),
                SCAN_ID,
                "1 to 64 letters, digits, - and _",
                "'" + scanId.orElse("") + "'");
        SettingRules.require(
                request.isEmpty() || kind == ScanKind.ADHOC,
                SCAN_REQUEST,
                "left out of a nightly run, which always asks for the same",
                "there");
        SettingRules.require(
                request.isEmpty()
                        || request.get().asOf() == null
                        || asOf.isEmpty()
                        || asOf.get().equals(request.get().asOf()),
                SCAN_AS_OF,
                "the as_of of " + SCAN_REQUEST.key() + " where both are given",
                asOf.orElse(null));
        SettingRules.require(
                parallelism >= 1 && parallelism <= MAX_PARALLELISM,
                CommonOptions.PARALLELISM,
                "1 to " + MAX_PARALLELISM,
                parallelism);
        SettingRules.requireClockOffset(clockOffset);
    }

    public static VcpScanSettings of(ReadableConfig configuration) {
        return new VcpScanSettings(
                configuration.get(CommonOptions.POSTGRES_URL),
                configuration.get(CommonOptions.POSTGRES_USER),
                configuration.getOptional(CommonOptions.POSTGRES_PASSWORD_FILE),
                configuration.getOptional(SCAN_ID),
                kind(configuration.get(SCAN_KIND)),
                configuration.getOptional(SCAN_AS_OF).map(VcpScanSettings::date),
                configuration.getOptional(SCAN_REQUEST).map(VcpScanSettings::request),
                configuration.get(CommonOptions.PARALLELISM),
                configuration.get(CommonOptions.CLOCK_OFFSET));
    }

    /** What is to be run. */
    ScanOrder orderOn(LocalDate today) {
        ScanRequest asked =
                switch (kind) {
                    case NIGHTLY -> null;
                    case ADHOC -> request.orElseGet(() -> ScanRequest.builder().build());
                };
        LocalDate date = asOf.or(() -> request.map(ScanRequest::asOf)).orElse(null);
        return new ScanOrder(scanId.orElse(null), kind, date, asked, today);
    }

    private static ScanKind kind(String text) {
        try {
            return ScanKind.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(SCAN_KIND.key() + ": " + e.getMessage(), e);
        }
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    SCAN_AS_OF.key() + " must be a date such as 2026-07-01, was '" + text + "'", e);
        }
    }

    private static ScanRequest request(String json) {
        try {
            return ScanRequestJson.parse(json);
        } catch (InvalidFieldException e) {
            throw new IllegalArgumentException(SCAN_REQUEST.key() + " is not allowed: " + e.getMessage(), e);
        }
    }
}
