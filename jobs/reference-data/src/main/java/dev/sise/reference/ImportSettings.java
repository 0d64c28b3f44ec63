package dev.sise.reference;

import dev.sise.runtime.CommonOptions;
import dev.sise.runtime.SettingRules;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What a run imports from files, instead of loading from Kiwoom.
 *
 * @param directory a folder with {@code daily_prices*.csv}, {@code instruments.csv} and {@code investor_flows*.csv}, plain or with {@code .gz}
 * @param flows one more file with investor flows
 * @param tellsKafka whether refused lines go to the topic {@code rejected}: only where brokers were named, for an import needs no Kafka
 */
public record ImportSettings(Optional<String> directory, Optional<String> flows, boolean tellsKafka) {
    public static final ConfigOption<String> DIRECTORY = ConfigOptions.key("import.directory")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Folder, on every TaskManager, with daily_prices*.csv, instruments.csv and investor_flows*.csv, plain or with .gz, to"
                            + " import instead of asking Kiwoom.");

    public static final ConfigOption<String> FLOWS = ConfigOptions.key("import.flows")
            .stringType()
            .noDefaultValue()
            .withDescription("One more file with investor flows to import, on every TaskManager.");

    /** Every setting, in the order of the help. */
    static final List<ConfigOption<?>> OPTIONS = List.of(DIRECTORY, FLOWS);

    /** @throws IllegalArgumentException for a value that is not allowed, naming its key, the rule and the value */
    public ImportSettings {
        SettingRules.require(directory.filter(String::isBlank).isEmpty(), DIRECTORY, "a folder", "empty");
        SettingRules.require(flows.filter(String::isBlank).isEmpty(), FLOWS, "a file", "empty");
    }

    /** Nothing where no file is to be imported. */
    static Optional<ImportSettings> of(ReadableConfig configuration) {
        ImportSettings settings = new ImportSettings(
                configuration.getOptional(DIRECTORY),
                configuration.getOptional(FLOWS),
                configuration.getOptional(CommonOptions.KAFKA_BOOTSTRAP_SERVERS).isPresent());
        return settings.directory().isPresent() || settings.flows().isPresent()
                ? Optional.of(settings)
                : Optional.empty();
    }
}
