package dev.sise.scan.functions;

import dev.sise.market.InstrumentClass;
import dev.sise.market.LocalDateInfoFactory;
import java.time.LocalDate;
import java.util.ArrayList;
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
     * Cuts a universe into ranges with about equally many instruments that have prices.
     *
     * @param instruments in the order of the database
     * @param parts how many ranges there are at most
     */
    public static List<ScanPart> cut(
            ScanRun run, LocalDate sharesOf, Sessions sessions, List<Instrument> instruments, int parts) {
        long priced = instruments.stream().filter(ScanPart::hasPrices).count();
        List<ScanPart> ranges = new ArrayList<>(parts);
        String from = null;
        int first = 0;
        long before = 0;
        for (int place = 0; place < instruments.size(); place++) {
            Instrument instrument = instruments.get(place);
            if (hasPrices(instrument)) {
                if (before > 0 && before * parts / priced != (before - 1) * parts / priced) {
                    String to = instrument.ticker();
                    ranges.add(new ScanPart(run, sharesOf, sessions, from, to, copy(instruments, first, place)));
                    from = to;
                    first = place;
                }
                before++;
            }
        }
        ranges.add(new ScanPart(run, sharesOf, sessions, from, null, copy(instruments, first, instruments.size())));
        return ranges;
    }

    private static List<Instrument> copy(List<Instrument> instruments, int from, int to) {
        return new ArrayList<>(instruments.subList(from, to));
    }

    /** Whether the load brings prices of it; where others have some, ranges are only less equal. */
    private static boolean hasPrices(Instrument instrument) {
        return instrument.instrumentClass() != InstrumentClass.ELW
                && instrument.instrumentClass() != InstrumentClass.SUBSCRIPTION_WARRANT
                && instrument.instrumentClass() != InstrumentClass.OTC;
    }

    /**
     * The first day whose flows can count. The 20 newest bars of whatever is judged lie within 45 sessions: it traded on the last one, and one that
     * had no trades on more than a tenth of the last 252 sessions, or of those since its first bar, is illiquid.
     */
    public LocalDate flowsFrom() {
        int[] days = sessions.days();
        return LocalDate.ofEpochDay(days[Math.max(0, days.length - SESSIONS_OF_FLOWS)]);
    }
}
