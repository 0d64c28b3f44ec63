package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the list inside the answer to a REST call, row by row, so that none spoils another. Stateless, any thread. */
final class AnswerRows {
    private static final JsonFactory JSON = new JsonFactory();

    private AnswerRows() {}

    /**
     * The rows of {@code listName}, with those of their fields that are wanted.
     *
     * @return empty where the body has no such list or is not JSON to its end
     */
    static Optional<List<AnswerRow>> read(String body, String listName, Set<String> wanted) {
        List<AnswerRow> rows = null;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean isList = parser.currentName().equals(listName);
                if (parser.nextToken() == JsonToken.START_ARRAY && isList) {
                    rows = readList(parser, body, wanted);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException broken) {
            // What is missing behind the break is unknown: half a list is no list.
            return Optional.empty();
        }
        return Optional.ofNullable(rows);
    }

    private static List<AnswerRow> readList(JsonParser parser, String body, Set<String> wanted) throws IOException {
        List<AnswerRow> rows = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            int start = (int) parser.currentTokenLocation().getCharOffset();
            Map<String, String> texts = new HashMap<>();
            Optional<RefusedException> refusal;
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                refusal = readTexts(parser, wanted, texts);
            } else {
                parser.skipChildren();
                refusal = Optional.of(new RefusedException(RejectReason.ROW_SHAPE, "a row is an object"));
            }
            int end = (int) parser.currentLocation().getCharOffset();
            rows.add(new AnswerRow(texts, refusal, body, start, end));
        }
        return rows;
    }

    private static Optional<RefusedException> readTexts(
            JsonParser parser, Set<String> wanted, Map<String, String> texts) throws IOException {
        Optional<RefusedException> refusal = Optional.empty();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (wanted.contains(name)) {
                if (value == JsonToken.VALUE_STRING) {
                    texts.put(name, parser.getText());
                } else if (value != JsonToken.VALUE_NULL) {
                    refusal = Optional.of(new RefusedException(RejectReason.FIELD_NOT_TEXT, name + " is a text"));
                }
            }
            parser.skipChildren();
        }
        return refusal;
    }
}
