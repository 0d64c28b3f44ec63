package dev.sise.market;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;

/**
 * The JSON of the topic {@code ticks}:
 *
 * <pre>{"v":1,"ticker":"005930","kind":"trade","feed":"session","day":"2026-07-01","time":"14:54:28",
 * "price":316500,"change":-17500,"change_rate":-5.24,"volume":20631648,"ingest":1782885268512}</pre>
 *
 * with {@code reason} and then {@code elw} behind when there are such, and without price, change, rate and volume for kinds that carry none.
 * {@code elw} is {@code {"strike":214462,"expiry":"2026-09-14","ratio":0.0021,"theory":21.27,"iv":58.71}} ({@link ElwFigures}); what is not
 * known of it is absent. What {@link #write} wrote of a trade or a poll without {@code elw} is read by position, which is several times faster
 * than a general parser; any other JSON with the same members, in any order and with unknown ones between, is read by Jackson to the same
 * tick. Not thread-safe.
 */
public final class TickJson {
    private static final byte[] TICKER = JsonBytes.literal("{\"v\":1,\"ticker\":\"");
    private static final byte[] KIND = JsonBytes.literal("\",\"kind\":\"");
    private static final byte[] FEED = JsonBytes.literal("\",\"feed\":\"");
    private static final byte[] DAY = JsonBytes.literal("\",\"day\":\"");
    private static final byte[] TIME = JsonBytes.literal("\",\"time\":\"");
    private static final byte[] PRICE = JsonBytes.literal("\",\"price\":");
    private static final byte[] CHANGE = JsonBytes.literal(",\"change\":");
    private static final byte[] CHANGE_RATE = JsonBytes.literal(",\"change_rate\":");
    private static final byte[] VOLUME = JsonBytes.literal(",\"volume\":");
    private static final byte[] INGEST = JsonBytes.literal(",\"ingest\":");
    private static final byte[] INGEST_AFTER_TEXT = JsonBytes.literal("\",\"ingest\":");
    private static final byte[] REASON = JsonBytes.literal(",\"reason\":\"");
    private static final byte[] ELW = JsonBytes.literal(",\"elw\":");
    private static final byte[] END = JsonBytes.literal("}");
    private static final byte[] QUOTE = JsonBytes.literal("\"");

    // The same for reading by position.
    private static final JsonCursor.Literal TICKER_LITERAL = JsonCursor.Literal.of(TICKER);
    private static final JsonCursor.Literal KIND_LITERAL = JsonCursor.Literal.of(KIND);
    private static final JsonCursor.Literal TRADE_LITERAL = JsonCursor.Literal.of(TickKind.TRADE.encoded());
    private static final JsonCursor.Literal FEED_LITERAL = JsonCursor.Literal.of(FEED);
    private static final JsonCursor.Literal SESSION_LITERAL = JsonCursor.Literal.of(Feed.SESSION.encoded());
    /** Kind and feed have a word in common. */
    private static final JsonCursor.Literal POLL_LITERAL = JsonCursor.Literal.of(TickKind.POLL.encoded());

    private static final JsonCursor.Literal DAY_LITERAL = JsonCursor.Literal.of(DAY);
    private static final JsonCursor.Literal TIME_LITERAL = JsonCursor.Literal.of(TIME);
    private static final JsonCursor.Literal PRICE_LITERAL = JsonCursor.Literal.of(PRICE);
    private static final JsonCursor.Literal CHANGE_LITERAL = JsonCursor.Literal.of(CHANGE);
    private static final JsonCursor.Literal CHANGE_RATE_LITERAL = JsonCursor.Literal.of(CHANGE_RATE);
    private static final JsonCursor.Literal VOLUME_LITERAL = JsonCursor.Literal.of(VOLUME);
    private static final JsonCursor.Literal INGEST_LITERAL = JsonCursor.Literal.of(INGEST);
    private static final JsonCursor.Literal END_LITERAL = JsonCursor.Literal.of(END);

    private static final JsonFactory JSON = new JsonFactory();
    private static final TickKind[] KINDS = TickKind.values();
    private static final Feed[] FEEDS = Feed.values();
    /** A sentence; whatever is longer did not come from us. */
    private static final int MAX_REASON = 1_000;

    private final JsonBytes out = new JsonBytes();

    private final JsonCursor in = new JsonCursor();

