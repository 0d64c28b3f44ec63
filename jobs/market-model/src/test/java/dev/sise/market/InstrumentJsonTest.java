package dev.sise.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InstrumentJsonTest {
    private static final ListedInstrument SAMSUNG = new ListedInstrument(
            Ticker.of("005930"),
            InstrumentClass.COMMON,
            "KOSPI",
            "삼성전자",
            5_919_637_922L,
            LocalDate.of(1975, 6, 11),
            326_500,
            true,
            ListedInstrument.Status.LISTED);
    private static final String SAMSUNG_JSON =
            "{\"v\":1,\"ticker\":\"005930\",\"class\":\"common\",\"market\":\"KOSPI\","
                    + "\"name\":\"삼성전자\",\"listed_shares\":5919637922,\"listing_date\":\"1975-06-11\",\"last_close\":326500,"
                    + "\"has_after_market\":true,\"status\":\"listed\"}";

    @Test
    void writesTheContract() throws Exception {
        assertThat(new String(InstrumentJson.write(SAMSUNG), StandardCharsets.UTF_8))
                .isEqualTo(SAMSUNG_JSON);
        assertThat(InstrumentJson.read(bytes(SAMSUNG_JSON))).isEqualTo(SAMSUNG);
    }

    @Test
    void leavesOutAListingDateThatTheListDoesNotTell() throws Exception {
        ListedInstrument warrant = new ListedInstrument(
                Ticker.of("57JBHH"),
                InstrumentClass.ELW,
                "ELW",
                "한국\"JBHH\"",
                0,
                null,
                0,
                false,
                ListedInstrument.Status.DELISTED);

        byte[] bytes = InstrumentJson.write(warrant);

        assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("listing_date");
        assertThat(InstrumentJson.read(bytes)).isEqualTo(warrant);
    }

    @ParameterizedTest
    @EnumSource
    void hasAWordForEveryClass(InstrumentClass instrumentClass) throws Exception {
        String json = SAMSUNG_JSON.replace("common", instrumentClass.code());

        assertThat(InstrumentJson.read(bytes(json)).instrumentClass()).isEqualTo(instrumentClass);
    }

    @Test
    void ignoresMembersItDoesNotKnow() throws Exception {
        assertThat(InstrumentJson.read(
                        bytes(SAMSUNG_JSON.replace("{\"v\":1", "{\"v\":2,\"later\":{\"a\":[1]},\"x\":null"))))
                .isEqualTo(SAMSUNG);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | [] | an instrument must be JSON",
                "\"v\":1, | `` | v is missing",
                "\"v\":1 | \"v\":0 | v must be 1 or more, was 0",
                "\"005930\" | 5930 | ticker must be a string",
                "005930 | 5930 | ticker must be a ticker: a ticker has six characters",
                "common | share | class must be one of common, preferred, etf,",
                "\"KOSPI\" | null | market is missing",
                "5919637922 | -1 | listed_shares must not be negative, was -1",
                "5919637922 | 1.5 | listed_shares must be a whole number",
                "326500 | 99999999999999999999 | last_close must be a whole number",
                "326500 | -1 | last_close must not be negative, was -1",
                "1975-06-11 | 19750611 | listing_date must be an ISO date, was 19750611",
                "true | 1 | has_after_market must be true or false",
                "\"listed\" | \"sold\" | status must be one of listed, halted, delisted, was sold",
            })
    void refusesWhatBreaksARuleAndNamesIt(String valid, String broken, String reason) {
        assertThatThrownBy(() -> InstrumentJson.read(bytes(SAMSUNG_JSON.replace(valid, broken))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @CsvSource({"''", "[]", "7"})
    void refusesWhatIsNoObject(String json) {
        assertThatThrownBy(() -> InstrumentJson.read(bytes(json)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("an instrument must be a JSON object");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
