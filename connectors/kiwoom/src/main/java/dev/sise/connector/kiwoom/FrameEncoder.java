package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;

/** Writes the text messages a client sends. Stateless, any thread. */
final class FrameEncoder {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String TRADE_TYPE = "0B";
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

    /** Registers the trades of {@code items} beside what is registered already. */
    static String register(Collection<String> items) {
        return write(json -> {
            json.writeStringField("trnm", "REG");
            json.writeStringField("grp_no", GROUP);
            json.writeStringField("refresh", "1");
            writeItems(json, items);
        });
    }

    static String remove(Collection<String> items) {
        return write(json -> {
            json.writeStringField("trnm", "REMOVE");
            json.writeStringField("grp_no", GROUP);
            writeItems(json, items);
        });
    }

    private static void writeItems(JsonGenerator json, Collection<String> items) throws IOException {
        json.writeArrayFieldStart("data");
        json.writeStartObject();
        json.writeArrayFieldStart("item");
        for (String item : items) {
            json.writeString(item);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("type");
        json.writeString(TRADE_TYPE);
        json.writeEndArray();
        json.writeEndObject();
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
