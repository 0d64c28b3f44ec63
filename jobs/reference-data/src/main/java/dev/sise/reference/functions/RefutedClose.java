package dev.sise.reference.functions;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** A stored close that is not the one the exchange's list tells on the next morning. A Flink POJO. */
public final class RefutedClose {
    public String ticker;
    /** Days since 1970. */
    public int day;
    /** In won. */
    public long stored;
    /** In won; the one that is true. */
    public long close;

    public RefutedClose() {}

    RefutedClose(String ticker, int day, long stored, long close) {
        this.ticker = ticker;
        this.day = day;
        this.stored = stored;
        this.close = close;
    }

    /** Type information without Kryo. */
    public static TypeInformation<RefutedClose> typeInformation() {
        return Types.POJO(
                RefutedClose.class,
                Map.of("ticker", Types.STRING, "day", Types.INT, "stored", Types.LONG, "close", Types.LONG));
    }
}
