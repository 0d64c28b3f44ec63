package dev.sise.ingest.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class FeedEventTest {
    private static final String PLACE = "kiwoom/main/1/2/0";

    @Test
    void everyFieldSurvivesTheJourneyBetweenTasks() throws IOException {
        assertTravels(FeedEvent.quote("57JBHH", true, 20_260_701, 145_427, 20, -5, -2_000, 9, 7, PLACE)
                .withTerms(new BigDecimal("467.50"), 20_261_210, null)
                .withTheory(null, new BigDecimal("67.66")));
        assertTravels(FeedEvent.noQuote("999999", true, true, 7, PLACE));
        assertTravels(FeedEvent.marketState("2", 152_000, 360, 7, PLACE));
        assertTravels(FeedEvent.interruption("005930", true, 152_000, 7, PLACE));
        assertTravels(FeedEvent.gap("005930", 3, 7, PLACE));
        assertTravels(FeedEvent.refused("not_json: cut", new byte[] {1, 2}, 7, PLACE));
    }

    @Test
    void isShownByTheFieldsThatAreSet() {
        FeedEvent quote = FeedEvent.quote("57JBHH", false, 20_260_701, 145_427, 20, -5, -2_000, 9, 7, PLACE)
                .withTheory(new BigDecimal("21.41"), null);

        assertThat(new String(quote.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":\"QUOTE\",\"item\":\"57JBHH\",\"date\":20260701,\"time\":145427,\"price\":20,"
                        + "\"change\":-5,\"changeRate\":-2000,\"volume\":9,\"theory\":21.41,\"receivedAt\":7,"
                        + "\"position\":\"kiwoom/main/1/2/0\"}");
    }

    private static void assertTravels(FeedEvent event) throws IOException {
        TypeSerializer<FeedEvent> serializer = FeedEvent.typeInformation().createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(event, out);

        FeedEvent read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read).usingRecursiveComparison().isEqualTo(event);
    }
}
