package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.connector.websocket.Version;
import dev.sise.market.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceValueTest {
    private static final Ticker SAMSUNG = Ticker.of("005930");
    private static final Instant SENT = Instant.parse("2026-07-01T05:54:28.9Z");

    @Test
    void putsTheBytesOfThePriceIntoTheEnvelopeAsTheyAre() {
        String data =
                "{ \"v\":1,\"ticker\":\"005930\",\"price\":316500,\"change_rate\":-5.240,\"name\":\"삼성\",\"is_polling\":false,"
                        + "\"epoch\":1782880000000,\"seq\":12345,\"hops\":{\"seq\":9,\"epoch\":8}}";

        PriceValue value = PriceValue.read(SAMSUNG, utf8(data));

        assertThat(value.version()).isEqualTo(new Version(1_782_880_000_000L, 12_345));
        assertThat(new String(value.envelope(SENT), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"price_update\",\"ticker\":\"005930\",\"data\":" + data
                        + ",\"timestamp\":\"2026-07-01T05:54:28.900+00:00\"}");
    }

    @Test
    void saysOnTheEnvelopeThatAPriceWasPolledOnlyWhenItWas() {
        PriceValue value =
                PriceValue.read(SAMSUNG, utf8("{\"ticker\":\"005930\",\"is_polling\":true,\"epoch\":1,\"seq\":2}"));

        assertThat(new String(value.envelope(SENT), StandardCharsets.UTF_8))
                .endsWith(",\"timestamp\":\"2026-07-01T05:54:28.900+00:00\",\"is_polling\":true}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                                       | must be one JSON object",
                "null                                                     | must be one JSON object",
                "{\"ticker\":\"005930\",\"epoch\":1,\"seq\":2             | must be one JSON object",
                "{\"ticker\":\"005930\",\"epoch\":1,\"seq\":2}{}          | nothing after it",
                "{\"ticker\":\"000660\",\"epoch\":1,\"seq\":2}            | ticker must be 005930, is 000660",
                "{\"ticker\":{\"ticker\":\"005930\"},\"epoch\":1,\"seq\":2} | ticker must be 005930",
                "{\"epoch\":1,\"seq\":2}                                  | ticker must be 005930, is null",
                "{\"ticker\":\"005930\",\"epoch\":1}                      | found 1 and null",
                "{\"ticker\":\"005930\",\"epoch\":\"1\",\"seq\":2}        | epoch must be a whole number, is '1'",
                "{\"ticker\":\"005930\",\"epoch\":1,\"seq\":2.5}          | seq must be a whole number, is '2.5'"
            })
    void refusesWhatIsNoPriceOfTheTicker(String data, String message) {
        assertThatThrownBy(() -> PriceValue.read(SAMSUNG, utf8(data)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
