package dev.sise.runtime;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.description.HtmlFormatter;

/**
 * Command line of every program: {@code --key value} or {@code --key=value}, once per setting. What is not given there comes from the
 * environment variable of {@link #environmentName}, else from the default. A value is never printed: it may be a secret.
 */
public final class JobArguments {
    private static final String PREFIX = "SISE_";
    /** As in {@code redis://user:password@host}. */
    private static final Pattern PASSWORD_IN_ADDRESS = Pattern.compile("^\\w+://[^/]+@");

    private JobArguments() {}

    /**
     * Reads the command line.
     *
     * @param program its name, for the help
     * @param options every setting that the program knows, in the order of the help
     * @param help where {@code --help} goes
     * @return the settings that were given, or nothing when the help was asked for and printed
     * @throws IllegalArgumentException for an unknown, repeated, missing or unreadable value, naming it and the rule
     */
    public static Optional<Configuration> parse(
            String program,
            String[] arguments,
            Map<String, String> environment,
            List<ConfigOption<?>> options,
            PrintStream help) {
        Configuration configuration = new Configuration();
        for (ConfigOption<?> option : options) {
            String fromEnvironment = environment.get(environmentName(option));
            if (fromEnvironment != null && !fromEnvironment.isBlank()) {
                set(configuration, option, fromEnvironment, environmentName(option));
            }
        }
        Configuration given = new Configuration();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--help") || argument.equals("-h")) {
                printHelp(program, options, help);
                return Optional.empty();
            }
            if (!argument.startsWith("--")) {
                throw new IllegalArgumentException("A setting starts with --, found: " + argument);
            }
            int equals = argument.indexOf('=');
            String key = argument.substring(2, equals < 0 ? argument.length() : equals);
            ConfigOption<?> option = find(program, key, options);
            String value;
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (i + 1 < arguments.length) {
                value = arguments[++i];
            } else {
                throw new IllegalArgumentException("--" + key + " needs a value: " + describe(option));
            }
            if (given.containsKey(key)) {
                throw new IllegalArgumentException("--" + key + " was given twice");
            }
            if (PASSWORD_IN_ADDRESS.matcher(value).find()) {
                throw new IllegalArgumentException(
                        "--" + key + " must not hold a password, which every user of the machine could read: set "
                                + environmentName(option) + " or REDIS_PASSWORD in the environment instead");
            }
            given.setString(key, value);
            set(configuration, option, value, "--" + key);
        }
        return Optional.of(configuration);
    }

    /**
     * The environment variable that sets the option: {@code SISE_} and the key in capitals with underscores ({@code SISE_HTTP_PORT} for
     * {@code http.port}), so that a variable meant for something else in the same container sets nothing. A key that begins with
     * {@code sise.} has the prefix already, and {@code redis.url} is {@code REDIS_URL} as ever.
     */
    public static String environmentName(ConfigOption<?> option) {
        if (option.key().equals(CommonOptions.REDIS_URL.key())) {
            return "REDIS_URL";
        }
        String name = option.key().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        return name.startsWith(PREFIX) ? name : PREFIX + name;
    }

    private static void set(Configuration configuration, ConfigOption<?> option, String value, String where) {
        configuration.setString(option.key(), value);
        try {
            configuration.getOptional(option);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + " cannot be read: " + describe(option));
        }
    }

    private static ConfigOption<?> find(String program, String key, List<ConfigOption<?>> options) {
        for (ConfigOption<?> option : options) {
            if (option.key().equals(key)) {
                return option;
            }
        }
        String nearest = options.stream()
                .map(ConfigOption::key)
                .min(Comparator.comparingInt(known -> distance(known, key)))
                .orElse("help");
        throw new IllegalArgumentException(
                "--" + key + " is no setting of " + program + "; did you mean --" + nearest + "? --help lists all");
    }

    private static void printHelp(String program, List<ConfigOption<?>> options, PrintStream out) {
        out.println("Usage: " + program + " [--setting value]...");
        out.println(
                "A setting that is not given comes from the environment variable beside it, then from its default.");
        for (ConfigOption<?> option : options) {
            out.println();
            out.println("  --" + option.key() + "  (" + environmentName(option) + ")");
            out.println("      " + describe(option));
            if (option.hasDefaultValue()) {
                out.println("      Default: " + option.defaultValue());
            }
        }
    }

    private static String describe(ConfigOption<?> option) {
        return new HtmlFormatter().format(option.description());
    }

    /** Edits that turn one text into the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substitution = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