    /** Encodes a tick. */
    public byte[] write(Tick tick) {
        out.reset().raw(TICKER).ascii(tick.ticker());
        out.raw(KIND).raw(tick.kind().encoded());
        out.raw(FEED).raw(tick.feed().encoded());
        out.raw(DAY).date(tick.day());
        out.raw(TIME).time(tick.time());
        if (tick.kind().isPriced()) {
            out.raw(PRICE).number(tick.price());
            out.raw(CHANGE).number(tick.change());
            out.raw(CHANGE_RATE).hundredths(tick.changeRate());
            out.raw(VOLUME).number(tick.volume());
            out.raw(INGEST).number(tick.ingest());
        } else {
            out.raw(INGEST_AFTER_TEXT).number(tick.ingest());
        }
        if (tick.reason() != null) {
            out.raw(REASON).text(tick.reason()).raw(QUOTE);
        }
        if (tick.elw() != null) {
            ElwJson.write(out.raw(ELW), tick.elw());
        }
        return out.raw(END).toBytes();
    }

    /**
     * Decodes a tick.
     *
     * @throws MalformedRecordException with the member and the rule it breaks
     */
    public Tick read(byte[] json) throws MalformedRecordException {
        Tick tick = readCanonical(json);
        return tick != null ? tick : readAny(json);
    }

    /** The tick, or null when the bytes are not exactly what {@link #write} makes of a trade or a poll without reason and figures. */
    private Tick readCanonical(byte[] json) {
        in.start(json);
        in.expect(TICKER_LITERAL);
        long code = in.ticker();
        in.expect(KIND_LITERAL);
        TickKind kind = in.peek() == 'p' ? TickKind.POLL : TickKind.TRADE;
        in.expect(kind == TickKind.POLL ? POLL_LITERAL : TRADE_LITERAL);
        in.expect(FEED_LITERAL);
        Feed feed = in.peek() == 'p' ? Feed.POLL : Feed.SESSION;
        in.expect(feed == Feed.POLL ? POLL_LITERAL : SESSION_LITERAL);
        in.expect(DAY_LITERAL);
        int day = in.date();
        in.expect(TIME_LITERAL);
        int time = in.time();
        in.expect(PRICE_LITERAL);
        long price = in.number();
        in.expect(CHANGE_LITERAL);
        long change = in.number();
        in.expect(CHANGE_RATE_LITERAL);
        long changeRate = in.hundredths();
        in.expect(VOLUME_LITERAL);
        long volume = in.number();
        in.expect(INGEST_LITERAL);
        long ingest = in.number();
        in.expect(END_LITERAL);
        if (!in.endsHere() || price <= 0 || volume < 0 || (int) changeRate != changeRate || !isTicker(code)) {
            return null;
        }
        return new Tick(
                TickerCodes.unpack(code),
                kind,
                feed,
                day,
                time,
                price,
                change,
                (int) changeRate,
                volume,
                ingest,
                null,
                null);
    }

    private static boolean isTicker(long code) {
        boolean hasDigit = false;
        for (int i = 0; i < Tick.TICKER_LENGTH; i++) {
            int character = (int) (code >>> 8 * i) & 0xFF;
            if (!isTickerCharacter(character)) {
                return false;
            }
            hasDigit |= isDigit(character);
        }
        return hasDigit;
    }

    /** As {@link Ticker#parse} takes it, canonical: a code of letters alone is none. */
    private static boolean isTicker(String text) {
        return text.length() == Tick.TICKER_LENGTH
                && text.chars().allMatch(TickJson::isTickerCharacter)
                && text.chars().anyMatch(TickJson::isDigit);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isTickerCharacter(int c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z';
    }

    private static Tick readAny(byte[] json) throws MalformedRecordException {
        Members members = new Members();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedRecordException("a tick must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                members.take(parser);
            }
        } catch (JsonParseException e) {
            throw new MalformedRecordException("a tick must be JSON: " + e.getOriginalMessage());
        } catch (IOException | ArithmeticException e) {
            throw new MalformedRecordException("a tick could not be read: " + e.getMessage());
        }
        return members.toTick();
    }

    /** The members of a tick in any order. */
    private static final class Members {
        private String ticker;
        private TickKind kind;
        private Feed feed;
        private Integer day;
        private Integer time;
        private Long price;
        private long change;
        private int changeRate;
        private Long volume;
        private Long ingest;
        private String reason;
        private ElwFigures elw;

