package dev.sise.reference.functions;

import java.util.Arrays;
import java.util.Optional;

/** What a run of the job loads. */
public enum LoadTable {
    /** The instrument lists, ka10099. */
    STOCKS("stocks"),
    /** Daily prices, ka10081. */
    DAILY_PRICES("daily_prices"),
    /** Net buying by kind of investor, ka10059. */
    INVESTOR_FLOWS("investor_flows");

    private final String table;

    LoadTable(String table) {
        this.table = table;
    }

    /** Name of the table, which also names the load in settings, totals, logs and {@code load_progress}. */
    public String table() {
        return table;
    }

    /** The one with this name. */
    public static Optional<LoadTable> of(String table) {
        return Arrays.stream(values())
                .filter(known -> known.table.equals(table))
                .findFirst();
    }
}
