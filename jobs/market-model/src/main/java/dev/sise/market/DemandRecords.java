package dev.sise.market;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keys and values of the Kafka topics {@code subscriptions} and {@code standing}.
 *
 * <table border="1">
 * <caption>Records</caption>
 * <tr><th>key</th><th>value</th><th>means</th></tr>
 * <tr><td>{@code {gateway}}</td><td>{@code {"v":1,"incarnation":I}}</td><td>heartbeat; null: the gateway left</td></tr>
 * <tr><td>{@code {gateway}/{ticker}}</td><td>{@code {"v":1,"incarnation":I,"subscribers":N}}</td><td>so many clients of
 * the gateway watch the ticker; null: none</td></tr>
 * <tr><td>{@code {gateway}/{ticker}/fetch}</td><td>any</td><td>one value is asked for, once</td></tr>
 * <tr><td>{@code clock}</td><td>{@code {"v":1}}</td><td>time passes</td></tr>
 * <tr><td>{@code scan}</td><td>{@code {"v":1,"scan_id":S,"date":D,"tickers":[T]}}</td><td>the tickers of the latest
 * nightly scan (topic standing); null: none</td></tr>
 * </table>
 *
 * <p>A gateway is named by 1 to 64 characters out of letters, digits, dot, underscore and hyphen, not {@code clock} and not
 * {@code scan}. An incarnation is the start of the gateway's process in milliseconds since 1970: positive, and larger after
 * a restart. Fields a reader does not know are ignored. All methods may be called from any thread.
 */
public final class DemandRecords {

    /** Key of the row that tick-ingest appends every five seconds, so that time passes when no gateway writes. */
    public static final String CLOCK_KEY = "clock";

    /** Key of the only record of topic {@code standing}. */
    public static final String SCAN_KEY = "scan";

    /** The most subscribers one row may claim; far above what a gateway can hold, and sums of it stay in an int. */
    public static final int MAX_SUBSCRIBERS = 1_000_000;

    private static final Pattern GATEWAY = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String GATEWAY_RULE = "a gateway is named by 1 to 64 characters out of letters, digits, dot,"
            + " underscore and hyphen, other than clock and scan";
    private static final String FETCH = "fetch";
    private static final int VERSION = 1;
    private static final int SHOWN_LENGTH = 100;
    private static final JsonFactory JSON = new JsonFactory();

    private DemandRecords() {}

    /**
     * Key of a gateway's heartbeat.
     *
     * @throws IllegalArgumentException if the name breaks the rule above
     */
    public static String heartbeatKey(String gateway) {
        return requireGateway(gateway);
    }

    /**
     * Key of what one gateway's clients want of one ticker.
     *
     * @throws IllegalArgumentException if the name breaks the rule above
     */
    public static String subscriptionKey(String gateway, Ticker ticker) {
        return requireGateway(gateway) + '/' + ticker.code();
    }

    /**
     * Key of a gateway's request for one value of a ticker.
     *
     * @throws IllegalArgumentException if the name breaks the rule above
     */
    public static String fetchKey(String gateway, Ticker ticker) {
        return subscriptionKey(gateway, ticker) + '/' + FETCH;
    }

    /**
     * Value under {@link #heartbeatKey}.
     *
     * @throws IllegalArgumentException if the incarnation is not positive
     */
    public static byte[] heartbeat(long incarnation) {
        requireIncarnation(incarnation);
        return encode(json -> json.writeNumberField("incarnation", incarnation));
    }

    /**
     * Value under {@link #subscriptionKey}. The last unsubscribe is a tombstone (a null value); 0 means the same.
     *
     * @throws IllegalArgumentException if the incarnation is not positive or the subscribers are not in 0 to
     *     {@link #MAX_SUBSCRIBERS}
     */
    public static byte[] subscription(long incarnation, int subscribers) {
        requireIncarnation(incarnation);
        if (subscribers < 0 || subscribers > MAX_SUBSCRIBERS) {
            throw new IllegalArgumentException("subscribers must be 0 to " + MAX_SUBSCRIBERS + ": " + subscribers);
        }
        return encode(json -> {
            json.writeNumberField("incarnation", incarnation);
            json.writeNumberField("subscribers", subscribers);
        });
    }

