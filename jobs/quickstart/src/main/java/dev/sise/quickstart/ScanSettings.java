package dev.sise.quickstart;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What {@code mvn -Pscan} is given. Paths are absolute.
 *
 * @param data folder with {@code daily_prices*.csv}, plain or with {@code .gz}, and {@code instruments.csv}
 * @param dates to scan, ascending, each once
 * @param out the file that gets the listing
 * @param flows one more file, with net buying of investors
 */
public record ScanSettings(Path data, List<LocalDate> dates, Path out, Optional<Path> flows) {
    public static final ConfigOption<String> DATA = ConfigOptions.key("sise.data")
            .stringType()
            .noDefaultValue()
            .withDescription("Folder with daily_prices*.csv[.gz] and instruments.csv.");

    public static final ConfigOption<String> AS_OF = ConfigOptions.key("sise.as-of")
            .stringType()
            .noDefaultValue()
            .withDescription("Dates to scan, such as 2025-03-05, separated by commas; each a session of the data.");

    public static final ConfigOption<String> OUT = ConfigOptions.key("sise.out")
            .stringType()
            .noDefaultValue()
            .withDescription("CSV file that gets the listing of the whole universe.");

    public static final ConfigOption<String> FLOWS = ConfigOptions.key("sise.flows")
            .stringType()
            .noDefaultValue()
            .withDescription("CSV file with net buying of investors; without it, and without one in the folder, the"
                    + " scores have no smart money.");

    public static final ConfigOption<String> DIRECTORY = ConfigOptions.key("sise.directory")
            .stringType()
            .defaultValue("")
            .withDescription("Folder that relative paths are of; that of the process by default.");

    /** Every setting, in the order of the help. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(DATA, AS_OF, OUT, FLOWS, DIRECTORY);

    private static final String USAGE =
            "mvn -Pscan -Dsise.data=DIR -Dsise.as-of=DATE[,DATE...] -Dsise.out=FILE.csv [-Dsise.flows=FILE]";

    public ScanSettings {
        dates = List.copyOf(new TreeSet<>(dates));
        if (dates.isEmpty()) {
            throw new IllegalArgumentException("there must be a date to scan");
        }
    }

    /** @throws IllegalArgumentException for a setting that is missing or not allowed, in words */
    public static ScanSettings of(ReadableConfig configuration) {
        String directory = configuration.get(DIRECTORY);
        return new ScanSettings(
                path(directory, DATA, required(configuration, DATA)),
                dates(required(configuration, AS_OF)),
                path(directory, OUT, required(configuration, OUT)),
                given(configuration, FLOWS).map(flows -> path(directory, FLOWS, flows)));
    }

    private static String required(ReadableConfig configuration, ConfigOption<String> option) {
        return given(configuration, option)
                .orElseThrow(() ->
                        new IllegalArgumentException("-D" + option.key() + " is missing; the command is " + USAGE));
    }

    /** Maven hands on what is not given as an empty text. */
    private static Optional<String> given(ReadableConfig configuration, ConfigOption<String> option) {
        return configuration.getOptional(option).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static List<LocalDate> dates(String text) {
        TreeSet<LocalDate> dates = new TreeSet<>();
        for (String date : text.split(",", -1)) {
            try {
                dates.add(LocalDate.parse(date.strip()));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "-D" + AS_OF.key() + " must be dates such as 2025-03-05, separated by commas, but has '"
                                + date.strip() + "'",
                        e);
            }
        }
        return List.copyOf(dates);
    }

    private static Path path(String directory, ConfigOption<String> option, String text) {
        try {
            return Path.of(directory).toAbsolutePath().resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("-D" + option.key() + " must be a path, was '" + text + "'", e);
        }
    }
}
