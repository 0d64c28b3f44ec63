package dev.sise.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RejectedRecordTest {
    /** What a producer of Kafka sends at most unless it is told otherwise. */
    private static final int MAX_MESSAGE = 1_048_576;

    @Test
    void keepsWhatWasRefused() throws Exception {
        JsonNode json = json(new RejectedRecord("ingest", "ticks-3@5", "kind must be known", 7, bytes("{}")));

        assertThat(json.toString())
                .isEqualTo(
                        "{\"v\":1,\"source\":\"ingest\",\"position\":\"ticks-3@5\",\"reason\":\"kind must be known\","
                                + "\"time\":7,\"cut\":false,\"bytes\":\"e30=\"}");
    }

    /** A job would write it again and again, and fail each time. */
    @Test
    void fitsAKafkaMessageWhateverTheReasonQuotes() throws Exception {
        String quoted = "가".repeat(MAX_MESSAGE);

        RejectedRecord rejected =
                new RejectedRecord("ingest", quoted, "kind must be known, was " + quoted, 7, bytes(quoted));

        assertThat(rejected.toJson()).hasSizeLessThan(MAX_MESSAGE / 2);
        JsonNode json = json(rejected);
        assertThat(json.path("reason").textValue())
                .startsWith("kind must be known, was 가")
                .endsWith("가…");
        assertThat(json.path("position").textValue()).endsWith("가…");
        assertThat(json.path("cut").booleanValue()).isTrue();
        assertThat(json.path("bytes").binaryValue()).hasSize(RejectedRecord.MAX_BYTES);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode json(RejectedRecord rejected) throws Exception {
        return new ObjectMapper().readTree(rejected.toJson());
    }
}
