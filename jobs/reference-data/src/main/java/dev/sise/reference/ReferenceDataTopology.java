package dev.sise.reference;

import dev.sise.market.MarketClock;
import dev.sise.reference.functions.CompareLists;
import dev.sise.reference.functions.KnownStock;
import dev.sise.reference.functions.ListRow;
import dev.sise.reference.functions.ListingEvent;
import dev.sise.reference.functions.RefutedClose;
import dev.sise.reference.functions.Stock;
import dev.sise.reference.functions.SyncInput;
import dev.sise.reference.functions.SyncOutput;
import dev.sise.reference.functions.SyncPlan;
import dev.sise.runtime.BatchEnvironment;
import dev.sise.runtime.RejectedRecord;
import java.time.Clock;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job reference-data: the instrument lists, compared with what the database has. The same for the cluster, the tests and the quick start;
 * what it reads and writes is handed in.
 */
public final class ReferenceDataTopology {
    /** Name of the job in Flink. */
    public static final String NAME = "reference-data";

    private ReferenceDataTopology() {}

    /**
     * What the job reads.
     *
     * @param lists adds the rows of the instrument lists to an environment
     * @param known adds what the database has
     */
    public record Sources(
            Function<StreamExecutionEnvironment, DataStream<ListRow>> lists,
            Function<StreamExecutionEnvironment, DataStream<KnownStock>> known) {}

    /**
     * What the job writes.
     *
     * @param stocks the table, one row for each instrument
     * @param history the table of listings and delistings
     * @param instruments the topic, one record for each instrument
     * @param rejected gets the rows that cannot be read
     * @param closes the table of daily prices, where a close is refuted
     */
    public record Sinks(
            Sink<Stock> stocks,
            Sink<ListingEvent> history,
            Sink<Stock> instruments,
            Sink<RejectedRecord> rejected,
            Sink<RefutedClose> closes) {}

    /**
     * Adds the job to an environment.
     *
     * @param clock real time; the moment of this call is the version of all that the run writes
     */
    public static void define(
            StreamExecutionEnvironment environment,
            ReferenceDataSettings settings,
            Sources sources,
            Sinks sinks,
            Clock clock) {
        // A few thousand rows: one subtask compares them in less time than it takes to spread them.
        BatchEnvironment.configure(environment, 1);
        MarketClock marketClock = MarketClock.of(clock, settings.clockOffset());
        SyncPlan plan = new SyncPlan(
                settings.lists(),
                clock.millis(),
                Math.toIntExact(marketClock.today().toEpochDay()),
                settings.maxShrinkPercent());

        DataStream<SyncInput> rows = sources.lists()
                .apply(environment)
                .map(SyncInput::of)
                .returns(SyncInput.typeInformation())
                .uid("list-rows")
                .name("list rows");
        DataStream<SyncInput> known = sources.known()
                .apply(environment)
                .map(SyncInput::of)
                .returns(SyncInput.typeInformation())
                .uid("known-stocks")
                .name("known stocks");
        SingleOutputStreamOperator<SyncOutput> compared = rows.union(known)
                .transform("compare", SyncOutput.typeInformation(), new CompareLists(plan))
                .uid("compare")
                .name("compare");

        DataStream<Stock> stocks = compared.filter(output -> output.stock != null)
                .uid("stocks-only")
                .name("stocks only")
                .map(output -> output.stock)
                .returns(Stock.typeInformation())
                .uid("to-stocks")
                .name("to stocks");
        stocks.sinkTo(sinks.stocks()).uid("stocks").name("stocks");
        stocks.sinkTo(sinks.instruments()).uid("instruments").name("instruments");
        compared.filter(output -> output.event != null)
                .uid("events-only")
                .name("events only")
                .map(output -> output.event)
                .returns(ListingEvent.typeInformation())
                .uid("to-events")
                .name("to events")
                .sinkTo(sinks.history())
                .uid("history")
                .name("history");
        compared.filter(output -> output.refuted != null)
                .uid("closes-only")
                .name("closes only")
                .map(output -> output.refuted)
                .returns(RefutedClose.typeInformation())
                .uid("to-closes")
                .name("to closes")
                .sinkTo(sinks.closes())
                .uid("closes")
                .name("closes");
        compared.filter(output -> output.rejected != null)
                .uid("rejected-only")
                .name("rejected only")
                .map(output -> output.rejected)
                .returns(RejectedRecord.typeInformation())
                .uid("to-rejected")
                .name("to rejected")
                .sinkTo(sinks.rejected())
                .uid("rejected")
                .name("rejected");
    }
}
