package dev.sise.reference.functions;

import dev.sise.runtime.RejectedRecord;
import dev.sise.runtime.Rejections;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapPartitionFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link ListComparison} when all input is there: nothing is written before every list was read. Parallelism 1. Its totals are logged,
 * and are accumulators of the job: {@code listed.<class>}, {@code delisted}, {@code new}, {@code kept.<list>},
 * {@code closes.refuted}, {@code closes.adjusted}, {@code closes.doubtful} and {@code rejected.<reason>}.
 */
public final class CompareLists extends RichMapPartitionFunction<SyncInput, SyncOutput> {
    private static final Logger LOG = LoggerFactory.getLogger(CompareLists.class);
    private static final String SOURCE = "reference-data";

    private final SyncPlan plan;

    private transient Rejections rejections;

    public CompareLists(SyncPlan plan) {
        this.plan = plan;
    }

    @Override
    public void open(OpenContext context) {
        rejections = new Rejections(
                LOG,
                getRuntimeContext().getMetricGroup(),
                Arrays.stream(RowRefusal.values()).map(RowRefusal::code).toArray(String[]::new));
    }

    @Override
    public void mapPartition(Iterable<SyncInput> inputs, Collector<SyncOutput> out) {
        ListComparison comparison = new ListComparison(plan);
        for (SyncInput input : inputs) {
            if (input.row == null) {
                comparison.add(input.known);
            } else {
                comparison.add(input.row);
            }
        }
        comparison.compare();
        comparison.refused().forEach(refused -> out.collect(SyncOutput.of(reject(refused))));
        comparison.stocks().forEach(stock -> out.collect(SyncOutput.of(stock)));
        comparison.events().forEach(event -> out.collect(SyncOutput.of(event)));
        comparison.refutedCloses().forEach(refuted -> out.collect(SyncOutput.of(refuted)));
        report(comparison);
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

    private void report(ListComparison comparison) {
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
