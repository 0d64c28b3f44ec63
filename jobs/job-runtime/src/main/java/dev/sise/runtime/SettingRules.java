package dev.sise.runtime;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;

/**
 * Rules that settings of several programs share. Each throws an {@link IllegalArgumentException} that names the key, the whole rule and the
 * value, unless the value may be a secret.
 */
public final class SettingRules {
    /** Of one API id and app key; the Kiwoom connector has the same bound. */
    private static final int MAX_CALLS_PER_SECOND = 10_000;

    private static final Duration MIN_KAFKA_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_KAFKA_TIMEOUT = Duration.ofHours(1);
    private static final Duration MAX_CLOCK_OFFSET = Duration.ofDays(3_660);
    private static final Pattern BROKERS = Pattern.compile("[^,\\s]+:\\d{1,5}(\\s*,\\s*[^,\\s]+:\\d{1,5})*");

    private SettingRules() {}

    /** Those of {@code kafka.bootstrap-servers}, {@code kafka.replication} and {@code kafka.timeout}. */
    public static void requireKafka(String bootstrapServers, int replication, Duration timeout) {
        require(
                BROKERS.matcher(bootstrapServers.strip()).matches(),
                CommonOptions.KAFKA_BOOTSTRAP_SERVERS,
                "host:port, several of them separated by commas",
                "'" + bootstrapServers + "'");
        require(
                replication >= 1 && replication <= Short.MAX_VALUE,
                CommonOptions.KAFKA_REPLICATION,
                "1 to " + Short.MAX_VALUE,
                replication);
        require(
                timeout.compareTo(MIN_KAFKA_TIMEOUT) >= 0 && timeout.compareTo(MAX_KAFKA_TIMEOUT) <= 0,
                CommonOptions.KAFKA_TIMEOUT,
                "1 s to 1 h",
                words(timeout));
    }

    /** An address of Redis, by its scheme and host; the value is not in the message, for it may hold a password. */
    public static void requireRedis(String url) {
        require(
                hasSchemeAndHost(url, List.of("redis", "rediss")),
                CommonOptions.REDIS_URL,
                "redis://[user:password@]host:port/database or rediss://... for TLS",
                "something else (it is not shown: it may hold a password)");
    }

    /** Those of {@code postgres.url} and {@code postgres.user}; the address is not in the message, for it may hold a password. */
    public static void requirePostgres(String url, String user) {
        require(
                url.startsWith("jdbc:postgresql://")
                        && !url.contains("@")
                        && !url.contains("user=")
                        && !url.contains("password="),
                CommonOptions.POSTGRES_URL,
                "jdbc:postgresql://host:port/database without user and password",
                "something else (it is not shown: it may hold a password)");
        require(!user.isBlank(), CommonOptions.POSTGRES_USER, "a name", "empty");
    }

    /**
     * Those of {@code kiwoom.rest-url}, {@code kiwoom.app-key-ids}, {@code kiwoom.secrets-directory} and
     * {@code kiwoom.calls-per-second}.
     */
    public static void requireKiwoom(
            String restUrl, List<String> appKeyIds, Optional<String> secretsDirectory, double callsPerSecond) {
        requireUrl(CommonOptions.KIWOOM_REST_URL, restUrl, "https", "http");
        require(
                !appKeyIds.isEmpty()
                        && appKeyIds.stream().noneMatch(String::isBlank)
                        && Set.copyOf(appKeyIds).size() == appKeyIds.size(),
                CommonOptions.KIWOOM_APP_KEY_IDS,
                "at least one name, none of them empty or given twice",
                appKeyIds);
        require(
                secretsDirectory.filter(String::isBlank).isEmpty(),
                CommonOptions.KIWOOM_SECRETS_DIRECTORY,
                "a folder",
                "empty");
        require(
                callsPerSecond > 0 && callsPerSecond <= MAX_CALLS_PER_SECOND,
                CommonOptions.KIWOOM_CALLS_PER_SECOND,
                "above 0 and at most " + MAX_CALLS_PER_SECOND,
                callsPerSecond);
    }

    /** An address with one of the schemes and a host. */
    public static void requireUrl(ConfigOption<String> option, String url, String... schemes) {
        require(
                hasSchemeAndHost(url, List.of(schemes)),
                option,
                "an address with a host that begins with " + String.join(":// or ", schemes) + "://",
                "'" + url + "'");
    }

    /** What {@code sise.clock-offset} may be: about ten years either way, so that a typing error does not leave every calendar behind. */
    public static void requireClockOffset(Duration offset) {
        require(
                offset.abs().compareTo(MAX_CLOCK_OFFSET) <= 0,
                CommonOptions.CLOCK_OFFSET,
                "at most " + MAX_CLOCK_OFFSET.toDays() + " days either way",
                offset.toDays() + " days");
    }

    public static void requirePositive(ConfigOption<Duration> option, Duration value) {
        require(value.toMillis() >= 1, option, "at least 1 ms", words(value));
    }

    public static void requireNotNegative(ConfigOption<Duration> option, Duration value) {
        require(!value.isNegative(), option, "0 or more", words(value));
    }

    /**
     * Any rule.
     *
     * @param rule in words, to follow "must be"
     * @param value to be shown
     */
    public static void require(boolean holds, ConfigOption<?> option, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(option.key() + " must be " + rule + ", was " + value);
        }
    }

    private static boolean hasSchemeAndHost(String url, List<String> schemes) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null
                    && uri.getScheme() != null
                    && schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String words(Duration value) {
        return value.toMillis() + " ms";
    }
}
