package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDateTime;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RowTextTest {

    private final RowText row = new RowText();

    @Test
    void aPriceCarriesItsDirectionAgainstThePreviousClose() {
        assertThat(written(row -> row.price("1", 316_500, 334_000))).isEqualTo("-316500");
        assertThat(written(row -> row.price("1", 334_500, 334_000))).isEqualTo("+334500");
        assertThat(written(row -> row.price("1", 67_300, 67_300))).isEqualTo(" 67300");
        assertThat(written(row -> row.price("1", 0, 67_300))).isEqualTo(" 0");
    }

    @Test
    void aDifferenceCarriesItsTrueSign() {
        assertThat(written(row -> row.difference("1", -17_500))).isEqualTo("-17500");
        assertThat(written(row -> row.difference("1", 2))).isEqualTo("+2");
        assertThat(written(row -> row.difference("1", 0))).isEqualTo(" 0");
        assertThat(written(row -> row.signedHundredths("1", -524))).isEqualTo("-5.24");
        assertThat(written(row -> row.signedHundredths("1", 5))).isEqualTo("+0.05");
        assertThat(written(row -> row.signedHundredths("1", 0))).isEqualTo(" 0.00");
        assertThat(written(row -> row.hundredths("1", "-", 12_345))).isEqualTo("-123.45");
    }

    @Test
    void aNumberHasAllItsDigits() {
        for (long number = 1; number > 0; number = 10 * number + 7) {
            long written = number;
            assertThat(written(row -> row.put("1", written))).isEqualTo(Long.toString(written));
            assertThat(written(row -> row.put("1", written - 1))).isEqualTo(Long.toString(written - 1));
            assertThat(written(row -> row.put("1", -written))).isEqualTo(Long.toString(-written));
        }
        assertThat(written(row -> row.put("1", Long.MAX_VALUE))).isEqualTo(Long.toString(Long.MAX_VALUE));
    }

    @Test
    void aTimeHasSixDigits() {
        assertThat(written(row -> row.time("1", LocalDateTime.of(2026, 11, 20, 9, 0, 5))))
                .isEqualTo("090005");
        assertThat(written(row -> row.time("1", null))).isEqualTo("000000");
    }

    @Test
    void aLongRowOfKoreanTextIsWrittenWhole() {
        row.start();
        for (int field = 0; field < 1_000; field++) {
            row.put(Integer.toString(field), "정적" + field);
        }
        JsonNode read = Json.readObject(
                        row.close("0B", "주식체결", "삼성\uD83D\uDE00").toString())
                .orElseThrow();

        assertThat(read.get("values")).hasSize(1_000);
        assertThat(read.at("/values/999").textValue()).isEqualTo("정적999");
        assertThat(read.get("type").textValue()).isEqualTo("0B");
        assertThat(read.get("name").textValue()).isEqualTo("주식체결");
        assertThat(read.get("item").textValue()).isEqualTo("삼성\uD83D\uDE00");
    }

    private String written(Consumer<RowText> value) {
        value.accept(row.start());
        return Json.readObject(row.close("0B", "", "").toString())
                .orElseThrow()
                .at("/values/1")
                .textValue();
    }
}
