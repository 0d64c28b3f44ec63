package dev.sise.reference;

import dev.sise.reference.functions.LoadTable;
import dev.sise.runtime.SettingRules;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What a run loads from Kiwoom.
 *
 * @param tables the lists alone, or one or both histories
 * @param through last day of histories; without it the latest session that is over
 * @param bars sessions of daily prices that a ticker gets
 * @param flowDays sessions of investor flows that a ticker gets
 * @param maxMissedPercent of the tickers that may stay unloaded before the run fails, 0 to 100
 */
public record LoadSettings(
        Set<LoadTable> tables, Optional<LocalDate> through, int bars, int flowDays, int maxMissedPercent) {
    public static final ConfigOption<List<String>> TABLES = ConfigOptions.key("load.tables")
            .stringType()
            .asList()
            .defaultValues(LoadTable.STOCKS.table())
            .withDescription(
                    "What to load: stocks (the instrument lists), or daily_prices, investor_flows or both, separated by a semicolon.");

    public static final ConfigOption<String> THROUGH = ConfigOptions.key("load.through")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Last day of histories to load, such as 2026-11-27; without it the latest session that is over.");

    public static final ConfigOption<Integer> BARS = ConfigOptions.key("load.bars")
            .intType()
            .defaultValue(600)
            .withDescription(
                    "Sessions of daily prices that each ticker gets where they exist, 1 to 15000; 600 are one call. A page more is kept.");

    public static final ConfigOption<Integer> FLOW_DAYS = ConfigOptions.key("load.flow-days")
            .intType()
            .defaultValue(100)
            .withDescription(
                    "Sessions of investor flows that each ticker gets where they exist, 1 to 2500; 100 are one call. A page more is kept.");

    public static final ConfigOption<Integer> MAX_MISSED = ConfigOptions.key("load.max-missed")
            .intType()
            .defaultValue(5)
            .withDescription(
                    "Percent of the tickers that may stay unloaded, 0 to 100; with more the run fails when it is through, so that it is"
                            + " started again.");

    /** Every setting, in the order of the help. */
    static final List<ConfigOption<?>> OPTIONS = List.of(TABLES, THROUGH, BARS, FLOW_DAYS, MAX_MISSED);

    private static final int MAX_BARS = 15_000;
    private static final int MAX_FLOW_DAYS = 2_500;

    /** @throws IllegalArgumentException for a value that is not allowed, naming its key, the rule and the value */
    public LoadSettings {
        SettingRules.require(
                tables.equals(Set.of(LoadTable.STOCKS)) || (!tables.isEmpty() && !tables.contains(LoadTable.STOCKS)),
                TABLES,
                "stocks alone, or daily_prices, investor_flows or both",
                names(tables));
        SettingRules.require(
                through.isEmpty() || !tables.contains(LoadTable.STOCKS),
                THROUGH,
                "left out where no histories are loaded (load.tables)",
                through.map(LocalDate::toString).orElse(""));
        SettingRules.require(bars >= 1 && bars <= MAX_BARS, BARS, "1 to " + MAX_BARS, bars);
        SettingRules.require(flowDays >= 1 && flowDays <= MAX_FLOW_DAYS, FLOW_DAYS, "1 to " + MAX_FLOW_DAYS, flowDays);
        SettingRules.require(
                maxMissedPercent >= 0 && maxMissedPercent <= 100, MAX_MISSED, "0 to 100", maxMissedPercent);
        tables = Set.copyOf(tables);
    }

    static LoadSettings of(ReadableConfig configuration) {
        return new LoadSettings(
                tables(configuration.get(TABLES)),
                configuration.getOptional(THROUGH).map(LoadSettings::day),
                configuration.get(BARS),
                configuration.get(FLOW_DAYS),
                configuration.get(MAX_MISSED));
    }

    /** Whether it is histories that are loaded, not the lists. */
    public boolean loadsHistories() {
        return !tables.contains(LoadTable.STOCKS);
    }

    /** As the setting has them. */
    String tableNames() {
        return names(tables);
    }

    private static String names(Set<LoadTable> tables) {
        return tables.stream().map(LoadTable::table).sorted().collect(Collectors.joining(";"));
    }

    private static Set<LoadTable> tables(List<String> names) {
        EnumSet<LoadTable> tables = EnumSet.noneOf(LoadTable.class);
        for (String name : names) {
            Optional<LoadTable> table = LoadTable.of(name.strip());
            SettingRules.require(
                    table.isPresent(),
                    TABLES,
                    "some of "
                            + Arrays.stream(LoadTable.values())
                                    .map(LoadTable::table)
                                    .collect(Collectors.joining(", ")),
                    "'" + name + "'");
            tables.add(table.get());
        }
        return tables;
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    THROUGH.key() + " must be a day such as 2026-11-27, was '" + text + "'", e);
        }
    }
}
