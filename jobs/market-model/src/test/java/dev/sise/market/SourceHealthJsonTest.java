package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SourceHealthJsonTest {
    private static final SourceHealth HEALTH = new SourceHealth(
            1_782_885_268_512L,
            List.of(
                    new SourceHealth.Key(
                            "key1",
                            SourceHealth.Session.LIVE,
                            false,
                            1_782_885_268_500L,
                            1_782_885_268_400L,
                            List.of("005930", "0015N0"),
                            List.of("57JBHH"),
                            List.of("0015N0"),
                            4,
                            10_000),
                    new SourceHealth.Key(
                            "key2",
                            SourceHealth.Session.DOWN,
                            true,
                            0,
                            0,
                            List.of(),
                            List.of(),
                            List.of(),
                            0.5,
                            12_345)));
    private static final String HEALTH_JSON =
            "{\"v\":1,\"at\":1782885268512,\"keys\":[{\"id\":\"key1\",\"session\":\"live\","
                    + "\"refused\":false,\"last_frame\":1782885268500,\"last_rest\":1782885268400,\"registered\":[\"005930\",\"0015N0\"],"
                    + "\"polled\":[\"57JBHH\"],\"silent\":[\"0015N0\"],\"quota\":4.0,\"interval_ms\":10000},"
                    + "{\"id\":\"key2\",\"session\":\"down\",\"refused\":true,\"last_frame\":0,\"last_rest\":0,\"registered\":[],"
                    + "\"polled\":[],"
                    + "\"silent\":[],\"quota\":0.5,\"interval_ms\":12345}]}";

    @Test
    void writesTheContract() throws Exception {
        assertThat(new String(SourceHealthJson.write(HEALTH), StandardCharsets.UTF_8))
                .isEqualTo(HEALTH_JSON);
        assertThat(SourceHealthJson.read(bytes(HEALTH_JSON))).isEqualTo(HEALTH);
    }

    /** As it was written before anybody told of refusals. */
    @Test
    void takesAnAppKeyForNotRefusedThatDoesNotSaySo() throws Exception {
        SourceHealth health = SourceHealthJson.read(bytes(HEALTH_JSON.replace("\"refused\":true,", "")));

        assertThat(health.keys()).map(SourceHealth.Key::refused).containsExactly(false, false);
    }

    @ParameterizedTest
    @EnumSource
    void hasAWordForEveryState(SourceHealth.Session session) throws Exception {
        SourceHealth health = SourceHealthJson.read(bytes(HEALTH_JSON.replace("live", session.code())));

        assertThat(health.keys().get(0).session()).isEqualTo(session);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"v\":1, | `` | v is missing",
                "1782885268512 | \"now\" | at must be a whole number",
                "\"keys\":[ | \"keys\":[7, | keys must be a list of objects",
                "\"id\":\"key1\", | `` | keys.id is missing",
                "live | fine | keys.session must be one of waiting, connecting, logging_in, live, kicked, closed, down, was fine",
                "\"refused\":true | \"refused\":1 | keys.refused must be true or false",
                "[\"57JBHH\"] | [57] | keys.polled must be a list of strings",
                "[\"57JBHH\"] | \"57JBHH\" | keys.polled must be a list",
                "4.0 | \"4\" | keys.quota must be a number",
                "12345 | 0.5 | keys.interval_ms must be a whole number",
            })
    void refusesWhatBreaksARuleAndNamesIt(String valid, String broken, String reason) {
        assertThatThrownBy(() -> SourceHealthJson.read(bytes(HEALTH_JSON.replace(valid, broken))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage(reason);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
