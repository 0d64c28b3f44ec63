package dev.sise.scan.functions;

import dev.sise.market.SignalType;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Ranks a scan when all its parts are analysed. Parallelism 1; parts come in any order. Its totals are accumulators of the job:
 * {@code universe}, {@code scanned}, {@code valid_signals}, {@code returned}, and {@code <type>.signals} and {@code <type>.<REASON>}.
 */
public final class RankScan extends AbstractStreamOperator<ScanOutput>
        implements OneInputStreamOperator<AnalysedPart, ScanOutput>, BoundedOneInput {
    /** Lines of the {@link FullUniverseListing} without its header, where it was asked for. */
    public static final OutputTag<String> LISTING = new OutputTag<>("listing", Types.STRING);

    private static final long serialVersionUID = 1L;

    private final boolean listing;

    private transient List<Instrument> instruments;
    private transient List<TickerAnalysis> analyses;
    private transient ScanRun run;
    private transient LocalDate sharesOf;

    /** @param listing whether the whole universe is listed too */
    public RankScan(boolean listing) {
        this.listing = listing;
    }

    @Override
    public void open() {
        instruments = new ArrayList<>();
        analyses = new ArrayList<>();
    }

    @Override
    public void processElement(StreamRecord<AnalysedPart> element) {
        AnalysedPart part = element.getValue();
        run = part.run();
        sharesOf = part.sharesOf();
        instruments.addAll(part.instruments());
        analyses.addAll(part.analyses());
    }

    @Override
    public void endInput() throws IOException {
        if (run == null) {
            // Done already, and left as it is.
            return;
        }
        InstrumentMaster master = new InstrumentMaster(sharesOf, instruments);
        ScanResult result = Ranking.of(run.request(), run.asOf(), master, analyses);
        if (listing) {
            StringBuilder lines = new StringBuilder();
            new FullUniverseListing(lines).add(run.asOf(), master, analyses);
            lines.toString().lines().skip(1).forEach(line -> output.collect(LISTING, new StreamRecord<>(line)));
        }
        report(result);
        output.collect(new StreamRecord<>(new ScanOutput(run, instruments.size(), result)));
    }

    private void report(ScanResult result) {
        total("universe", result.universe());
        total("scanned", result.scanned());
        total("valid_signals", result.validSignals());
        total("returned", result.signals().size());
        for (SignalType type : run.request().signalTypes()) {
            String word = type.name().toLowerCase(Locale.ROOT);
            long signals = result.signals().stream()
                    .filter(signal -> signal.type() == type)
                    .count();
            LOG.info("{} found {} {} signals, without one {}", run.id(), signals, word, result.totals(type));
            total(word + ".signals", signals);
            result.totals(type).forEach((reason, count) -> total(word + "." + reason, count));
        }
    }

    private void total(String name, long count) {
        getRuntimeContext().getLongCounter(name).add(count);
    }
}
