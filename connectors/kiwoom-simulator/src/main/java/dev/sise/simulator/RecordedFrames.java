package dev.sise.simulator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads recorded REAL frames without changing a byte of them. */
final class RecordedFrames {

    private RecordedFrames() {}

    /**
     * The REAL frames of a file in their order, verbatim: one frame, one frame per line, or an array of messages. Other
     * messages in it (an ACK before the frames) are left out.
     *
     * @throws IllegalArgumentException naming the file when it holds anything but JSON
     */
    static List<Frame> read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        List<Frame> frames = new ArrayList<>();
        try (JsonParser parser = Json.MAPPER.getFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
                    parser.skipChildren();
                    int end = Math.toIntExact(parser.currentTokenLocation().getCharOffset()) + 1;
                    addReal(text.substring(start, end), frames);
                } else if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
                    throw new IllegalArgumentException(
                            "a recording holds JSON objects, but " + file + " has " + token + " outside of one");
                }
            }
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(file + " is not JSON: " + notJson.getOriginalMessage(), notJson);
        }
        return List.copyOf(frames);
    }

    /**
     * One REAL frame with the rows it holds.
     *
     * @throws IllegalArgumentException when {@code text} is not a REAL frame with at least one row
     */
    static Frame parse(String text) {
        JsonNode frame = Json.readObject(text)
                .filter(object -> object.path("trnm").asText().equals("REAL"))
                .orElseThrow(
                        () -> new IllegalArgumentException("a frame is a JSON object with trnm REAL, but got " + text));
        List<Row> rows = rows(frame);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a REAL frame has rows with item and type, but got " + text);
        }
        return new Frame(text, rows);
    }

    /** The frame in a text; empty when it is any other message or cannot be read. */
    static Optional<Frame> real(String text) {
        return Json.readObject(text)
                .filter(object -> object.path("trnm").asText().equals("REAL"))
                .map(RecordedFrames::rows)
                .filter(rows -> !rows.isEmpty())
                .map(rows -> new Frame(text, rows));
    }

    private static List<Row> rows(JsonNode frame) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : frame.path("data")) {
            if (row.path("item").isTextual() && row.path("type").isTextual()) {
                rows.add(new Row(row.path("item").textValue(), row.path("type").textValue()));
            }
        }
        return List.copyOf(rows);
    }

    private static void addReal(String text, List<Frame> frames) {
        boolean real = Json.readObject(text)
                .filter(object -> object.path("trnm").asText().equals("REAL"))
                .isPresent();
        if (real) {
            frames.add(parse(text));
        }
    }

    record Frame(String text, List<Row> rows) {}

    record Row(String item, String type) {}
}
