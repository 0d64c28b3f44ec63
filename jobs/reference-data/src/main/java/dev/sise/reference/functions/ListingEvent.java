package dev.sise.reference.functions;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** An instrument came to the exchange or left it: a row of {@code listing_history}. A Flink POJO. */
public final class ListingEvent {
    /** Value of {@link #event} for one that came. */
    public static final String LISTED = "listed";
    /** Value of {@link #event} for one that left. */
    public static final String DELISTED = "delisted";

    public String ticker;
    public String event;
    /** Market day of the event, days since 1970. */
    public int day;
    /** When the sync that saw it began, UTC milliseconds of real time. */
    public long recordedAt;

    public ListingEvent() {}

    ListingEvent(String ticker, String event, int day, long recordedAt) {
        this.ticker = ticker;
        this.event = event;
        this.day = day;
        this.recordedAt = recordedAt;
    }

    /** Type information without Kryo. */
    public static TypeInformation<ListingEvent> typeInformation() {
        return Types.POJO(
                ListingEvent.class,
                Map.of("ticker", Types.STRING, "event", Types.STRING, "day", Types.INT, "recordedAt", Types.LONG));
    }
}
