package dev.sise.reference.functions;

import dev.sise.market.InstrumentClass;
import dev.sise.market.ListedInstrument;
import dev.sise.market.Ticker;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** One instrument as the table {@code stocks} and the topic {@code instruments} have it. A Flink POJO; 0 stands for a number that is not known. */
public final class Stock {
    /** Value of {@link #listingDay} where the list tells none. */
    public static final int NO_DAY = Integer.MIN_VALUE;

    public String ticker;
    public String name;
    public String marketCode;
    /** {@code mrkt_tp} of the most specific list that names it. */
    public String listMarket;
    /** Last price times listed shares, in won. */
    public long marketCap;
    /** False for what no list names any more. */
    public boolean listed;

    public boolean realtimeSupported;
    /** ELW, OTC, KOSPI, KOSDAQ or UNKNOWN. */
    public String category;

    public InstrumentClass instrumentClass;
    public long listedShares;
    /** In won. */
    public long lastClose;
    /** Days since 1970, or {@link #NO_DAY}. */
    public int listingDay;

    public boolean hasAfterMarket;
    public boolean halted;
    /** When the sync that made this began, UTC milliseconds of real time. */
    public long updatedAt;

    public Stock() {}

    /** A copy that is no longer listed. */
    Stock delistedAt(long time) {
        Stock copy = copyAt(time);
        copy.listed = false;
        return copy;
    }

    /** A copy for another sync. */
    Stock copyAt(long time) {
        Stock copy = new Stock();
        copy.ticker = ticker;
        copy.name = name;
        copy.marketCode = marketCode;
        copy.listMarket = listMarket;
        copy.marketCap = marketCap;
        copy.listed = listed;
        copy.realtimeSupported = realtimeSupported;
        copy.category = category;
        copy.instrumentClass = instrumentClass;
        copy.listedShares = listedShares;
        copy.lastClose = lastClose;
        copy.listingDay = listingDay;
        copy.hasAfterMarket = hasAfterMarket;
        copy.halted = halted;
        copy.updatedAt = time;
        return copy;
    }

    /** The record of the topic {@code instruments}. Its market is the board where it has one, else the list. */
    public ListedInstrument toInstrument() {
        boolean onBoard = category.equals("KOSPI") || category.equals("KOSDAQ");
        Optional<InstrumentList> list = InstrumentList.of(listMarket);
        ListedInstrument.Status listedStatus = halted ? ListedInstrument.Status.HALTED : ListedInstrument.Status.LISTED;
        return new ListedInstrument(
                Ticker.of(ticker),
                instrumentClass,
                onBoard ? category : list.map(InstrumentList::title).orElse(listMarket),
                name,
                listedShares,
                listingDay == NO_DAY ? null : LocalDate.ofEpochDay(listingDay),
                lastClose,
                hasAfterMarket,
                listed ? listedStatus : ListedInstrument.Status.DELISTED);
    }

    /** Type information without Kryo. */
    public static TypeInformation<Stock> typeInformation() {
        return Types.POJO(
                Stock.class,
                Map.ofEntries(
                        Map.entry("ticker", Types.STRING),
                        Map.entry("name", Types.STRING),
                        Map.entry("marketCode", Types.STRING),
                        Map.entry("listMarket", Types.STRING),
                        Map.entry("marketCap", Types.LONG),
                        Map.entry("listed", Types.BOOLEAN),
                        Map.entry("realtimeSupported", Types.BOOLEAN),
                        Map.entry("category", Types.STRING),
                        Map.entry("instrumentClass", Types.ENUM(InstrumentClass.class)),
                        Map.entry("listedShares", Types.LONG),
                        Map.entry("lastClose", Types.LONG),
                        Map.entry("listingDay", Types.INT),
                        Map.entry("hasAfterMarket", Types.BOOLEAN),
                        Map.entry("halted", Types.BOOLEAN),
                        Map.entry("updatedAt", Types.LONG)));
    }
}
