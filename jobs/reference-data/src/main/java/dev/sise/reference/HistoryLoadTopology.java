package dev.sise.reference;

import dev.sise.reference.functions.ConcludeLoad;
import dev.sise.reference.functions.DailyBar;
import dev.sise.reference.functions.HistorySource;
import dev.sise.reference.functions.LoadPlan;
import dev.sise.reference.functions.LoadTable;
import dev.sise.reference.functions.LoadTask;
import dev.sise.reference.functions.LoadTickers;
import dev.sise.reference.functions.NetBuying;
import dev.sise.reference.functions.StoredHistories;
import dev.sise.reference.functions.TickerResult;
import dev.sise.runtime.BatchEnvironment;
import dev.sise.runtime.RejectedRecord;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job reference-data where it loads histories: the tickers that are listed, each asked for in the one subtask of its app key, compared with
 * what is stored, and written ticker by ticker. Prices and flows go side by side, because Kiwoom counts the calls of each apart; with fewer
 * than two slots for each app key some of them follow one another.
 *
 * <p>From the call to the write is one chain without an exchange: in a batch an exchange holds all back until the last call was made, and what a
 * killed run had read would be lost.
 */
public final class HistoryLoadTopology {
    private HistoryLoadTopology() {}

    /**
     * What the load reads.
     *
     * @param tasks adds the tickers of a table to an environment
     */
    public record Sources(
            Function<LoadTable, Function<StreamExecutionEnvironment, DataStream<LoadTask>>> tasks,
            HistorySource<DailyBar> prices,
            StoredHistories<DailyBar> storedPrices,
            HistorySource<NetBuying> flows,
            StoredHistories<NetBuying> storedFlows) {}

    /**
     * What the load writes.
     *
     * @param results writes each ticker whole, before it takes the next
     * @param rejected gets the rows that are refused
     */
    public record Sinks(Sink<TickerResult> results, Sink<RejectedRecord> rejected) {}

    /**
     * Adds the load to an environment.
     *
     * @param clock real time; serializable, as those of the JDK are
     */
    public static void define(
            StreamExecutionEnvironment environment,
            LoadSettings settings,
            LoadPlan plan,
            Sources sources,
            Sinks sinks,
            Clock clock) {
        BatchEnvironment.configure(environment, plan.appKeys());
        List<DataStream<TickerResult>> counted = new ArrayList<>();
        for (LoadTable table : LoadTable.values()) {
            if (!settings.tables().contains(table)) {
                continue;
            }
            LoadTickers<?> load =
                    switch (table) {
                        case DAILY_PRICES ->
                            LoadTickers.ofPrices(
                                    plan, settings.bars(), sources.prices(), sources.storedPrices(), clock);
                        case INVESTOR_FLOWS ->
                            LoadTickers.ofFlows(
                                    plan, settings.flowDays(), sources.flows(), sources.storedFlows(), clock);
                        case STOCKS ->
                            throw new IllegalArgumentException("The lists are loaded by ReferenceDataTopology");
                    };
            counted.add(load(environment, table, load, plan, sources, sinks));
        }
        DataStream<TickerResult> all =
                counted.stream().reduce((one, other) -> one.union(other)).orElseThrow();
        all.global()
                .transform("conclude", TickerResult.typeInformation(), new ConcludeLoad(plan))
                .setParallelism(1)
                .uid("conclude")
                .name("conclude");
    }

    private static DataStream<TickerResult> load(
            StreamExecutionEnvironment environment,
            LoadTable table,
            LoadTickers<?> load,
            LoadPlan plan,
            Sources sources,
            Sinks sinks) {
        SingleOutputStreamOperator<TickerResult> results = sources.tasks()
                .apply(table)
                .apply(environment)
                .partitionCustom((index, appKeys) -> index % appKeys, task -> task.index)
                .flatMap(load)
                .returns(TickerResult.typeInformation())
                .setParallelism(plan.appKeys())
                .uid("load-" + table.table())
                .name("load " + table.table());
        results.filter(TickerResult::isToBeWritten)
                .uid("to-be-written-" + table.table())
                .name("to be written")
                .sinkTo(sinks.results())
                .uid(table.table())
                .name(table.table());
        results.<RejectedRecord>flatMap((result, out) -> result.rejected.forEach(out::collect))
                .returns(RejectedRecord.typeInformation())
                .uid("to-rejected-" + table.table())
                .name("to rejected")
                .sinkTo(sinks.rejected())
                .uid("rejected-" + table.table())
                .name("rejected");
        return results.map(TickerResult::counted)
                .returns(TickerResult.typeInformation())
                .uid("counted-" + table.table())
                .name("counted");
    }
}
