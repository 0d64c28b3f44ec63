package dev.sise.reference.functions;

import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Rejections;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link ListComparison} when all input is there: nothing is written before every list was read. Parallelism 1. Its totals are logged,
 * and are accumulators of the job: {@code listed.<class>}, {@code delisted}, {@code new}, {@code kept.<list>},
 * {@code closes.refuted}, {@code closes.adjusted}, {@code closes.doubtful} and {@code rejected.<reason>}.
 *
 * <p>An operator and no function of a partition: what such a function throws ends the whole TaskManager.
 */
public final class CompareLists extends AbstractStreamOperator<SyncOutput>
        implements OneInputStreamOperator<SyncInput, SyncOutput>, BoundedOneInput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(CompareLists.class);
    private static final String SOURCE = "reference-data";

    private final SyncPlan plan;

    private transient Rejections rejections;
    private transient ListComparison comparison;

    public CompareLists(SyncPlan plan) {
        this.plan = plan;
    }

    @Override
    public void open() throws Exception {
        super.open();
        rejections = new Rejections(
                LOG,
                getMetricGroup(),
                Arrays.stream(RowRefusal.values()).map(RowRefusal::code).toArray(String[]::new));
        comparison = new ListComparison(plan);
    }

    @Override
    public void processElement(StreamRecord<SyncInput> record) {
        SyncInput input = record.getValue();
        if (input.row == null) {
            comparison.add(input.known);
        } else {
            comparison.add(input.row);
        }
    }

    @Override
    public void endInput() {
        comparison.compare();
        comparison.refused().forEach(refused -> emit(SyncOutput.of(reject(refused))));
        comparison.stocks().forEach(stock -> emit(SyncOutput.of(stock)));
        comparison.events().forEach(event -> emit(SyncOutput.of(event)));
        comparison.refutedCloses().forEach(refuted -> emit(SyncOutput.of(refuted)));
        report();
    }

    private void emit(SyncOutput result) {
        output.collect(new StreamRecord<>(result));
    }

    private RejectedRecord reject(ListComparison.Refused refused) {
        RejectedRecord rejected = new RejectedRecord(
                SOURCE,
                refused.row().position,
                refused.words(),
                plan.syncedAt(),
                refused.row().raw.getBytes(StandardCharsets.UTF_8));
        rejections.count(refused.reason().code(), rejected);
        return rejected;
    }

    private void report() {
        List<Stock> listed =
                comparison.stocks().stream().filter(stock -> stock.listed).toList();
        Map<String, Long> byClass = ListComparison.count(listed, stock -> stock.instrumentClass.code());
        Map<String, Long> byEvent = ListComparison.count(comparison.events(), event -> event.event);
        Map<String, Long> byReason = ListComparison.count(
                comparison.refused(), refused -> refused.reason().code());
        LOG.info("instruments were compared: {} listed {}, rows rejected {}", listed.size(), byClass, byReason);
        LOG.info("listing events were made: {}", byEvent);
        byClass.forEach((word, count) -> total("listed." + word, count));
        byReason.forEach((word, count) -> total("rejected." + word, count));
        total("closes.refuted", comparison.refutedCloses().size());
        total("closes.adjusted", comparison.adjustedCloses());
        total("closes.doubtful", comparison.doubtfulCloses());
        if (comparison.doubtfulCloses() > 0) {
            LOG.warn(
                    "closes of the session before were compared: {} differ, which is too many, so none is rewritten",
                    comparison.doubtfulCloses());
        }
        if (!comparison.refutedCloses().isEmpty() || comparison.adjustedCloses() > 0) {
            LOG.info(
                    "closes of the session before were compared: {} refuted and rewritten, {} left to the next load",
                    comparison.refutedCloses().size(),
                    comparison.adjustedCloses());
        }
        total("new", byEvent.getOrDefault(ListingEvent.LISTED, 0L));
        total("delisted", byEvent.getOrDefault(ListingEvent.DELISTED, 0L));
        comparison.shrunk().forEach((list, shrunk) -> {
            LOG.warn(
                    "{} is incomplete and delisted nothing: {} of its {} known instruments were missing, allowed are {} %",
                    list.title(), shrunk.missing(), shrunk.known(), plan.maxShrinkPercent());
            total("kept." + list.title(), shrunk.missing());
        });
    }

    private void total(String name, long count) {
        getRuntimeContext().getLongCounter(name).add(count);
    }
}
