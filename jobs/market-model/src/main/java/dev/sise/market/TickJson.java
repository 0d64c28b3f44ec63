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
import java.util.Arrays;

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

    private static final JsonFactory JSON = new JsonFactory();
    private static final TickKind[] KINDS = TickKind.values();
    private static final Feed[] FEEDS = Feed.values();
    /** More than any real number has; longer ones are left to Jackson, which tells what is wrong with them. */
    private static final int MAX_DIGITS = 18;
    /** A sentence; whatever is longer did not come from us. */
    private static final int MAX_REASON = 1_000;

    private final JsonBytes out = new JsonBytes();

    // The cursor of the read in progress.
    private byte[] in;
    private int position;
    private boolean canonical;
    private int lastDayNumber = -1;
    private int lastDay;

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
        in = json;
        position = 0;
        canonical = true;
        expect(TICKER);
        int ticker = position;
        position += Tick.TICKER_LENGTH;
        expect(KIND);
        TickKind kind = kind();
        expect(FEED);
        Feed feed = feed();
        expect(DAY);
        int day = day();
        expect(TIME);
        int time = time();
        expect(PRICE);
        long price = number();
        expect(CHANGE);
        long change = number();
        expect(CHANGE_RATE);
        long changeRate = hundredths();
        expect(VOLUME);
        long volume = number();
        expect(INGEST);
        long ingest = number();
        expect(END);
        if (!canonical || position != json.length || price <= 0 || volume < 0 || (int) changeRate != changeRate) {
            return null;
        }
        long packed = 0;
        boolean hasDigit = false;
        for (int i = 0; i < Tick.TICKER_LENGTH; i++) {
            byte character = json[ticker + i];
            if (!isTickerCharacter(character)) {
                return null;
            }
            hasDigit |= isDigit(character);
            packed |= (long) character << 8 * i;
        }
        if (!hasDigit) {
            return null;
        }
        String code = TickerCodes.unpack(packed);
        return new Tick(code, kind, feed, day, time, price, change, (int) changeRate, volume, ingest, null, null);
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

    // What follows works on local variables and writes the cursor back once: these loops see every byte of every tick.

    private void expect(byte[] literal) {
        int from = position;
        if (canonical && startsWith(literal, from)) {
            position = from + literal.length;
        } else {
            canonical = false;
        }
    }

    private boolean startsWith(byte[] word, int from) {
        byte[] bytes = in;
        return Arrays.equals(
                bytes, Math.min(from, bytes.length), Math.min(from + word.length, bytes.length), word, 0, word.length);
    }

    private TickKind kind() {
        TickKind kind = canonical && position < in.length && in[position] == 'p' ? TickKind.POLL : TickKind.TRADE;
        expect(kind.encoded());
        return kind;
    }

    private Feed feed() {
        Feed feed = canonical && position < in.length && in[position] == 'p' ? Feed.POLL : Feed.SESSION;
        expect(feed.encoded());
        return feed;
    }

    private int day() {
        int year = digits(4);
        separator('-');
        int month = digits(2);
        separator('-');
        int dayOfMonth = digits(2);
        if (!canonical) {
            return 0;
        }
        int number = (year * 100 + month) * 100 + dayOfMonth;
        if (number != lastDayNumber) {
            try {
                lastDay = Math.toIntExact(LocalDate.of(year, month, dayOfMonth).toEpochDay());
                lastDayNumber = number;
            } catch (DateTimeException e) {
                canonical = false;
            }
        }
        return lastDay;
    }

    private int time() {
        int hour = digits(2);
        separator(':');
        int minute = digits(2);
        separator(':');
        int second = digits(2);
        if (hour > 23 || minute > 59 || second > 59) {
            canonical = false;
        }
        return (hour * 60 + minute) * 60 + second;
    }

    private void separator(char expected) {
        if (!canonical || position >= in.length || in[position] != expected) {
            canonical = false;
            return;
        }
        position++;
    }

    private int digits(int count) {
        byte[] bytes = in;
        int from = position;
        if (!canonical || bytes.length - from < count) {
            canonical = false;
            return 0;
        }
        int value = 0;
        for (int i = from; i < from + count; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                canonical = false;
                return 0;
            }
            value = value * 10 + digit;
        }
        position = from + count;
        return value;
    }

    private long number() {
        byte[] bytes = in;
        int from = position;
        boolean negative = from < bytes.length && bytes[from] == '-';
        int first = negative ? from + 1 : from;
        int last = Math.min(bytes.length, first + MAX_DIGITS);
        int i = first;
        long value = 0;
        while (i < last) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
            i++;
        }
        // A number that is longer ends at a digit, where no literal of ours goes on: the next expectation fails.
        if (i == first || i - first > 1 && bytes[first] == '0') {
            canonical = false;
        }
        position = i;
        return negative ? -value : value;
    }

    private long hundredths() {
        boolean negative = canonical && position < in.length && in[position] == '-';
        long whole = Math.abs(number());
        separator('.');
        long value = whole * 100 + digits(2);
        return negative ? -value : value;
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
            if (number.precision() - number.scale() > 9 || number.scale() > 2) {
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
