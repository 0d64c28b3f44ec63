package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientFrameTest {
    private static final AsyncApiFile DESCRIPTION = new AsyncApiFile();

    @Test
    void readsAListOfTopicsEachOnceInTheOrderGiven() {
        assertThat(parseDescribed("{\"type\":\"subscribe\",\"topics\":[\"price:2\",\"price:1\",\"price:2\"]}"))
                .isEqualTo(new ClientFrame.Subscribe(List.of("price:2", "price:1")));
    }

    @Test
    void readsTheOlderSingleTopicAloneAndBesideTheList() {
        assertThat(parseDescribed("{\"type\":\"unsubscribe\",\"topic\":\"price:1\"}"))
                .isEqualTo(new ClientFrame.Unsubscribe(List.of("price:1")));
        assertThat(parseDescribed("{\"topic\":\"b\",\"type\":\"subscribe\",\"topics\":[\"a\"]}"))
                .isEqualTo(new ClientFrame.Subscribe(List.of("a", "b")));
        assertThat(parseDescribed("{\"type\":\"subscribe\",\"topics\":[],\"topic\":\"b\"}"))
                .isEqualTo(new ClientFrame.Subscribe(List.of("b")));
    }

    @Test
    void ignoresFieldsItDoesNotKnow() {
        assertThat(parseDescribed("{\"type\":\"ping\",\"id\":{\"a\":[1]}}")).isEqualTo(new ClientFrame.Ping());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                         | bad_json     | must be one JSON object",
                "subscribe                                  | bad_json     | must be one JSON object",
                "[\"price:005930\"]                         | bad_json     | '[\"price:005930\"]'",
                "{\"type\":\"ping\"} x                      | bad_json     | must be one JSON object",
                "{\"type\":\"ping\",\"type\":\"ping\"}      | bad_json     | Duplicate field 'type'",
                "{}                                         | bad_field    | type must be a text; there is none",
                "{\"type\":7}                               | bad_field    | type must be a text; found '7'",
                "{\"type\":\"buy\"}                         | unknown_type | subscribe, unsubscribe or ping; this one is 'buy'",
                "{\"type\":\"subscribe\"}                   | bad_field    | topics must name at least one topic",
                "{\"type\":\"subscribe\",\"topics\":[]}     | bad_field    | topics must name at least one topic",
                "{\"type\":\"subscribe\",\"topics\":\"a\"}  | bad_field    | topics must be a list of texts; found '\"a\"'",
                "{\"type\":\"subscribe\",\"topics\":[1]}    | bad_field    | topics must be a list of texts; in it found '1'",
                "{\"type\":\"subscribe\",\"topic\":null}    | bad_field    | topic must be a text; found 'null'"
            })
    void namesFieldRuleAndValueOfWhatIsWrong(String text, String reason, String message) {
        assertThat(ClientFrame.parse(text)).isInstanceOfSatisfying(ClientFrame.Bad.class, bad -> {
            assertThat(bad.reason().code()).isEqualTo(reason);
            assertThat(bad.message()).contains(message);
        });
        if (!reason.equals("bad_json")) {
            assertThatThrownBy(() -> DESCRIPTION.checkTaken(text)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void survivesDeepNesting() {
        assertThat(ClientFrame.parse("[".repeat(50_000))).isInstanceOf(ClientFrame.Bad.class);
    }

    /** What clients are told that they may send. */
    private static ClientFrame parseDescribed(String text) {
        DESCRIPTION.checkTaken(text);
        return ClientFrame.parse(text);
    }
}
