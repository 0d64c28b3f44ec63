package dev.sise.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.Ticker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTopicTest {

    @ParameterizedTest
    @CsvSource({"price:005930,005930", "price:A005930,005930", "price:0015n0,0015N0", "price:493330,493330"})
    void acceptsTickersInTheirCanonicalForm(String topic, String ticker) {
        assertThat(PriceTopic.parse(topic)).isEqualTo(new PriceTopic.Accepted(Ticker.of(ticker)));
    }

    @ParameterizedTest
    @CsvSource({
        "signals,unknown_topic",
        "Price:005930,unknown_topic",
        "'',unknown_topic",
        "price:,empty",
        "price:0152301010,k_otc",
        "price:00593,length",
        "price:*,length",
        "price:00593?,characters",
        "price:005930_NX,venue_not_served",
        "price:005930_AL,venue_not_served"
    })
    void refusesWhatIsNotServedWithAReason(String topic, String reason) {
        assertThat(PriceTopic.parse(topic)).isInstanceOfSatisfying(PriceTopic.Refused.class, refused -> {
            assertThat(refused.reason().code()).isEqualTo(reason);
            assertThat(refused.message()).isNotBlank();
        });
    }

    @Test
    void namesTheTickerToAskForInsteadOfAVenue() {
        assertThat(PriceTopic.parse("price:005930_NX"))
                .isInstanceOfSatisfying(PriceTopic.Refused.class, refused -> assertThat(refused.message())
                        .contains("ask for price:005930"));
    }
}
