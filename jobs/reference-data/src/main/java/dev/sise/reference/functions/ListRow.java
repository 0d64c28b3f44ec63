package dev.sise.reference.functions;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** One row of one instrument list, with the texts as they were answered; an absent one is empty. A Flink POJO. */
public final class ListRow {
    /** {@code mrkt_tp} of the request. */
    public String marketType;
    /** Where it stood: {@code ka10099/0#12}. */
    public String position;

    public String code;
    public String name;
    /** Listed shares (상장주식수), zero-padded. */
    public String listCount;
    /** Listing date (상장일), yyyyMMdd. */
    public String regDay;
    /** Close of the session before (전일종가), zero-padded won. */
    public String lastPrice;
    /** Warnings of the exchange (감리구분); 거래정지 is a halt. */
    public String auditInfo;
    /** State (종목상태), several of them separated by bars. */
    public String state;

    public String marketCode;
    public String kind;
    /** The whole row as it came. */
    public String raw;

    public ListRow() {}

    /** Type information without Kryo. */
    public static TypeInformation<ListRow> typeInformation() {
        return Types.POJO(
                ListRow.class,
                Map.ofEntries(
                        Map.entry("marketType", Types.STRING),
                        Map.entry("position", Types.STRING),
                        Map.entry("code", Types.STRING),
                        Map.entry("name", Types.STRING),
                        Map.entry("listCount", Types.STRING),
                        Map.entry("regDay", Types.STRING),
                        Map.entry("lastPrice", Types.STRING),
                        Map.entry("auditInfo", Types.STRING),
                        Map.entry("state", Types.STRING),
                        Map.entry("marketCode", Types.STRING),
                        Map.entry("kind", Types.STRING),
                        Map.entry("raw", Types.STRING)));
    }
}
