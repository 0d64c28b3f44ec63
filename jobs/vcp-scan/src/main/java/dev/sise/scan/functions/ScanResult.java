package dev.sise.scan.functions;

import dev.sise.market.LocalDateInfoFactory;
import dev.sise.market.ScanRequest;
import dev.sise.market.SignalType;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What a scan found. It depends on the data and the request alone, on no order and no parallelism.
 *
 * @param request what was asked
 * @param asOf the analysis date
 * @param sharesOf the day whose listed shares the market capitalizations use
 * @param universe stocks that relative strength was ranked over
 * @param scanned tickers whose pattern was looked at: of the class and market, with data, and within the cuts by market capitalization
 * @param validSignals signals before {@code top_n}
 * @param signals by type, then in the order that was asked for
 * @param outcomes every other ticker of the lists and the data, by type and ticker
 * @param cleaning what was wrong in all rows
 */
public record ScanResult(
        ScanRequest request,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate asOf,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate sharesOf,
        int universe,
        int scanned,
        int validSignals,
        List<Signal> signals,
        List<Outcome> outcomes,
        Cleaning cleaning) {

    /** Whether market capitalizations of a past date use shares of a later day, because those of the date are not known. */
    public boolean usesLaterShares() {
        return sharesOf.isAfter(asOf);
    }

    /** How many tickers ended with each reason as their first; with the signals of the type they are all tickers. */
    public Map<Reason, Integer> totals(SignalType type) {
        Map<Reason, Integer> totals = new EnumMap<>(Reason.class);
        outcomes.stream()
                .filter(outcome -> outcome.type() == type)
                .forEach(outcome -> totals.merge(outcome.reason(), 1, Integer::sum));
        return totals;
    }
}
