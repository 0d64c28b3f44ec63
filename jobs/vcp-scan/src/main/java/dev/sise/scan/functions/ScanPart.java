package dev.sise.scan.functions;

import dev.sise.market.LocalDateInfoFactory;
import java.time.LocalDate;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * A range of tickers of a scan. The ranges of a scan cover all tickers that there can be, each once: the first has no beginning, the last no end.
 *
 * @param run the scan
 * @param sharesOf the day of the exchange's lists
 * @param sessions of all data up to the analysis date
 * @param from the first ticker, in the order of the database; null for the first of all
 * @param to the first ticker of the next range; null for none
 * @param instruments those of the range that the lists have; prices may have more
 */
public record ScanPart(
        ScanRun run,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate sharesOf,
        Sessions sessions,
        String from,
        String to,
        List<Instrument> instruments) {
    /** A score looks at the flows of 20 bars, and who misses more than 25 of the last 252 sessions is not judged. */
    private static final int SESSIONS_OF_FLOWS = 45;

    /**
     * The first day whose flows can count. The 20 newest bars of whatever is judged lie within 45 sessions: it traded on the last one, and one that
     * had no trades on more than a tenth of the last 252 sessions, or of those since its first bar, is illiquid.
     */
    public LocalDate flowsFrom() {
        int[] days = sessions.days();
        return LocalDate.ofEpochDay(days[Math.max(0, days.length - SESSIONS_OF_FLOWS)]);
    }
}
