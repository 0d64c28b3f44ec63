package dev.sise.reference.functions;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * One row of one instrument list; an absent text is empty, 0 stands for a number that is not told. A row that could not be read has a
 * {@link #refusal}, and then nothing else but where it stood, its code and its text. A Flink POJO.
 */
public final class ListRow {
    /** {@code mrkt_tp} of the request. */
    public String marketType;
    /** Where it stood, its list and its code: {@code ka10099/0#005930}. */
    public String position;

    /** As the list has it; also of a row that could not be read, where it has one. */
    public String code;

    public String name = "";
    /** Listed shares (상장주식수). */
    public long listedShares;
    /** Listing date (상장일), days since 1970, or {@link Stock#NO_DAY}. */
    public int listingDay = Stock.NO_DAY;
    /** Close of the session before (전일종가), in won. */
    public long lastClose;
    /** Warnings of the exchange (감리구분); 거래정지 is a halt. */
    public String auditInfo = "";
    /** State (종목상태), several of them separated by bars. */
    public String state = "";

    public String marketCode = "";
    public String kind = "";
    /** The row for people: as it came where it could not be read, else its fields. */
    public String raw;
    /** Why it could not be read; null for one that was. */
    public RowRefusal refusal;
    /** Rule that it breaks, in words; null as {@link #refusal}. */
    public String refusalWords;

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
                        Map.entry("listedShares", Types.LONG),
                        Map.entry("listingDay", Types.INT),
                        Map.entry("lastClose", Types.LONG),
                        Map.entry("auditInfo", Types.STRING),
                        Map.entry("state", Types.STRING),
                        Map.entry("marketCode", Types.STRING),
                        Map.entry("kind", Types.STRING),
                        Map.entry("raw", Types.STRING),
                        Map.entry("refusal", Types.ENUM(RowRefusal.class)),
                        Map.entry("refusalWords", Types.STRING)));
    }
}
