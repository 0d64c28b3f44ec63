package dev.sise.reference.functions;

import dev.sise.runtime.RejectedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** What a load found of one ticker, to be written in one transaction. A Flink POJO; the other table's rows are empty. */
public final class TickerResult {
    public LoadTable table;
    public String ticker;
    public LoadState state;
    public List<DailyBar> bars = new ArrayList<>();
    public List<NetBuying> flows = new ArrayList<>();
    /** All that is stored up to the last day of the load is replaced by the rows. */
    public boolean replaces;
    /** Days since 1970, or {@link HistoryPage#NO_DAY}: the source has nothing. */
    public int firstDay = HistoryPage.NO_DAY;
    /** Days since 1970, or {@link HistoryPage#NO_DAY}: how far it is loaded stays as it is. */
    public int loadedThrough = HistoryPage.NO_DAY;

    public int inserted;
    public int corrected;
    public int filled;
    public int repaired;
    public int blank;
    public int calls;
    /** Rows that are refused, or the ticker itself. */
    public List<RejectedRecord> rejected = new ArrayList<>();
    /** Of {@link #rejected}, in that order. */
    public List<String> reasons = new ArrayList<>();

    public TickerResult() {}

    TickerResult(LoadTable table, String ticker, LoadState state) {
        this.table = table;
        this.ticker = ticker;
        this.state = state;
    }

    /** Whether there is anything to write. */
    public boolean isToBeWritten() {
        return state == LoadState.LOADED || state == LoadState.INCOMPLETE;
    }

    /** A copy without its rows, for those who count. */
    public TickerResult counted() {
        TickerResult copy = new TickerResult(table, ticker, state);
        copy.replaces = replaces;
        copy.inserted = inserted;
        copy.corrected = corrected;
        copy.filled = filled;
        copy.repaired = repaired;
        copy.blank = blank;
        copy.calls = calls;
        copy.reasons = reasons;
        return copy;
    }

    /** Type information without Kryo. */
    public static TypeInformation<TickerResult> typeInformation() {
        return Types.POJO(
                TickerResult.class,
                Map.ofEntries(
                        Map.entry("table", Types.ENUM(LoadTable.class)),
                        Map.entry("ticker", Types.STRING),
                        Map.entry("state", Types.ENUM(LoadState.class)),
                        Map.entry("bars", Types.LIST(DailyBar.typeInformation())),
                        Map.entry("flows", Types.LIST(NetBuying.typeInformation())),
                        Map.entry("replaces", Types.BOOLEAN),
                        Map.entry("firstDay", Types.INT),
                        Map.entry("loadedThrough", Types.INT),
                        Map.entry("inserted", Types.INT),
                        Map.entry("corrected", Types.INT),
                        Map.entry("filled", Types.INT),
                        Map.entry("repaired", Types.INT),
                        Map.entry("blank", Types.INT),
                        Map.entry("calls", Types.INT),
                        Map.entry("rejected", Types.LIST(RejectedRecord.typeInformation())),
                        Map.entry("reasons", Types.LIST(Types.STRING))));
    }
}
