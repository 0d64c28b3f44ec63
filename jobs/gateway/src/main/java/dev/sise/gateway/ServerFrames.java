package dev.sise.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sise.market.Ticker;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** What we say to clients, except prices ({@link PriceValue}). */
final class ServerFrames {
    private static final JsonFactory JSON = new JsonFactory();

    private ServerFrames() {}

    /** Why there is no price and no close to stand in for it. */
    enum NoPriceReason {
        UNKNOWN_TICKER,
        NOT_TRADED,
        SOURCE_DOWN,
        TIMEOUT;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The word in messages to clients. */
        String code() {
            return code;
        }
    }

    /** Why nothing of a frame was done. */
    enum ErrorReason {
        BAD_JSON,
        BAD_FIELD,
        UNKNOWN_TYPE,
        TOO_MANY_CHANGES;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** The word in messages to clients. */
        String code() {
            return code;
        }
    }

    /** A topic that was refused, as the client wrote it. */
    record RefusedTopic(String topic, TopicRefusal reason, String message) {}

    /** Answers a subscription with the topics in their canonical form and the refused ones with reasons. */
    static String subscribed(List<String> topics, List<RefusedTopic> refused) {
        return acknowledgement("subscribed", topics, refused);
    }

    static String unsubscribed(List<String> topics, List<RefusedTopic> refused) {
        return acknowledgement("unsubscribed", topics, refused);
    }

    static String noPrice(Ticker ticker, NoPriceReason reason, String message) {
        return write(json -> {
            json.writeStringField("type", "no_price");
            json.writeStringField("ticker", ticker.code());
            json.writeStringField("reason", reason.code());
            json.writeStringField("message", message);
        });
    }

    static String error(ErrorReason reason, String message) {
        return write(json -> {
            json.writeStringField("type", "error");
            json.writeStringField("reason", reason.code());
            json.writeStringField("message", message);
        });
    }

    static String pong() {
        return write(json -> json.writeStringField("type", "pong"));
    }

    private static String acknowledgement(String type, List<String> topics, List<RefusedTopic> refused) {
        return write(json -> {
            json.writeStringField("type", type);
            json.writeArrayFieldStart("topics");
            for (String topic : topics) {
                json.writeString(topic);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("refused");
            for (RefusedTopic topic : refused) {
                json.writeStartObject();
                json.writeStringField("topic", topic.topic());
                json.writeStringField("reason", topic.reason().code());
                json.writeStringField("message", topic.message());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static String write(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory could not be written", e);
        }
        return text.toString();
    }

    @FunctionalInterface
    private interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
