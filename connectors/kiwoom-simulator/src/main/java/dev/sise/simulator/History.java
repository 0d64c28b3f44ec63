package dev.sise.simulator;

import java.util.List;

/**
 * What was paid for an instrument day by day, oldest first, and what changed its shares.
 *
 * @param lean on which side foreigners and institutions are of late: 0 for neither, up to 1 for buying, down to -1 for selling
 */
record History(List<DailyBar> bars, List<Adjustment> adjustments, double lean) {

    static final History NONE = new History(List.of(), List.of(), 0);

    History {
        bars = List.copyOf(bars);
        adjustments = List.copyOf(adjustments);
    }
}
