package dev.sise.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sise.connector.websocket.Version;
import dev.sise.gateway.http.Shown;
import dev.sise.market.NoPrice;
import dev.sise.market.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The {@code data} object of a price as it lies in Redis, or the mark there that the broker has none. Only what the gateway has to know is read from
 * it; the bytes themselves go to the clients as they are.
 */
final class PriceValue {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter SENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx");

    private static final DateTimeFormatter AS_OF = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    private static final String ZONE = "+09:00";

    private final Ticker ticker;
    private final byte[] data;
    private final Version version;
    private final String asOf;
    private final boolean polling;
    private final NoPrice noPrice;

    private PriceValue(Ticker ticker, byte[] data, Version version, String asOf, boolean polling, NoPrice noPrice) {
        this.ticker = ticker;
        this.data = data;
        this.version = version;
        this.asOf = asOf;
        this.polling = polling;
        this.noPrice = noPrice;
    }

    /**
     * Reads epoch, seq, as_of, is_polling and no_price.
     *
     * @throws IllegalArgumentException if the bytes are not one JSON object of this ticker with epoch and seq, or no_price is no reason that is
     *     known, naming the field, the rule and the value
     */
    static PriceValue read(Ticker ticker, byte[] data) {
        Long epoch = null;
        Long seq = null;
        String found = null;
        String asOf = null;
        boolean polling = false;
        NoPrice noPrice = null;
        try (JsonParser json = JSON.createParser(data)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("a price must be one JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                switch (field) {
                    case "epoch" -> epoch = wholeNumber(json, field);
                    case "seq" -> seq = wholeNumber(json, field);
                    case "ticker" -> found = json.getText();
                    case "as_of" -> asOf = json.getText();
                    case "is_polling" -> polling = value == JsonToken.VALUE_TRUE;
                    case "no_price" -> noPrice = reason(json);
                    default -> {}
                }
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("a price must be one JSON object and nothing after it");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a price must be one JSON object: " + e.getMessage(), e);
        }
        if (!ticker.code().equals(found)) {
            throw new IllegalArgumentException("ticker must be " + ticker + ", is " + found);
        }
        if (epoch == null || seq == null) {
            throw new IllegalArgumentException("epoch and seq must be there, found " + epoch + " and " + seq);
        }
        return new PriceValue(ticker, data, new Version(epoch, seq), asOf, polling, noPrice);
    }

    Version version() {
        return version;
    }

    /** The bytes as they lie in Redis; not to be changed. */
    byte[] data() {
        return data;
    }

    /**
     * Whether it was confirmed at that moment or later; false if it does not say when.
     *
     * @param moment as {@link #asOf} writes it
     */
    boolean isAsOf(String moment) {
        // Both have one form and one zone, so that their order as text is that of time.
        return asOf != null && asOf.length() == moment.length() && asOf.endsWith(ZONE) && asOf.compareTo(moment) >= 0;
    }

    /** How long before a moment of market time it was confirmed, at least nothing; empty if it does not say when. */
    Optional<Duration> age(LocalDateTime now) {
        if (asOf == null || !asOf.endsWith(ZONE)) {
            return Optional.empty();
        }
        try {
            LocalDateTime confirmed = LocalDateTime.parse(asOf.substring(0, asOf.length() - ZONE.length()));
            return Optional.of(confirmed.isBefore(now) ? Duration.between(confirmed, now) : Duration.ZERO);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** A moment of market time as {@code as_of} has it, in milliseconds. */
    static String asOf(LocalDateTime marketTime) {
        return AS_OF.format(marketTime) + ZONE;
    }

    /** Why there is no price; null if there is one. */
    NoPrice noPrice() {
        return noPrice;
    }

    /** Whether both say the same of the same ticker. */
    boolean isSameAs(PriceValue other) {
        return other != null && Arrays.equals(data, other.data);
    }

    /**
     * The message to clients.
     *
     * @param staleness why the price may be out of date, or null
     */
    byte[] envelope(Instant sent, Staleness staleness) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length + 128);
        append(bytes, "{\"type\":\"price_update\",\"ticker\":\"" + ticker.code() + "\",\"data\":");
        bytes.write(data, 0, data.length);
        append(bytes, ",\"timestamp\":\"" + SENT.format(OffsetDateTime.ofInstant(sent, ZoneOffset.UTC)));
        append(bytes, polling ? "\",\"is_polling\":true" : "\"");
        append(bytes, staleness == null ? "}" : ",\"stale\":\"" + staleness.code() + "\"}");
        return bytes.toByteArray();
    }

    private static NoPrice reason(JsonParser json) throws IOException {
        String found = json.getText();
        for (NoPrice reason : NoPrice.values()) {
            if (reason.code().equals(found)) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no_price must be a reason that is known, is " + Shown.of(found));
    }

    private static long wholeNumber(JsonParser json, String field) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new IllegalArgumentException(field + " must be a whole number, is " + Shown.of(json.getText()));
        }
        return json.getLongValue();
    }

    private static void append(ByteArrayOutputStream bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.write(utf8, 0, utf8.length);
    }
}
