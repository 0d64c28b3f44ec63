package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The texts and numbers of an answer's outermost object; null is absent, and lists, which may be long, are skipped. */
final class AnswerFields {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> fields;

    private AnswerFields(Map<String, String> fields) {
        this.fields = fields;
    }

    /** A body that is not a JSON object has no fields. */
    static AnswerFields of(String body) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                        fields.put(name, parser.getText());
                    }
                    parser.skipChildren();
                }
            }
        } catch (IOException notJson) {
            // What stands behind the break is unknown, so nothing before it is trusted: the classifier says RETRY.
            fields.clear();
        }
        return new AnswerFields(fields);
    }

    String text(String name) {
        return fields.getOrDefault(name, "");
    }

    OptionalInt number(String name) {
        try {
            return OptionalInt.of(Integer.parseInt(text(name)));
        } catch (NumberFormatException absentOrText) {
            return OptionalInt.empty();
        }
    }
}
