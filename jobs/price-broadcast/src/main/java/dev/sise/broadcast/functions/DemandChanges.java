package dev.sise.broadcast.functions;

import dev.sise.market.DemandLedger;
import dev.sise.market.Ticker;
import dev.sise.runtime.KafkaRow;
import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Rejections;
import dev.sise.runtime.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the demand topics into one {@link DemandLedger} and emits which tickers began and ended to be demanded. Parallelism 1: leases and
 * counts span gateways and tickers. Nothing is emitted before the topic was read up to the mark that the job appended when it was submitted,
 * so that history does not replay as changes. The ledger is operator state.
 */
public final class DemandChanges extends ProcessFunction<KafkaRow, JoinInput> implements CheckpointedFunction {
    public static final OutputTag<RejectedRecord> REJECTED =
            new OutputTag<>("rejected-demand", RejectedRecord.typeInformation());

    private static final Logger LOG = LoggerFactory.getLogger(DemandChanges.class);
    private static final String CAUGHT_UP = "caught-up";
    /** The row is no demand record. */
    private static final String MALFORMED = "malformed";

    private final List<String> defaultTickers;
    private final long mark;

    private transient boolean restored;
    private transient DemandLedger ledger;
    private transient ListState<Tuple3<String, String, Long>> rows;
    private transient Rejections rejections;

    /**
     * @param defaultTickers always demanded
     * @param mark offset in {@code subscriptions} of a record appended at submission: what lies before it is history
     */
    public DemandChanges(List<Ticker> defaultTickers, long mark) {
        this.defaultTickers = defaultTickers.stream().map(Ticker::code).toList();
        this.mark = mark;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        rows = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("ledger", Types.TUPLE(Types.STRING, Types.STRING, Types.LONG)));
        List<DemandLedger.Row> known = new ArrayList<>();
        for (Tuple3<String, String, Long> row : rows.get()) {
            known.add(new DemandLedger.Row(row.f0, row.f1, row.f2));
        }
        restored = !known.isEmpty();
        ledger = DemandLedger.restore(defaultTickers.stream().map(Ticker::of).toList(), known);
    }

    @Override
    public void open(OpenContext context) {
        MetricGroup metrics = getRuntimeContext().getMetricGroup();
        metrics.gauge("demanded", () -> ledger.demands().size());
        rejections = new Rejections(LOG, metrics, MALFORMED);
    }

    @Override
    public void processElement(KafkaRow row, Context context, Collector<JoinInput> out) {
        long now = context.timerService().currentProcessingTime();
        String key = new String(row.key, StandardCharsets.UTF_8);
        Optional<String> refusal = ledger.apply(key, row.tombstone ? null : row.value, row.appendTime);
        if (refusal.isPresent()) {
            RejectedRecord rejected = RejectedRecord.of("price-broadcast", row, refusal.get(), now);
            rejections.count(MALFORMED, rejected);
            context.output(REJECTED, rejected);
        }
        if (!ledger.isCaughtUp() && isAtTheEnd(row, now)) {
            ledger.caughtUp();
        }
        if (!ledger.isCaughtUp() && !restored) {
            return;
        }
        DemandLedger.Changes changes = ledger.drainChanges();
        changes.began().forEach(ticker -> out.collect(JoinInput.demandBegan(ticker.code())));
        changes.ended().forEach(ticker -> out.collect(JoinInput.demandEnded(ticker.code())));
    }

    /**
     * Whether history ends here. A job that was submitted anew knows by its mark. One that goes on from a snapshot lies behind its mark already;
     * to it a row that is younger than a lease is the present, and until then nothing ends: the log may be compacted, and what is left of the
     * time in between may lack the heartbeats of living gateways. The clocks of brokers and TaskManagers are taken to agree within a lease.
     */
    private boolean isAtTheEnd(KafkaRow row, long now) {
        if (restored) {
            return now - row.appendTime < DemandLedger.LEASE.toMillis();
        }
        return row.topic.equals(Topics.SUBSCRIPTIONS.topic()) && row.offset >= mark;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        List<Tuple3<String, String, Long>> snapshot = new ArrayList<>();
        for (DemandLedger.Row row : ledger.rows()) {
            snapshot.add(Tuple3.of(row.key(), row.value(), row.timeMillis()));
        }
        rows.update(snapshot);
    }
}
