package dev.sise.broadcast.functions;

import dev.sise.market.InstrumentClass;
import dev.sise.market.ListedInstrument;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** What {@link JoinPrices} keeps of an instrument in every subtask; the rest of its record does not show in a price. */
public record Listing(InstrumentClass instrumentClass, ListedInstrument.Status status) {
    /** The broadcast state: ticker to listing. */
    public static final MapStateDescriptor<String, Listing> STATE =
            new MapStateDescriptor<>("instruments", Types.STRING, TypeInformation.of(Listing.class));

    static Listing of(ListedInstrument instrument) {
        return new Listing(instrument.instrumentClass(), instrument.status());
    }
}
