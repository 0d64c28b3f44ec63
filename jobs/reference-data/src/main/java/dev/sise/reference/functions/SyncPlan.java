package dev.sise.reference.functions;

import java.io.Serializable;
import java.util.List;

/**
 * What one sync is about, fixed when the job is submitted, so that a restarted task writes the same again.
 *
 * @param lists the lists that are read; what stands in others is left as it is
 * @param syncedAt version of everything it writes, UTC milliseconds of real time
 * @param marketDay day of an event that has no other, days since 1970
 * @param maxShrinkPercent of the known instruments of a list that may be missing in it before it counts as incomplete, 0 to 100
 */
public record SyncPlan(List<InstrumentList> lists, long syncedAt, int marketDay, int maxShrinkPercent)
        implements Serializable {
    public SyncPlan {
        lists = List.copyOf(lists);
    }
}
