package dev.sise.scan.functions;

import dev.sise.market.ScanRequest;
import dev.sise.market.ScanRequestJson;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Begins a scan once the universe is known: finds or makes its row, and cuts the tickers into ranges of about equal work. Parallelism 1; the
 * instruments come in the order of the database, which is that of the ranges. A run that is done already yields nothing.
 */
public final class PlanScan extends AbstractStreamOperator<ScanPart>
        implements OneInputStreamOperator<Instrument, ScanPart>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    /** How the ids begin of scans whose rows a gateway makes before it starts the job. */
    private static final String ASKED_FOR = ScanKind.ADHOC.code() + "-";

    private final ScanOrder order;
    private final ScanRuns runs;
    private final MarketData data;
    private final int parts;

    private transient List<Instrument> instruments;

    /** @param parts how many ranges to make */
    public PlanScan(ScanOrder order, ScanRuns runs, MarketData data, int parts) {
        this.order = order;
        this.runs = runs;
        this.data = data;
        this.parts = parts;
    }

    @Override
    public void open() {
        instruments = new ArrayList<>();
    }

    @Override
    public void processElement(StreamRecord<Instrument> instrument) {
        instruments.add(instrument.getValue());
    }

    @Override
    public void endInput() throws IOException {
        try (ScanRuns.Access access = runs.open();
                MarketData.Reader reader = data.open()) {
            StoredRun stored = stored(access, reader);
            switch (stored.state()) {
                case "waiting", "running" -> begin(stored, access, reader);
                case "done" -> LOG.info("{} was done already and is left as it is", stored.id());
                default -> throw ended(stored.id(), stored.state());
            }
        }
    }

    private void begin(StoredRun stored, ScanRuns.Access access, MarketData.Reader reader) throws IOException {
        Sessions sessions = reader.sessions(stored.asOf());
        ScanRun run;
        try {
            sessions.requireSession(stored.asOf());
            ScanRequest request = ScanRequestJson.parse(stored.request()).on(stored.asOf());
            run = new ScanRun(stored.id(), stored.kind(), stored.asOf(), request);
        } catch (IllegalArgumentException e) {
            access.fail(stored.id(), e.getMessage());
            throw new SuppressRestartsException(
                    new IllegalStateException(stored.id() + " was not run: " + e.getMessage(), e));
        }
        if (!access.begin(run.id(), instruments.size(), flinkJobId())) {
            throw ended(run.id(), "cancelled");
        }
        LocalDate listsReadOn = reader.listsReadOn();
        List<ScanPart> ranges = ScanPart.cut(run, listsReadOn, sessions, instruments, parts);
        LOG.info(
                "{} began: {} instruments, {} sessions to {}, {} ranges",
                run.id(),
                instruments.size(),
                sessions.days().length,
                run.asOf(),
                ranges.size());
        ranges.forEach(part -> output.collect(new StreamRecord<>(part)));
    }

    private StoredRun stored(ScanRuns.Access access, MarketData.Reader reader) throws IOException {
        String flinkJobId = flinkJobId();
        // Without an id this job may have made a run before it was restarted; a newer session since then does not make
        // another one.
        Optional<StoredRun> found = order.id() == null ? access.findByJob(flinkJobId) : access.find(order.id());
        if (found.isPresent()) {
            return found.get();
        }
        if (order.id() != null && order.id().startsWith(ASKED_FOR)) {
            throw new SuppressRestartsException(new IllegalStateException(order.id()
                    + " was not run: scan_runs does not have it, and a scan that was asked for is run as its row says;"
                    + " is postgres.url that of the gateway?"));
        }
        LocalDate asOf = order.asOf() == null ? newestSession(reader) : order.asOf();
        String id = order.id() == null ? order.kind().code() + "-" + asOf + "-" + flinkJobId : order.id();
        access.insert(new ScanRun(id, order.kind(), asOf, order.requestOn(asOf)), flinkJobId);
        return access.find(id).orElseThrow(() -> new IOException(id + " was made, but is not there"));
    }

    private String flinkJobId() {
        return getRuntimeContext().getJobInfo().getJobId().toHexString();
    }

    private LocalDate newestSession(MarketData.Reader reader) throws IOException {
        Sessions sessions = reader.sessions(order.today());
        if (sessions.days().length == 0) {
            throw new SuppressRestartsException(
                    new IllegalStateException("there is nothing to scan: no prices up to " + order.today()));
        }
        return sessions.last();
    }

    private static SuppressRestartsException ended(String id, String state) {
        return new SuppressRestartsException(
                new IllegalStateException(id + " was not run: it is " + state + ", nothing was written"));
    }
}
