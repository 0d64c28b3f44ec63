package dev.sise.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sise.gateway.ServerFrames.ErrorReason;
import dev.sise.gateway.http.Shown;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a client may say. */
sealed interface ClientFrame {

    /** Wants topics, each once, in the order given. */
    record Subscribe(List<String> topics) implements ClientFrame {}

    /** Wants them no more. */
    record Unsubscribe(List<String> topics) implements ClientFrame {}

    /** Asks whether we are there. */
    record Ping() implements ClientFrame {}

    /** Not understood: the reason and a sentence with field, rule and value. */
    record Bad(ErrorReason reason, String message) implements ClientFrame {}

    /** Never throws. */
    static ClientFrame parse(String text) {
        return Reader.parse(text);
    }

    /** Reads one frame. */
    final class Reader {
        private static final ObjectReader JSON = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .build()
                .reader();

        private Reader() {}

        private static ClientFrame parse(String text) {
            JsonNode frame;
            try {
                frame = JSON.readTree(text);
            } catch (JsonProcessingException e) {
                return new Bad(ErrorReason.BAD_JSON, "a frame must be one JSON object; " + e.getOriginalMessage());
            }
            if (!frame.isObject()) {
                return new Bad(ErrorReason.BAD_JSON, "a frame must be one JSON object; this one is " + Shown.of(text));
            }
            JsonNode type = frame.get("type");
            if (type == null || !type.isTextual()) {
                return new Bad(ErrorReason.BAD_FIELD, "type must be a text" + found(type));
            }
            return switch (type.textValue()) {
                case "subscribe" -> topics(frame, true);
                case "unsubscribe" -> topics(frame, false);
                case "ping" -> new Ping();
                default ->
                    new Bad(
                            ErrorReason.UNKNOWN_TYPE,
                            "type must be subscribe, unsubscribe or ping; this one is " + Shown.of(type.textValue()));
            };
        }

        /** The list {@code topics} and the older single {@code topic}; a frame may have both. */
        private static ClientFrame topics(JsonNode frame, boolean subscribe) {
            Set<String> topics = new LinkedHashSet<>();
            JsonNode list = frame.get("topics");
            if (list != null) {
                if (!list.isArray()) {
                    return new Bad(ErrorReason.BAD_FIELD, "topics must be a list of texts" + found(list));
                }
                for (JsonNode topic : list) {
                    if (!topic.isTextual()) {
                        return new Bad(
                                ErrorReason.BAD_FIELD,
                                "topics must be a list of texts; in it"
                                        + found(topic).substring(1));
                    }
                    topics.add(topic.textValue());
                }
            }
            JsonNode single = frame.get("topic");
            if (single != null) {
                if (!single.isTextual()) {
                    return new Bad(ErrorReason.BAD_FIELD, "topic must be a text" + found(single));
                }
                topics.add(single.textValue());
            }
            if (topics.isEmpty()) {
                return new Bad(
                        ErrorReason.BAD_FIELD,
                        "topics must name at least one topic, such as [\"price:005930\"]; there is none");
            }
            List<String> all = new ArrayList<>(topics);
            return subscribe ? new Subscribe(all) : new Unsubscribe(all);
        }

        private static String found(JsonNode value) {
            return value == null ? "; there is none" : "; found " + Shown.of(value.toString());
        }
    }
}
