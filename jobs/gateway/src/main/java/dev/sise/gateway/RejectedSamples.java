package dev.sise.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest of what the jobs rejected, a few of each reason: reasons that differ only in the values they quote are one. Bounded, whatever arrives.
 * Thread-safe.
 */
final class RejectedSamples {
    static final int MAX_SAMPLES = 10;
    static final int MAX_REASONS = 50;
    static final int MAX_BYTES = 4 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(RejectedSamples.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VALUES = Pattern.compile("'[^']*'|\"[^\"]*\"|-?\\d+(\\.\\d+)?");

    /** The reason that was seen longest ago first. */
    private final Map<String, Reason> reasons = new LinkedHashMap<>();

    /** What comes from here on is all there is. */
    synchronized void forget() {
        reasons.clear();
    }

    /** Takes a record of the topic {@code rejected}; one that is none is passed over. */
    void apply(byte[] value) {
        if (value == null) {
            return;
        }
        try {
            JsonNode row = JSON.readTree(value);
            String source = row.path("source").asText();
            String reason = row.path("reason").asText();
            String kind = source + ": " + VALUES.matcher(reason).replaceAll("…");
            byte[] bytes = row.path("bytes").binaryValue();
            Sample sample = new Sample(
                    source,
                    row.path("position").asText(),
                    reason,
                    Instant.ofEpochMilli(row.path("time").asLong()),
                    bytes == null ? new byte[0] : Arrays.copyOf(bytes, Math.min(bytes.length, MAX_BYTES)),
                    row.path("cut").asBoolean() || bytes != null && bytes.length > MAX_BYTES);
            add(kind, sample);
        } catch (IOException e) {
            LOG.debug("A record of what was rejected is no JSON", e);
        }
    }

    private synchronized void add(String kind, Sample sample) {
        // Out and in again, so that the reason seen longest ago stays first.
        Reason reason = reasons.remove(kind);
        if (reason == null) {
            reason = new Reason();
            if (reasons.size() == MAX_REASONS) {
                reasons.remove(reasons.keySet().iterator().next());
            }
        }
        reasons.put(kind, reason);
        reason.count++;
        reason.samples.addFirst(sample);
        if (reason.samples.size() > MAX_SAMPLES) {
            reason.samples.removeLast();
        }
    }

    /**
     * Reasons and samples, the newest first.
     *
     * @param limit samples of each reason
     */
    synchronized JsonObject toJson(int limit) {
        List<JsonObject> newestFirst = new ArrayList<>();
        for (Reason reason : reasons.values()) {
            JsonArray samples = new JsonArray();
            reason.samples.stream().limit(limit).map(Sample::toJson).forEach(samples::add);
            Sample newest = reason.samples.peekFirst();
            newestFirst.add(
                    0,
                    new JsonObject()
                            .put("source", newest.source())
                            .put("reason", newest.reason())
                            .put("count", reason.count)
                            .put("samples", samples));
        }
        return new JsonObject().put("rejected", new JsonArray(newestFirst));
    }

    private static final class Reason {
        private final Deque<Sample> samples = new ArrayDeque<>();
        private long count;
    }

    /** Something that was rejected, its bytes cut. */
    private record Sample(String source, String position, String reason, Instant time, byte[] bytes, boolean cut) {
        private JsonObject toJson() {
            JsonObject json = new JsonObject()
                    .put("position", position)
                    .put("reason", reason)
                    .put("time", time.toString());
            try {
                json.put(
                        "text",
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString());
            } catch (CharacterCodingException e) {
                LOG.trace("{} is no text", position, e);
                json.put("base64", Base64.getEncoder().encodeToString(bytes));
            }
            return json.put("cut", cut);
        }
    }
}
