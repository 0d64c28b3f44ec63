package dev.sise.market;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The JSON of {@link SourceHealth}:
 *
 * <pre>{"v":1,"at":1782885268512,"keys":[{"id":"key1","session":"live","refused":false,"last_frame":1782885268500,
 * "last_rest":1782885268400,"registered":["005930"],"polled":["57JBHH"],"silent":[],"quota":4.0,"interval_ms":10000}]}</pre>
 *
 * Members a reader does not know are ignored. Any thread.
 */
public final class SourceHealthJson {
    private SourceHealthJson() {}

    /** Encodes the health of the feed. */
    public static byte[] write(SourceHealth health) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JsonMembers.JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("v", 1);
            json.writeNumberField("at", health.at());
            json.writeArrayFieldStart("keys");
            for (SourceHealth.Key key : health.keys()) {
                json.writeStartObject();
                json.writeStringField("id", key.id());
                json.writeStringField("session", key.session().code());
                json.writeBooleanField("refused", key.refused());
                json.writeNumberField("last_frame", key.lastFrame());
                json.writeNumberField("last_rest", key.lastRest());
                writeCodes(json, "registered", key.registered());
                writeCodes(json, "polled", key.polled());
                writeCodes(json, "silent", key.silent());
                json.writeNumberField("quota", key.quota());
                json.writeNumberField("interval_ms", key.intervalMs());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    private static void writeCodes(JsonGenerator json, String name, List<String> codes) throws IOException {
        json.writeArrayFieldStart(name);
        for (String code : codes) {
            json.writeString(code);
        }
        json.writeEndArray();
    }

    /**
     * Decodes the health of the feed.
     *
     * @throws MalformedRecordException with the member and the rule it breaks
     */
    public static SourceHealth read(byte[] json) throws MalformedRecordException {
        JsonMembers members = JsonMembers.of("source_health", json);
        List<SourceHealth.Key> keys = new ArrayList<>();
        for (JsonMembers key : members.objects("keys")) {
            keys.add(new SourceHealth.Key(
                    key.text("id"),
                    key.word("session", SourceHealth.Session.class, SourceHealth.Session::code),
                    key.has("refused") && key.bool("refused"),
                    key.whole("last_frame"),
                    key.whole("last_rest"),
                    key.texts("registered"),
                    key.texts("polled"),
                    key.texts("silent"),
                    key.number("quota"),
                    key.whole("interval_ms")));
        }
        return new SourceHealth(members.whole("at"), keys);
    }
}
