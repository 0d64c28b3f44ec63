package dev.sise.broadcast;

import dev.sise.broadcast.functions.DemandChanges;
import dev.sise.broadcast.functions.JoinInput;
import dev.sise.broadcast.functions.JoinPrices;
import dev.sise.broadcast.functions.MinuteClose;
import dev.sise.broadcast.functions.ParseInstruments;
import dev.sise.broadcast.functions.ParseTicks;
import dev.sise.market.DemandLedger;
import dev.sise.market.MarketClock;
import dev.sise.market.PriceUpdate;
import dev.sise.runtime.KafkaRow;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.StreamingEnvironment;
import java.time.Clock;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job price-broadcast: ticks, demand and instruments, keyed by ticker, into the last price of each ticker and the closes of its minutes. The
 * same for the cluster, the tests and the quick start; what it reads and writes is handed in.
 */
public final class PriceBroadcastTopology {
    /** Name of the job in Flink. */
    public static final String NAME = "price-broadcast";

    private PriceBroadcastTopology() {}

    /**
     * What the job reads.
     *
     * @param ticks the topic {@code ticks}
     * @param demand the topics {@code subscriptions} and {@code standing}
     * @param instruments the topic {@code instruments}
     * @param epoch of {@code ticks}, in milliseconds
     * @param mark offset in {@code subscriptions} up to which demand is history
     * @param clock real time; serializable, as those of the JDK are
     */
    public record Sources(
            Source<KafkaRow, ?, ?> ticks,
            Source<KafkaRow, ?, ?> demand,
            Source<KafkaRow, ?, ?> instruments,
            long epoch,
            long mark,
            Clock clock) {}

    /**
     * What the job writes.
     *
     * @param prices gets every update of a ticker from one subtask
     * @param minutes gets every minute of a ticker from one subtask
     * @param rejected gets what could not be read
     */
    public record Sinks(Sink<PriceUpdate> prices, Sink<MinuteClose> minutes, Sink<RejectedRecord> rejected) {}

    /** Adds the job to an environment. */
    public static void define(
            StreamExecutionEnvironment environment, PriceBroadcastSettings settings, Sources sources, Sinks sinks) {
        StreamingEnvironment.configure(environment, settings.checkpointInterval(), settings.parallelism());

        SingleOutputStreamOperator<JoinInput> ticks = environment
                // A new log begins at its first record: offsets of the old one must not be restored for it.
                .fromSource(sources.ticks(), WatermarkStrategy.noWatermarks(), "ticks", KafkaRow.typeInformation())
                .uid("ticks-" + sources.epoch())
                .process(new ParseTicks())
                .name("parse ticks")
                .uid("parse-ticks");

        SingleOutputStreamOperator<JoinInput> demand = environment
                .fromSource(sources.demand(), WatermarkStrategy.noWatermarks(), "demand", KafkaRow.typeInformation())
                .uid("demand")
                .setParallelism(1)
                .process(new DemandChanges(DemandLedger.DEFAULT_TICKERS, sources.mark()))
                .name("demand changes")
                .uid("demand-changes")
                .setParallelism(1)
                .setMaxParallelism(1);

        SingleOutputStreamOperator<JoinInput> instruments = environment
                .fromSource(
                        sources.instruments(),
                        WatermarkStrategy.noWatermarks(),
                        "instruments",
                        KafkaRow.typeInformation())
                // Not "instruments": what the source of that name had read was kept in broadcast state, and is read
                // again.
                .uid("instrument-list")
                .setParallelism(1)
                .process(new ParseInstruments())
                .name("parse instruments")
                .uid("parse-instruments")
                .setParallelism(1);

        MarketClock clock = MarketClock.of(sources.clock(), settings.clockOffset());
        SingleOutputStreamOperator<PriceUpdate> prices = ticks.union(demand, instruments)
                .keyBy(JoinInput::ticker, Types.STRING)
                .process(new JoinPrices(sources.epoch(), clock, settings.calendar()))
                .name("join prices")
                .uid("join-prices");
        prices.sinkTo(sinks.prices()).name("prices to redis").uid("prices-to-redis");
        prices.getSideOutput(JoinPrices.MINUTES)
                .sinkTo(sinks.minutes())
                .name("minutes to redis")
                .uid("minutes-to-redis");

        ticks.getSideOutput(ParseTicks.REJECTED)
                .union(
                        demand.getSideOutput(DemandChanges.REJECTED),
                        instruments.getSideOutput(ParseInstruments.REJECTED))
                .sinkTo(sinks.rejected())
                .name("rejected")
                .uid("rejected")
                .setParallelism(1);
    }
}
