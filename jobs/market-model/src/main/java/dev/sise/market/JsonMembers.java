package dev.sise.market;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The members of a JSON object from outside, each read with its rule; what breaks one is refused by its name. For records that are few;
 * ticks have {@link TickJson}.
 */
final class JsonMembers {
    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String prefix;
    private final JsonNode object;

    private JsonMembers(String prefix, JsonNode object) {
        this.prefix = prefix;
        this.object = object;
    }

    /** The object of a record, whose version is 1 or more. */
    static JsonMembers of(String what, byte[] json) throws MalformedRecordException {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new MalformedRecordException(what + " must be JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedRecordException(what + " could not be read: " + e.getMessage());
        }
        if (root == null || !root.isObject()) {
            throw new MalformedRecordException(what + " must be a JSON object");
        }
        JsonMembers members = new JsonMembers("", root);
        if (members.whole("v") < 1) {
            throw new MalformedRecordException("v must be 1 or more, was " + root.get("v"));
        }
        return members;
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    String text(String name) throws MalformedRecordException {
        JsonNode value = required(name);
        if (!value.isTextual()) {
            throw malformed(name, "must be a string");
        }
        return value.textValue();
    }

    long whole(String name) throws MalformedRecordException {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw malformed(name, "must be a whole number");
        }
        return value.longValue();
    }

    double number(String name) throws MalformedRecordException {
        JsonNode value = required(name);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw malformed(name, "must be a number");
        }
        return value.doubleValue();
    }

    boolean bool(String name) throws MalformedRecordException {
        JsonNode value = required(name);
        if (!value.isBoolean()) {
            throw malformed(name, "must be true or false");
        }
        return value.booleanValue();
    }

    LocalDate day(String name) throws MalformedRecordException {
        String text = text(name);
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw malformed(name, "must be an ISO date, was " + text);
        }
    }

    Ticker ticker(String name) throws MalformedRecordException {
        String text = text(name);
        try {
            return Ticker.of(text);
        } catch (IllegalArgumentException e) {
            throw malformed(name, "must be a ticker: " + e.getMessage());
        }
    }

    <E extends Enum<E>> E word(String name, Class<E> type, Function<E, String> code) throws MalformedRecordException {
        String text = text(name);
        E[] constants = type.getEnumConstants();
        for (E constant : constants) {
            if (code.apply(constant).equals(text)) {
                return constant;
            }
        }
        throw malformed(
                name,
                Arrays.stream(constants).map(code).collect(Collectors.joining(", ", "must be one of ", ", was "))
                        + text);
    }

    List<String> texts(String name) throws MalformedRecordException {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list(name)) {
            if (!value.isTextual()) {
                throw malformed(name, "must be a list of strings");
            }
            texts.add(value.textValue());
        }
        return texts;
    }

    List<JsonMembers> objects(String name) throws MalformedRecordException {
        List<JsonMembers> objects = new ArrayList<>();
        for (JsonNode value : list(name)) {
            if (!value.isObject()) {
                throw malformed(name, "must be a list of objects");
            }
            objects.add(new JsonMembers(prefix + name + ".", value));
        }
        return objects;
    }

    private JsonNode list(String name) throws MalformedRecordException {
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw malformed(name, "must be a list");
        }
        return value;
    }

    private JsonNode required(String name) throws MalformedRecordException {
        if (!has(name)) {
            throw malformed(name, "is missing");
        }
        return object.get(name);
    }

    private MalformedRecordException malformed(String name, String rule) {
        return new MalformedRecordException(prefix + name + " " + rule);
    }
}