        void take(JsonParser parser) throws IOException, MalformedRecordException {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "ticker" -> ticker = text(name, value, parser);
                case "kind" -> kind = kind(text(name, value, parser));
                case "feed" -> feed = feed(text(name, value, parser));
                case "day" -> day = day(text(name, value, parser));
                case "time" -> time = time(text(name, value, parser));
                case "price" -> price = whole(name, value, parser);
                case "change" -> change = whole(name, value, parser);
                case "change_rate" -> changeRate = hundredths(name, value, parser);
                case "volume" -> volume = whole(name, value, parser);
                case "ingest" -> ingest = whole(name, value, parser);
                case "reason" -> reason = value == JsonToken.VALUE_NULL ? null : reason(text(name, value, parser));
                case "elw" -> elw = value == JsonToken.VALUE_NULL ? null : ElwJson.read(name, value, parser);
                default -> parser.skipChildren();
            }
        }

        Tick toTick() throws MalformedRecordException {
            require("ticker", ticker);
            require("kind", kind);
            require("feed", feed);
            require("day", day);
            require("time", time);
            require("ingest", ingest);
            if (kind.isPriced()) {
                require("price", price);
                require("volume", volume);
            }
            if (!isTicker(ticker)) {
                throw new MalformedRecordException(
                        "ticker must be six digits and capital letters with a digit among them, was " + ticker);
            }
            try {
                return new Tick(
                        ticker,
                        kind,
                        feed,
                        day,
                        time,
                        price == null ? 0 : price,
                        change,
                        changeRate,
                        volume == null ? 0 : volume,
                        ingest,
                        reason,
                        elw);
            } catch (IllegalArgumentException e) {
                throw new MalformedRecordException(e.getMessage());
            }
        }

        private static void require(String name, Object value) throws MalformedRecordException {
            if (value == null) {
                throw new MalformedRecordException(name + " is missing");
            }
        }

        private static String text(String name, JsonToken value, JsonParser parser)
                throws IOException, MalformedRecordException {
            if (value != JsonToken.VALUE_STRING) {
                throw new MalformedRecordException(name + " must be a string");
            }
            return parser.getText();
        }

        private static String reason(String text) throws MalformedRecordException {
            if (text.length() > MAX_REASON) {
                throw new MalformedRecordException("reason must have at most " + MAX_REASON + " characters");
            }
            return text;
        }

        private static long whole(String name, JsonToken value, JsonParser parser)
                throws IOException, MalformedRecordException {
            if (value != JsonToken.VALUE_NUMBER_INT) {
                throw new MalformedRecordException(name + " must be a whole number");
            }
            return parser.getLongValue();
        }

        private static int hundredths(String name, JsonToken value, JsonParser parser)
                throws IOException, MalformedRecordException {
            if (!value.isNumeric()) {
                throw new MalformedRecordException(name + " must be a number");
            }
            // Bounded before it is scaled: 1e999999999 would be expanded otherwise.
            BigDecimal number = parser.getDecimalValue();
            if ((long) number.precision() - number.scale() > 9 || number.scale() > 2) {
                throw new MalformedRecordException(name + " must have at most two decimals");
            }
            return number.movePointRight(2).intValueExact();
        }

        private static TickKind kind(String code) throws MalformedRecordException {
            for (TickKind kind : KINDS) {
                if (kind.code().equals(code)) {
                    return kind;
                }
            }
            throw new MalformedRecordException(
                    "kind must be one of trade, poll, none, expected, elw, gap, vi, was " + code);
        }

        private static Feed feed(String code) throws MalformedRecordException {
            for (Feed feed : FEEDS) {
                if (feed.code().equals(code)) {
                    return feed;
                }
            }
            throw new MalformedRecordException("feed must be session or poll, was " + code);
        }

        private static int day(String text) throws MalformedRecordException {
            try {
                return Math.toIntExact(LocalDate.parse(text).toEpochDay());
            } catch (DateTimeException | ArithmeticException e) {
                throw new MalformedRecordException("day must be an ISO date, was " + text);
            }
        }

        private static int time(String text) throws MalformedRecordException {
            try {
                return LocalTime.parse(text).toSecondOfDay();
            } catch (DateTimeException e) {
                throw new MalformedRecordException("time must be HH:MM:SS, was " + text);
            }
        }
    }
}
