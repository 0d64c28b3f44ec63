package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.connector.websocket.Version;
import dev.sise.market.Feed;
import dev.sise.market.MarketStatus;
import dev.sise.market.NoPrice;
import dev.sise.market.PriceJson;
import dev.sise.market.PriceUpdate;
import dev.sise.market.Tick;
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
                        + "\"epoch\":1782880000000,\"seq\":12345,\"hops\":{\"seq\":9,\"epoch\":8},"
                        + "\"elw\":{\"strike\":60000,\"seq\":7},\"expected\":{\"price\":1,\"epoch\":6},\"later\":[{\"seq\":5}]}";

        PriceValue value = PriceValue.read(SAMSUNG, utf8(data));

        assertThat(value.version()).isEqualTo(new Version(1_782_880_000_000L, 12_345));
        assertThat(new String(value.envelope(SENT, null), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"price_update\",\"ticker\":\"005930\",\"data\":" + data
                        + ",\"timestamp\":\"2026-07-01T05:54:28.900+00:00\"}");
    }

    @Test
    void saysOnTheEnvelopeThatAPriceWasPolledOnlyWhenItWas() {
        PriceValue value =
                PriceValue.read(SAMSUNG, utf8("{\"ticker\":\"005930\",\"is_polling\":true,\"epoch\":1,\"seq\":2}"));

        assertThat(new String(value.envelope(SENT, null), StandardCharsets.UTF_8))
                .endsWith(",\"timestamp\":\"2026-07-01T05:54:28.900+00:00\",\"is_polling\":true}");
    }

    @Test
    void saysOnTheEnvelopeWhyAPriceMayBeOutOfDateOnlyWhenItMay() {
        PriceValue value =
                PriceValue.read(SAMSUNG, utf8("{\"ticker\":\"005930\",\"is_polling\":true,\"epoch\":1,\"seq\":2}"));

        assertThat(new String(value.envelope(SENT, Staleness.SOURCE_DOWN), StandardCharsets.UTF_8))
                .endsWith("+00:00\",\"is_polling\":true,\"stale\":\"source_down\"}");
    }

    @Test
    void readsTheBrokersWordThatThereIsNoPriceAsPriceBroadcastWritesIt() {
        Tick none = Tick.none("005930", Feed.POLL, 20_635, 53_668, 1, NoPrice.NOT_TRADED.code());
        PriceUpdate update = new PriceUpdate(
                none, NoPrice.NOT_TRADED, null, null, 1, 0, Feed.POLL, false, MarketStatus.TRADING, 1, 2, 3, true);

        PriceValue value = PriceValue.read(SAMSUNG, new PriceJson().write(update, 4));

        assertThat(value.noPrice()).isEqualTo(NoPrice.NOT_TRADED);
        assertThat(PriceValue.read(SAMSUNG, utf8("{\"ticker\":\"005930\",\"epoch\":1,\"seq\":2}"))
                        .noPrice())
                .isNull();
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
                "{\"ticker\":\"005930\",\"epoch\":1,\"seq\":2.5}          | seq must be a whole number, is '2.5'",
                "{\"ticker\":\"005930\",\"epoch\":1,\"seq\":2,\"no_price\":\"asleep\"} | no_price must be a reason that is known, is 'asleep'"
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
