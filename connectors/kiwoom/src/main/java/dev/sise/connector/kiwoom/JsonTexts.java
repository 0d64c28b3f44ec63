package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes the bodies of REST calls, which are objects of texts. Stateless, any thread. */
final class JsonTexts {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonTexts() {}

    /** An object; {@code namesAndTexts} are names and their texts in turn. */
    static String object(String... namesAndTexts) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                json.writeStringField(namesAndTexts[i], namesAndTexts[i + 1]);
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("Writing JSON to memory failed", impossible);
        }
        return text.toString();
    }
}
