package dev.sise.broadcast.functions;

import dev.sise.market.InstrumentClass;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * How old prices are: for each class the histogram {@code class.<class>.staleness_ms} over the last {@link #LOOKS} looks of a subtask. A class
 * has one from its first look on. Task thread only.
 */
final class Staleness {
    /** With four subtasks and the whole market watched, a look at every price. */
    static final int LOOKS = 2_000;

    private final MetricGroup operator;
    private final Map<InstrumentClass, Histogram> histograms = new EnumMap<>(InstrumentClass.class);

    Staleness(MetricGroup operator) {
        this.operator = operator;
    }

    /** @param ageMillis since the price was confirmed last; the clocks of two machines may differ, so less than zero counts as zero */
    void look(InstrumentClass instrumentClass, long ageMillis) {
        histograms
                .computeIfAbsent(instrumentClass, key -> operator.addGroup("class", key.code())
                        .histogram("staleness_ms", new DescriptiveStatisticsHistogram(LOOKS)))
                .update(Math.max(0, ageMillis));
    }
}