    /** Value under {@link #CLOCK_KEY}. */
    public static byte[] clock() {
        return encode(json -> {});
    }

    /** Value under {@link #SCAN_KEY}. */
    public static byte[] scan(String scanId, LocalDate date, Collection<Ticker> tickers) {
        Objects.requireNonNull(scanId, "scanId");
        Objects.requireNonNull(date, "date");
        return encode(json -> {
            json.writeStringField("scan_id", scanId);
            json.writeStringField("date", date.toString());
            json.writeArrayFieldStart("tickers");
            for (Ticker ticker : tickers) {
                json.writeString(ticker.code());
            }
            json.writeEndArray();
        });
    }

    /**
     * What a record says.
     *
     * @param key the key as text
     * @param value the value, or null for a tombstone
     * @return {@link Malformed} with a reason for whatever breaks the rules above; never throws
     */
    public static Message decode(String key, byte[] value) {
        if (key == null) {
            return new Malformed("a demand record needs a key");
        }
        if (key.equals(CLOCK_KEY)) {
            return new ClockTick();
        }
        if (key.equals(SCAN_KEY)) {
            return value == null ? new ScanWithdrawn() : decodeScan(value);
        }
        int slash = key.indexOf('/');
        String gateway = slash < 0 ? key : key.substring(0, slash);
        if (!isGateway(gateway)) {
            return new Malformed(GATEWAY_RULE + "; the key is " + shown(key));
        }
        if (slash < 0) {
            return value == null ? new Departure(gateway) : decodeHeartbeat(gateway, value);
        }
        int secondSlash = key.indexOf('/', slash + 1);
        String code = secondSlash < 0 ? key.substring(slash + 1) : key.substring(slash + 1, secondSlash);
        // Only the canonical form: another spelling would be another key for the same ticker.
        if (!(Ticker.parse(code) instanceof Ticker.Accepted accepted)
                || !accepted.ticker().code().equals(code)) {
            return new Malformed("the second part of a demand key must be a ticker; the key is " + shown(key));
        }
        Ticker ticker = accepted.ticker();
        if (secondSlash >= 0) {
            return key.substring(secondSlash + 1).equals(FETCH)
                    ? new Fetch(gateway, ticker)
                    : new Malformed("the third part of a demand key can only be fetch; the key is " + shown(key));
        }
        return value == null ? new Unsubscription(gateway, ticker) : decodeSubscription(gateway, ticker, value);
    }

    private static Message decodeHeartbeat(String gateway, byte[] value) {
        Fields fields = new Fields();
        String fault = fields.read(value);
        if (fault == null) {
            fault = fields.incarnationFault();
        }
        return fault == null ? new Heartbeat(gateway, fields.incarnation) : new Malformed("heartbeat: " + fault);
    }

    private static Message decodeSubscription(String gateway, Ticker ticker, byte[] value) {
        Fields fields = new Fields();
        String fault = fields.read(value);
        if (fault == null) {
            fault = fields.incarnationFault();
        }
        if (fault == null && (fields.subscribers < 0 || fields.subscribers > MAX_SUBSCRIBERS)) {
            fault = "subscribers must be there and 0 to " + MAX_SUBSCRIBERS;
        }
        return fault == null
                ? new Subscription(gateway, ticker, fields.incarnation, (int) fields.subscribers)
                : new Malformed("subscription: " + fault);
    }

    private static Message decodeScan(byte[] value) {
        Fields fields = new Fields();
        String fault = fields.read(value);
        if (fault != null) {
            return new Malformed("scan: " + fault);
        }
        if (fields.scanId == null) {
            return new Malformed("scan: scan_id must be a text");
        }
        if (fields.tickers == null) {
            return new Malformed("scan: tickers must be a list");
        }
        if (fields.date == null) {
            return new Malformed("scan: date must be a day such as 2026-07-01");
        }
        LocalDate date;
        try {
            date = LocalDate.parse(fields.date);
        } catch (DateTimeParseException e) {
            return new Malformed("scan: date must be a day such as 2026-07-01 and is " + shown(fields.date));
        }
        Set<Ticker> tickers = new LinkedHashSet<>();
        for (String code : fields.tickers) {
            Ticker.Parsed parsed = Ticker.parse(code);
            if (parsed instanceof Ticker.Refused refused) {
                return new Malformed("scan: " + refused.message());
            }
            tickers.add(((Ticker.Accepted) parsed).ticker());
        }
        return new Scan(fields.scanId, date, List.copyOf(tickers));
    }

