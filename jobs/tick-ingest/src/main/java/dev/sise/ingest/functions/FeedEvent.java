package dev.sise.ingest.functions;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** What a broker's feed delivered, before it is ours: a trade, or something that its connector had to refuse. A Flink POJO. */
public final class FeedEvent {
    /** Code of the instrument as the broker wrote it, with prefix and venue suffix; null when refused. */
    public String item;
    /** Time of the trade as HHMMSS, market time. */
    public int time;
    /** In won, positive. */
    public long price;
    /** Against the previous regular close, in won, signed. */
    public long change;
    /** The same in hundredths of a percent, signed. */
    public int changeRate;
    /** Cumulative volume of the day in shares. */
    public long volume;
    /** When it was received, UTC milliseconds of real time. */
    public long receivedAt;
    /** Where it stood in the feed. */
    public String position;
    /** Why the connector refused it, or null for a trade. */
    public String refusal;
    /** What was refused; empty for a trade. */
    public byte[] raw = new byte[0];

    public FeedEvent() {}

    /** A trade. */
    public static FeedEvent trade(
            String item,
            int time,
            long price,
            long change,
            int changeRate,
            long volume,
            long receivedAt,
            String position) {
        FeedEvent event = new FeedEvent();
        event.item = item;
        event.time = time;
        event.price = price;
        event.change = change;
        event.changeRate = changeRate;
        event.volume = volume;
        event.receivedAt = receivedAt;
        event.position = position;
        return event;
    }

    /** Something refused. */
    public static FeedEvent refused(String refusal, byte[] raw, long receivedAt, String position) {
        FeedEvent event = new FeedEvent();
        event.refusal = refusal;
        event.raw = raw;
        event.receivedAt = receivedAt;
        event.position = position;
        return event;
    }

    /** Type information without Kryo. */
    public static TypeInformation<FeedEvent> typeInformation() {
        return Types.POJO(
                FeedEvent.class,
                Map.ofEntries(
                        Map.entry("item", Types.STRING),
                        Map.entry("time", Types.INT),
                        Map.entry("price", Types.LONG),
                        Map.entry("change", Types.LONG),
                        Map.entry("changeRate", Types.INT),
                        Map.entry("volume", Types.LONG),
                        Map.entry("receivedAt", Types.LONG),
                        Map.entry("position", Types.STRING),
                        Map.entry("refusal", Types.STRING),
                        Map.entry("raw", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)));
    }
}
