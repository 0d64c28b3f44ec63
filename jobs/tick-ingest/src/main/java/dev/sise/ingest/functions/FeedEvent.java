package dev.sise.ingest.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What a broker's feed delivered, before it is ours, whichever broker it was. A Flink POJO; {@link #kind} says which fields mean something,
 * the others keep their defaults. Not changed once it is made.
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public final class FeedEvent {
    /** {@link #date} of a row that names no day. */
    public static final int NO_DATE = 0;
    /** {@link #time} of something that came without one. */
    public static final int NO_TIME = -1;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What was delivered. */
    public enum Kind {
        /** A pushed trade: item, time, price, change, changeRate, volume. */
        TRADE,
        /** The answer to a poll: as a trade, with date, bySession and the figures of a warrant where it is one. */
        QUOTE,
        /** The answer to a poll that has no price: item, known, bySession. */
        NO_QUOTE,
        /** What a running auction would make: item, time, price, change, changeRate, and as volume what would trade. */
        EXPECTED,
        /** Pushed figures of a warrant: item, time, and those figures that are known. */
        WARRANT,
        /** The market as a whole entered a state: state, time, remainingSeconds. */
        MARKET_STATE,
        /** A volatility interruption began or ended: item, activated, time. */
        INTERRUPTION,
        /** Trades of a registered item may have been missed: item, since. */
        GAP,
        /** Something the connector could not read: refusal, raw. */
        REFUSED
    }

    public Kind kind;
    /** Code of the instrument as the broker wrote it, with prefix and venue suffix. */
    public String item;
    /** Day of a polled quote as the number yyyyMMdd, market time, or {@link #NO_DATE}. */
    public int date;
    /** Time of day as the number HHMMSS, market time, or {@link #NO_TIME}. */
    public int time = NO_TIME;
    /** In won, positive. */
    public long price;
    /** Against the previous regular close, in won, signed. */
    public long change;
    /** The same in hundredths of a percent, signed. */
    public int changeRate;
    /** Cumulative volume of the day in shares. */
    public long volume;
    /** Whether the item is served by a session, and was only asked for beside it; false: polling serves it. */
    public boolean bySession;
    /** Whether the broker knows the item for which it has no price. */
    public boolean known;
    /** Exercise price in won or in points of the underlying, or null. */
    public BigDecimal strike;
    /** Last day as the number yyyyMMdd, or {@link #NO_DATE}. */
    public int expiry;
    /** Units of the underlying for each warrant, or null. */
    public BigDecimal ratio;
    /** Theoretical price in won, or null. */
    public BigDecimal theory;
    /** Implied volatility in percent, or null. */
    public BigDecimal iv;
    /** The broker's code of a market state. */
    public String state;
    /** Seconds until what the state announces, or -1. */
    public int remainingSeconds = -1;
    /** Whether an interruption began; false: it ended. */
    public boolean activated;
    /** When the feed was last whole, UTC milliseconds of real time. */
    public long since;
    /** When it was received, UTC milliseconds of real time. */
    public long receivedAt;
    /** Where it stood in the feed. */
    public String position;
    /** Why the connector refused it. */
    public String refusal;
    /** What was refused. */
    public byte[] raw = new byte[0];

    public FeedEvent() {}

    private FeedEvent(Kind kind, String item, long receivedAt, String position) {
        this.kind = kind;
        this.item = item;
        this.receivedAt = receivedAt;
        this.position = position;
    }

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
        return new FeedEvent(Kind.TRADE, item, receivedAt, position).priced(time, price, change, changeRate, volume);
    }

    /** An answer to a poll; see {@link #withTerms} and {@link #withTheory} for those of a warrant. */
    public static FeedEvent quote(
            String item,
            boolean bySession,
            int date,
            int time,
            long price,
            long change,
            int changeRate,
            long volume,
            long receivedAt,
            String position) {
        FeedEvent event =
                new FeedEvent(Kind.QUOTE, item, receivedAt, position).priced(time, price, change, changeRate, volume);
        event.bySession = bySession;
        event.date = date;
        return event;
    }

    /** An answer to a poll without a price. */
    public static FeedEvent noQuote(String item, boolean known, boolean bySession, long receivedAt, String position) {
        FeedEvent event = new FeedEvent(Kind.NO_QUOTE, item, receivedAt, position);
        event.known = known;
        event.bySession = bySession;
        return event;
    }

    /** The expected price of a running auction. */
    public static FeedEvent expected(
            String item,
            int time,
            long price,
            long change,
            int changeRate,
            long quantity,
            long receivedAt,
            String position) {
        return new FeedEvent(Kind.EXPECTED, item, receivedAt, position)
                .priced(time, price, change, changeRate, quantity);
    }

    /** Figures of a warrant, to be given by {@link #withTheory}; without them it carries what we have no place for. */
    public static FeedEvent warrant(String item, int time, long receivedAt, String position) {
        FeedEvent event = new FeedEvent(Kind.WARRANT, item, receivedAt, position);
        event.time = time;
        return event;
    }

    /** A state of the market as a whole. */
    public static FeedEvent marketState(
            String state, int time, int remainingSeconds, long receivedAt, String position) {
        FeedEvent event = new FeedEvent(Kind.MARKET_STATE, null, receivedAt, position);
        event.state = state;
        event.time = time;
        event.remainingSeconds = remainingSeconds;
        return event;
    }

    /** A volatility interruption. */
    public static FeedEvent interruption(String item, boolean activated, int time, long receivedAt, String position) {
        FeedEvent event = new FeedEvent(Kind.INTERRUPTION, item, receivedAt, position);
        event.activated = activated;
        event.time = time;
        return event;
    }

    /** A gap in what a session delivered for an item. */
    public static FeedEvent gap(String item, long since, long receivedAt, String position) {
        FeedEvent event = new FeedEvent(Kind.GAP, item, receivedAt, position);
        event.since = since;
        return event;
    }

    /** Something refused. */
    public static FeedEvent refused(String refusal, byte[] raw, long receivedAt, String position) {
        FeedEvent event = new FeedEvent(Kind.REFUSED, null, receivedAt, position);
        event.refusal = refusal;
        event.raw = raw;
        return event;
    }

    /** Adds the terms of a warrant while the event is made; what is not known is null or {@link #NO_DATE}. */
    public FeedEvent withTerms(BigDecimal strike, int expiry, BigDecimal ratio) {
        this.strike = strike;
        this.expiry = expiry;
        this.ratio = ratio;
        return this;
    }

    /** Adds what a model makes of a warrant while the event is made; what is not known is null. */
    public FeedEvent withTheory(BigDecimal theory, BigDecimal iv) {
        this.theory = theory;
        this.iv = iv;
        return this;
    }

    /** The whole event for the topic of rejected records: what was refused as it came, else the fields that are set as JSON. */
    byte[] bytes() {
        if (kind == Kind.REFUSED) {
            return raw;
        }
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A feed event could not be written as JSON", e);
        }
    }

    private FeedEvent priced(int time, long price, long change, int changeRate, long volume) {
        this.time = time;
        this.price = price;
        this.change = change;
        this.changeRate = changeRate;
        this.volume = volume;
        return this;
    }

    /** Type information without Kryo. */
    public static TypeInformation<FeedEvent> typeInformation() {
        return Types.POJO(
                FeedEvent.class,
                Map.ofEntries(
                        Map.entry("kind", Types.ENUM(Kind.class)),
                        Map.entry("item", Types.STRING),
                        Map.entry("date", Types.INT),
                        Map.entry("time", Types.INT),
                        Map.entry("price", Types.LONG),
                        Map.entry("change", Types.LONG),
                        Map.entry("changeRate", Types.INT),
                        Map.entry("volume", Types.LONG),
                        Map.entry("bySession", Types.BOOLEAN),
                        Map.entry("known", Types.BOOLEAN),
                        Map.entry("strike", Types.BIG_DEC),
                        Map.entry("expiry", Types.INT),
                        Map.entry("ratio", Types.BIG_DEC),
                        Map.entry("theory", Types.BIG_DEC),
                        Map.entry("iv", Types.BIG_DEC),
                        Map.entry("state", Types.STRING),
                        Map.entry("remainingSeconds", Types.INT),
                        Map.entry("activated", Types.BOOLEAN),
                        Map.entry("since", Types.LONG),
                        Map.entry("receivedAt", Types.LONG),
                        Map.entry("position", Types.STRING),
                        Map.entry("refusal", Types.STRING),
                        Map.entry("raw", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)));
    }
}
