package dev.sise.broadcast.functions;

import dev.sise.market.InstrumentClass;
import dev.sise.market.ListedInstrument;

/** What {@link JoinPrices} keeps of an instrument; the rest of its record does not show in a price. */
public record Listing(InstrumentClass instrumentClass, ListedInstrument.Status status) {

    static Listing of(ListedInstrument instrument) {
        return new Listing(instrument.instrumentClass(), instrument.status());
    }
}
