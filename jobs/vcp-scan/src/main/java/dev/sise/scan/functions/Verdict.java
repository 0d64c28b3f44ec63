package dev.sise.scan.functions;

import dev.sise.market.LocalDateInfoFactory;
import java.time.LocalDate;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What one direction of a ticker's bars shows on the analysis date, before any ranking.
 *
 * @param state where the close stands
 * @param failedClauses why there is no state, in order; empty where there is one
 * @param base the base that decided, or that of the analysis date for {@link SetupState#NONE}; null where there is none
 * @param breakoutDay the bar that closed above the pivot; null in SETUP and NONE
 * @param volumeRatio its volume over the average before it; null likewise
 * @param limitLocked whether it opened at the upper limit and never left it, on the analysis date: nobody could buy
 * @param close the close of the analysis date, as the bars have it
 * @param template C1 to C7; null where there are too few bars for them
 */
public record Verdict(
        SetupState state,
        List<Reason> failedClauses,
        Base base,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate breakoutDay,
        Double volumeRatio,
        boolean limitLocked,
        double close,
        TrendTemplate template) {

    Verdict withTemplate(TrendTemplate found) {
        return new Verdict(state, failedClauses, base, breakoutDay, volumeRatio, limitLocked, close, found);
    }
}
