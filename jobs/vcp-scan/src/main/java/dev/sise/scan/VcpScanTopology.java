package dev.sise.scan;

import dev.sise.market.MarketClock;
import dev.sise.runtime.BatchEnvironment;
import dev.sise.scan.functions.AnalysePart;
import dev.sise.scan.functions.AnalysedPart;
import dev.sise.scan.functions.Instrument;
import dev.sise.scan.functions.MarketData;
import dev.sise.scan.functions.PlanScan;
import dev.sise.scan.functions.RankScan;
import dev.sise.scan.functions.ScanOrder;
import dev.sise.scan.functions.ScanOutput;
import dev.sise.scan.functions.ScanPart;
import dev.sise.scan.functions.ScanRuns;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.api.common.BatchShuffleMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job vcp-scan: the universe is cut into ranges, each is read and analysed in one place, and the last operator ranks what was found. The same for
 * the cluster, the tests and the quick start; what it reads and writes is handed in.
 */
public final class VcpScanTopology {
    /** Name of the job in Flink. */
    public static final String NAME = "vcp-scan";

    /** More ranges than subtasks, so that a slow one holds nobody up for long. */
    private static final int PARTS_OF_SUBTASK = 8;

    private VcpScanTopology() {}

    /**
     * What the job reads.
     *
     * @param universe adds every instrument to an environment, in the order of the database and in one subtask
     * @param runs the scans of the database
     * @param data its prices and flows
     */
    public record Sources(
            Function<StreamExecutionEnvironment, DataStream<Instrument>> universe, ScanRuns runs, MarketData data) {}

    /**
     * What the job writes.
     *
     * @param board gets how far the scan is, and its result
     * @param listing gets the lines of the listing of the whole universe, without its header; nothing where nobody wants it
     */
    public record Sinks(Sink<ScanOutput> board, Optional<Sink<String>> listing) {}

    /**
     * Adds the job to an environment.
     *
     * @param clock real time; no session after the market day of this call is taken for the newest
     */
    public static void define(
            StreamExecutionEnvironment environment,
            VcpScanSettings settings,
            Sources sources,
            Sinks sinks,
            Clock clock) {
        BatchEnvironment.configure(environment, settings.parallelism());
        // All operators run from the beginning: ranges are ranked as they come, so the run tells how far it is, and no
        // stage waits to be deployed.
        environment.configure(
                new Configuration().set(ExecutionOptions.BATCH_SHUFFLE_MODE, BatchShuffleMode.ALL_EXCHANGES_PIPELINED));
        ScanOrder order =
                settings.orderOn(MarketClock.of(clock, settings.clockOffset()).today());

        SingleOutputStreamOperator<ScanPart> parts = sources.universe()
                .apply(environment)
                .transform(
                        "plan",
                        TypeInformation.of(ScanPart.class),
                        new PlanScan(order, sources.runs(), sources.data(), PARTS_OF_SUBTASK * settings.parallelism()))
                .setParallelism(1)
                .uid("plan");
        SingleOutputStreamOperator<AnalysedPart> analysed = parts.rebalance()
                .flatMap(new AnalysePart(sources.data(), sinks.listing().isPresent()))
                .returns(TypeInformation.of(AnalysedPart.class))
                .uid("analyse")
                .name("analyse");
        SingleOutputStreamOperator<ScanOutput> ranked = analysed.transform(
                        "rank",
                        TypeInformation.of(ScanOutput.class),
                        new RankScan(sinks.listing().isPresent()))
                .setParallelism(1)
                .uid("rank");
        ranked.sinkTo(sinks.board()).setParallelism(1).uid("board").name("board");
        sinks.listing().ifPresent(listing -> ranked.getSideOutput(RankScan.LISTING)
                .sinkTo(listing)
                .setParallelism(1)
                .uid("listing")
                .name("listing"));
    }
}
