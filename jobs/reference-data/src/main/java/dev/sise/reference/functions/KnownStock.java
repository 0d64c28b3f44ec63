package dev.sise.reference.functions;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** What the database has of an instrument before a sync. A Flink POJO. */
public final class KnownStock {
    public Stock stock;
    /** Newest event in {@code listing_history}, or null: the run that wrote the stock was killed before it wrote the event. */
    public String lastEvent;
    /** Its market day, days since 1970; 0 without one. */
    public int lastEventDay;
    /** Close of the session before this one in {@code daily_prices}, in won; 0 where there is none, or where it is not compared. */
    public long storedClose;
    /** Day of {@link #storedClose}, days since 1970; 0 without one. */
    public int storedCloseDay;

    public KnownStock() {}

    /** Type information without Kryo. */
    public static TypeInformation<KnownStock> typeInformation() {
        return Types.POJO(
                KnownStock.class,
                Map.of(
                        "stock",
                        Stock.typeInformation(),
                        "lastEvent",
                        Types.STRING,
                        "lastEventDay",
                        Types.INT,
                        "storedClose",
                        Types.LONG,
                        "storedCloseDay",
                        Types.INT));
    }
}