    private static String requireGateway(String gateway) {
        if (!isGateway(gateway)) {
            throw new IllegalArgumentException(GATEWAY_RULE + ": " + (gateway == null ? "null" : shown(gateway)));
        }
        return gateway;
    }

    private static boolean isGateway(String gateway) {
        return gateway != null
                && GATEWAY.matcher(gateway).matches()
                && !gateway.equals(CLOCK_KEY)
                && !gateway.equals(SCAN_KEY);
    }

    private static void requireIncarnation(long incarnation) {
        if (incarnation <= 0) {
            throw new IllegalArgumentException("an incarnation must be positive: " + incarnation);
        }
    }

    private static String shown(String text) {
        return "'" + (text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…") + "'";
    }

    private static byte[] encode(FieldWriter fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("v", VERSION);
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    @FunctionalInterface
    private interface FieldWriter {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** The fields of all values; what is absent or of another type keeps its initial value and is judged by the caller. */
    private static final class Fields {
        private long version = -1;
        private long incarnation = -1;
        private long subscribers = -1;
        private String scanId;
        private String date;
        private List<String> tickers;

        /** Null if the value is a JSON object with a version, else what is wrong. */
        private String read(byte[] value) {
            try (JsonParser json = JSON.createParser(value)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    return "the value must be a JSON object";
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    readField(json, name);
                }
                if (json.nextToken() != null) {
                    return "the value must be one JSON object and nothing after it";
                }
            } catch (IOException e) {
                return "the value must be a JSON object";
            }
            return version >= VERSION ? null : "v must be there and 1 or more";
        }

        private void readField(JsonParser json, String name) throws IOException {
            switch (name) {
                case "v" -> version = readWhole(json);
                case "incarnation" -> incarnation = readWhole(json);
                case "subscribers" -> subscribers = readWhole(json);
                case "scan_id" -> scanId = readText(json);
                case "date" -> date = readText(json);
                case "tickers" -> tickers = readTexts(json);
                default -> json.skipChildren();
            }
        }

        private static long readWhole(JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? -1 : json.getLongValue();
            }
            json.skipChildren();
            return -1;
        }

        private static String readText(JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                return json.getText();
            }
            json.skipChildren();
            return null;
        }

        private static List<String> readTexts(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                json.skipChildren();
                return null;
            }
            List<String> texts = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                // Something that is no text becomes a null, which no ticker can be.
                texts.add(readText(json));
            }
            return texts;
        }

        private String incarnationFault() {
            return incarnation > 0 ? null : "incarnation must be there, whole and positive";
        }
    }

    /** What a demand record says. */
    public sealed interface Message {}

    /** The gateway's process lives. */
    public record Heartbeat(String gateway, long incarnation) implements Message {}

    /** The gateway's process left in good order. */
    public record Departure(String gateway) implements Message {}

    /** So many clients of the gateway watch the ticker: 0 to {@link #MAX_SUBSCRIBERS}. */
    public record Subscription(String gateway, Ticker ticker, long incarnation, int subscribers) implements Message {}

    /** No client of the gateway watches the ticker any more. */
    public record Unsubscription(String gateway, Ticker ticker) implements Message {}

    /** The gateway asks for one value of the ticker. */
    public record Fetch(String gateway, Ticker ticker) implements Message {}

    /** Time passes. */
    public record ClockTick() implements Message {}

    /** The tickers of the latest nightly scan, each once. */
    public record Scan(String scanId, LocalDate date, List<Ticker> tickers) implements Message {
        public Scan {
            tickers = List.copyOf(tickers);
        }
    }

    /** There is no nightly scan to stand by. */
    public record ScanWithdrawn() implements Message {}

    /** The record breaks a rule, named by the reason. */
    public record Malformed(String reason) implements Message {}
}
