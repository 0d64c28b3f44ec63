package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TradeRowTest {

    private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 20, 12, 0, 7);

    @Test
    void aRowEchoesItsItemAndNamesItsVenue() {
        TickerState state = traded();

        assertThat(row(state, "005930").get("item").textValue()).isEqualTo("005930");
        assertThat(row(state, "005930").at("/values/9081").textValue()).isEqualTo("KRX");
        assertThat(row(state, "005930_NX").get("item").textValue()).isEqualTo("005930_NX");
        assertThat(row(state, "005930_NX").at("/values/9081").textValue()).isEqualTo("NXT");
        assertThat(row(state, "005930_AL").at("/values/9081").textValue()).isEqualTo("KRX");
    }

    @Test
    void theFieldsAgreeWithEachOther() {
        TickerState state = traded();
        JsonNode values = row(state, "005930").get("values");
        long base = state.basePrice();

        assertThat(values).allMatch(JsonNode::isTextual);
        assertThat(text(values, "20")).isEqualTo("120007");
        assertThat(number(values, "10") - base).isEqualTo(signed(values, "11"));
        assertThat(number(values, "13")).isEqualTo(state.volume());
        assertThat(Math.abs(signed(values, "15"))).isEqualTo(state.quantity());
        assertThat(signed(values, "15") > 0).isEqualTo(state.buyerInitiated());
        assertThat(number(values, "14")).isEqualTo(state.value() / 1_000_000);
        assertThat(number(values, "17")).isGreaterThanOrEqualTo(number(values, "18"));
        assertThat(number(values, "27")).isGreaterThan(number(values, "28"));
        assertThat(text(values, "290")).isEqualTo("2");
        assertThat(text(values, "25")).isEqualTo(signed(values, "11") > 0 ? "2" : signed(values, "11") < 0 ? "5" : "3");
    }

    @Test
    void aRowHasTheFortyThreeFieldsOfARealOneInItsOrder() {
        List<String> fields = new ArrayList<>();
        row(traded(), "005930").get("values").fieldNames().forEachRemaining(fields::add);

        assertThat(fields)
                .containsExactly(
                        "20", "10", "11", "12", "27", "28", "15", "13", "14", "16", "17", "18", "25", "26", "29", "30",
                        "31", "32", "228", "311", "290", "691", "567", "568", "851", "1890", "1891", "1892", "1030",
                        "1031", "1032", "1071", "1072", "1313", "1315", "1316", "1314", "1497", "1498", "620", "732",
                        "852", "9081");
    }

    private static TickerState traded() {
        Market market = new Market(InstrumentList.of(1, 5, NOON.toLocalDate()), 5, NOON.withHour(10), false);
        for (int count = 0; count < 500; count++) {
            market.message(NOON, new MarketTest.Trades(state -> {}));
        }
        return market.states().get(0);
    }

    private static JsonNode row(TickerState state, String item) {
        return Json.readObject(TradeRow.write(new RowText(), state, item).toString())
                .orElseThrow();
    }

    private static String text(JsonNode values, String field) {
        return values.get(field).textValue();
    }

    private static long signed(JsonNode values, String field) {
        return Long.parseLong(text(values, field).strip());
    }

    private static long number(JsonNode values, String field) {
        return Math.abs(signed(values, field));
    }
}
