package dev.sise.scan.functions;

import dev.sise.market.SignalType;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;

/**
 * Reads the histories of a part and analyses them where they were read, so that none of them crosses the network. Any parallelism gives the same
 * analyses. How far the scan is is told at most every half second by all subtasks together. Counters: {@code read.rows}, {@code read.micros} and {@code compute.micros}, the time of each kind of work in this subtask.
 */
public final class AnalysePart extends RichFlatMapFunction<ScanPart, AnalysedPart> {
    private static final long serialVersionUID = 1L;
    private static final long NANOS_OF_MICRO = 1_000;
    private static final Duration TELL = Duration.ofMillis(500);

    private final MarketData data;
    private final ScanRuns runs;
    private final boolean bullishAlways;
    private final NanoTime nanoTime;

    private transient MarketData.Reader reader;
    private transient Counter rows;
    private transient Counter readMicros;
    private transient Counter computeMicros;
    private transient long toldAt;
    private transient int untold;

    /** {@link System#nanoTime}, or what a test has instead. */
    interface NanoTime extends LongSupplier, Serializable {}

    /** @param bullishAlways whether the bullish direction is analysed too where it is not asked for */
    public AnalysePart(MarketData data, ScanRuns runs, boolean bullishAlways) {
        this(data, runs, bullishAlways, System::nanoTime);
    }

    AnalysePart(MarketData data, ScanRuns runs, boolean bullishAlways, NanoTime nanoTime) {
        this.data = data;
        this.runs = runs;
        this.bullishAlways = bullishAlways;
        this.nanoTime = nanoTime;
    }

    @Override
    public void open(OpenContext context) throws IOException {
        rows = getRuntimeContext().getMetricGroup().counter("read.rows");
        readMicros = getRuntimeContext().getMetricGroup().counter("read.micros");
        computeMicros = getRuntimeContext().getMetricGroup().counter("compute.micros");
        reader = data.open();
        toldAt = nanoTime.getAsLong();
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }

    @Override
    public void flatMap(ScanPart part, Collector<AnalysedPart> out) throws IOException {
        long began = nanoTime.getAsLong();
        List<MarketData.TickerRows> histories = reader.read(part);
        long read = nanoTime.getAsLong();
        AnalysedPart analysed = analyse(part, histories, types(part));
        long computed = nanoTime.getAsLong();

        histories.forEach(history -> rows.inc(history.prices().size()));
        readMicros.inc((read - began) / NANOS_OF_MICRO);
        computeMicros.inc((computed - read) / NANOS_OF_MICRO);
        out.collect(analysed);
        tell(part);
    }

    private void tell(ScanPart part) throws IOException {
        untold += part.instruments().size();
        int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        if (nanoTime.getAsLong() - toldAt >= subtasks * TELL.toNanos()) {
            try (ScanRuns.Access access = runs.open()) {
                access.advance(part.run().id(), untold);
            }
            untold = 0;
            toldAt = nanoTime.getAsLong();
        }
    }

    private Set<SignalType> types(ScanPart part) {
        Set<SignalType> types = EnumSet.copyOf(part.run().request().signalTypes());
        if (bullishAlways) {
            types.add(SignalType.BULLISH);
        }
        return types;
    }

    /** What is in the histories of a part. */
    public static AnalysedPart analyse(ScanPart part, List<MarketData.TickerRows> histories, Set<SignalType> types) {
        TickerAnalyst analyst = new TickerAnalyst(part.sessions(), part.run().asOf(), types);
        Map<String, LocalDate> listingDates = new HashMap<>();
        part.instruments().forEach(instrument -> listingDates.put(instrument.ticker(), instrument.listingDate()));
        List<TickerAnalysis> analyses = new ArrayList<>(histories.size());
        for (MarketData.TickerRows history : histories) {
            analyses.add(analyst.analyse(
                    history.prices(),
                    history.flows(),
                    listingDates.get(history.prices().ticker())));
        }
        return new AnalysedPart(part.run(), part.sharesOf(), part.instruments(), analyses);
    }
}
