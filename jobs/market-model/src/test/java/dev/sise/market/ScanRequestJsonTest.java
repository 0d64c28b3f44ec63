package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanRequestJsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "{\"colour\":\"red\",\"as_of\":null,\"min_market_cap\":null}"})
    void hasTheFormerDefaultsForWhatIsMissing(String text) {
        assertThat(ScanRequestJson.format(ScanRequestJson.parse(text)))
                .isEqualTo("{\"as_of\":null,\"market\":\"ALL\",\"exclude_elw\":true,\"classes\":[\"common\"],"
                        + "\"min_market_cap\":null,\"max_tickers\":100,\"top_n\":30,\"sort_by\":\"score\",\"sort_order\":\"desc\","
                        + "\"min_avg_traded_value\":1000000000,\"signal_type\":[\"bullish\"]}");
    }

    @Test
    void readsEveryMember() {
        ScanRequest request = ScanRequest.builder()
                .asOf(LocalDate.of(2025, 3, 5))
                .market(Market.KOSDAQ)
                .excludeElw(false)
                .classes(List.of(InstrumentClass.ETF, InstrumentClass.COMMON))
                .minMarketCap(5L)
                .maxTickers(7)
                .topN(null)
                .sortBy(SortBy.MARKET_CAP)
                .sortOrder(SortOrder.ASC)
                .minAverageTradedValue(0)
                .signalTypes(List.of(SignalType.BEARISH))
                .build();

        assertThat(
                        ScanRequestJson.parse(
                                "{\"signal_type\":\"bearish\",\"min_avg_traded_value\":0,\"sort_order\":\"asc\","
                                        + "\"sort_by\":\"market_cap\",\"top_n\":null,\"max_tickers\":7,\"min_market_cap\":5.0,"
                                        + "\"classes\":[\"ETF\",\"common\"],\"exclude_elw\":false,\"market\":\"KOSDAQ\",\"as_of\":\"2025-03-05\"}"))
                .isEqualTo(request);
        assertThat(ScanRequestJson.parse(ScanRequestJson.format(request))).isEqualTo(request);
    }

    @Test
    void theNightlyRequestSurvivesItsText() {
        ScanRequest nightly = ScanRequest.nightly(LocalDate.of(2025, 3, 5));

        assertThat(ScanRequestJson.parse(ScanRequestJson.format(nightly))).isEqualTo(nightly);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[]; body; a JSON object; []",
                "{} {}; body; a JSON object; {} {}",
                "{\"market\":\"NYSE\"}; market; KOSPI, KOSDAQ or ALL; NYSE",
                "{\"market\":null}; market; KOSPI, KOSDAQ or ALL; null",
                "{\"top_n\":0}; top_n; 1 or more; 0",
                "{\"top_n\":\"5\"}; top_n; a whole number up to 2147483647; 5",
                "{\"max_tickers\":2.5}; max_tickers; a whole number up to 2147483647; 2.5",
                "{\"max_tickers\":3000000000}; max_tickers; a whole number up to 2147483647; 3000000000",
                "{\"max_tickers\":-3000000000}; max_tickers; 1 or more; -3000000000",
                "{\"min_market_cap\":-1}; min_market_cap; 0 or more; -1",
                "{\"exclude_elw\":\"yes\"}; exclude_elw; true or false; yes",
                "{\"as_of\":\"2025-02-30\"}; as_of; a date such as 2026-07-01; 2025-02-30",
                "{\"classes\":[]}; classes; at least one class; []",
                "{\"classes\":[\"bond\"]}; classes; names of instrument classes, such as common; bond",
                "{\"signal_type\":\"up\"}; signal_type; bullish or bearish; up",
                "{\"sort_by\":\"name\"}; sort_by; score, market_cap or volume; name",
            })
    void refusesAWrongMemberNamingFieldRuleAndValue(String text, String field, String rule, String value) {
        assertThatThrownBy(() -> ScanRequestJson.parse(text)).isInstanceOfSatisfying(InvalidFieldException.class, e -> {
            assertThat(e.field()).isEqualTo(field);
            assertThat(e.rule()).isEqualTo(rule);
            assertThat(e.value()).isEqualTo(value);
        });
    }
}
