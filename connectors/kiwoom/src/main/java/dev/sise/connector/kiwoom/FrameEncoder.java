package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes the text messages a client sends. Stateless, any thread. */
final class FrameEncoder {
    private static final JsonFactory JSON = new JsonFactory();
    /** One group is enough: REMOVE names items, and {@code refresh "1"} keeps what the group already holds. */
    private static final String GROUP = "1";

    private FrameEncoder() {}

    /** {@code token} is the bare token, without {@code Bearer}. */
    static String login(String token) {
        return write(json -> {
            json.writeStringField("trnm", "LOGIN");
            json.writeStringField("token", token);
        });
    }

    /** Registers items by the types that are wanted of them, beside what is registered already. */
    static String register(Map<List<String>, List<String>> itemsByTypes) {
        return write(json -> {
            json.writeStringField("trnm", "REG");
            json.writeStringField("grp_no", GROUP);
            json.writeStringField("refresh", "1");
            writeItems(json, itemsByTypes);
        });
    }

    /** Ends what {@link #register} began; the types have to be named again. */
    static String remove(Map<List<String>, List<String>> itemsByTypes) {
        return write(json -> {
            json.writeStringField("trnm", "REMOVE");
            json.writeStringField("grp_no", GROUP);
            writeItems(json, itemsByTypes);
        });
    }

    private static void writeItems(JsonGenerator json, Map<List<String>, List<String>> itemsByTypes)
            throws IOException {
        json.writeArrayFieldStart("data");
        for (Map.Entry<List<String>, List<String>> alike : itemsByTypes.entrySet()) {
            json.writeStartObject();
            writeTexts(json, "item", alike.getValue());
            writeTexts(json, "type", alike.getKey());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeTexts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static String write(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("Writing JSON to memory failed", impossible);
        }
        return text.toString();
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }
}
