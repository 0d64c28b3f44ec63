package dev.sise.scan.functions;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The exchange's lists as one sync left them, by ticker. */
public final class InstrumentMaster {
    private final LocalDate readOn;
    private final SortedMap<String, Instrument> instruments = new TreeMap<>();

    /** @param readOn the day of the lists: listed shares are those of this day, whatever date is analysed */
    public InstrumentMaster(LocalDate readOn, Collection<Instrument> instruments) {
        this.readOn = readOn;
        instruments.forEach(instrument -> this.instruments.put(instrument.ticker(), instrument));
    }

    /** The day of the lists. */
    public LocalDate readOn() {
        return readOn;
    }

    /** All instruments, by ticker. */
    public Collection<Instrument> instruments() {
        return Collections.unmodifiableCollection(instruments.values());
    }

    /** The instrument of a ticker, or null. */
    public Instrument of(String ticker) {
        return instruments.get(ticker);
    }
}
