package dev.sise.ingest;

import dev.sise.ingest.functions.FeedEvent;
import dev.sise.ingest.functions.ToTicks;
import dev.sise.market.MarketClock;
import dev.sise.market.Tick;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.StreamingEnvironment;
import java.time.Clock;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job tick-ingest: what the broker's feed delivers, as ticks. The same for the cluster, the tests and the quick start; what it reads and
 * writes is handed in.
 */
public final class TickIngestTopology {
    /** Name of the job in Flink. */
    public static final String NAME = "tick-ingest";

    private TickIngestTopology() {}

    /**
     * What the job reads.
     *
     * @param feed adds the broker's feed to an environment
     * @param clock real time; serializable, as those of the JDK are
     */
    public record Sources(Function<StreamExecutionEnvironment, DataStream<FeedEvent>> feed, Clock clock) {}

    /**
     * What the job writes.
     *
     * @param ticks keyed by ticker
     * @param rejected gets what could not be a tick
     */
    public record Sinks(Sink<Tick> ticks, Sink<RejectedRecord> rejected) {}

    /** Adds the job to an environment. */
    public static void define(
            StreamExecutionEnvironment environment, TickIngestSettings settings, Sources sources, Sinks sinks) {
        // A reader serves all sessions of its app keys; the feed of one key never needs a second subtask.
        StreamingEnvironment.configure(
                environment, settings.checkpointInterval(), settings.appKeyIds().size());

        SingleOutputStreamOperator<Tick> ticks = sources.feed()
                .apply(environment)
                .process(new ToTicks(MarketClock.of(sources.clock(), settings.clockOffset()), settings.calendar()))
                .name("to ticks")
                .uid("to-ticks");
        ticks.sinkTo(sinks.ticks()).name("ticks").uid("ticks");
        ticks.getSideOutput(ToTicks.REJECTED)
                .sinkTo(sinks.rejected())
                .name("rejected")
                .uid("rejected")
                .setParallelism(1);
    }
}
