package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DailyCandleClientTest {
    private static final String ROW = "\"cur_prc\":\"70100\",\"trde_qty\":\"9263135\",\"trde_prica\":\"648525\","
            + "\"dt\":\"20250908\",\"open_pric\":\"69800\",\"high_pric\":\"70500\",\"low_pric\":\"69600\","
            + "\"pred_pre\":\"+600\",\"pred_pre_sig\":\"2\",\"trde_tern_rt\":\"+0.16\"";
    private static final DailyCandle CANDLE = new DailyCandle(
            LocalDate.of(2025, 9, 8), 69_800, 70_500, 69_600, 70_100, 9_263_135, OptionalLong.of(648_525_000_000L));

    @Test
    void readsTheCapturedDaysThoughTheirPricesDoNotFitEachOther() throws Exception {
        KiwoomPage<DailyCandle> page = sample("captured/ka10081.005930.excerpt.json");

        assertThat(page.refused()).isEmpty();
        assertThat(page.rows())
                .containsExactly(
                        new DailyCandle(
                                LocalDate.of(2026, 5, 28),
                                216_000,
                                216_000,
                                216_000,
                                216_000,
                                82_432,
                                OptionalLong.of(17_805_000_000L)),
                        new DailyCandle(
                                LocalDate.of(2026, 5, 27),
                                316_000,
                                311_000,
                                300_000,
                                300_000,
                                62_538,
                                OptionalLong.of(19_458_000_000L)),
                        new DailyCandle(
                                LocalDate.of(2026, 5, 26),
                                295_500,
                                291_500,
                                291_500,
                                291_500,
                                139_111,
                                OptionalLong.of(33_859_000_000L)),
                        new DailyCandle(
                                LocalDate.of(2026, 5, 22),
                                295_500,
                                295_500,
                                295_500,
                                295_500,
                                64_377,
                                OptionalLong.of(18_863_000_000L)),
                        new DailyCandle(
                                LocalDate.of(2026, 5, 21), 270_000, 270_000, 270_000, 270_000, 0, OptionalLong.of(0)));
    }

    @Test
    void readsTheGuidesDays() throws Exception {
        KiwoomPage<DailyCandle> page = sample("official-doc/ka10081.response.json");

        assertThat(page.refused()).isEmpty();
        assertThat(page.rows())
                .containsExactly(
                        CANDLE,
                        new DailyCandle(
                                LocalDate.of(2025, 9, 5),
                                70_300,
                                70_400,
                                69_500,
                                69_500,
                                11_526_724,
                                OptionalLong.of(804_642_000_000L)));
    }

    @ParameterizedTest
    @CsvSource({
        "cur_prc,-70100",
        "cur_prc,+70100",
        "cur_prc,--70100",
        "cur_prc,' 70100'",
        "open_pric,-69800",
        "trde_qty,+9263135",
        "trde_prica,'648525 '"
    })
    void readsTheSameDayBehindSignsAndBlanks(String field, String text) throws Exception {
        assertThat(page(with(field, text)).rows()).containsExactly(CANDLE);
    }

    @Test
    void readsAHaltAndADayWithoutTradedValue() throws Exception {
        String halt =
                "\"dt\":\"20250905\",\"open_pric\":\"0\",\"high_pric\":\"0\",\"low_pric\":\"0\",\"cur_prc\":\"69500\","
                        + "\"trde_qty\":\"0\",\"trde_prica\":\"0\"";

        assertThat(page(halt).rows())
                .containsExactly(new DailyCandle(LocalDate.of(2025, 9, 5), 0, 0, 0, 69_500, 0, OptionalLong.of(0)));
        assertThat(page(with("trde_prica", "")).rows().get(0).tradedValue()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "dt,'',FIELD_ABSENT",
        "dt,00000000,FIELD_ABSENT",
        "dt,20250931,BAD_DATE",
        "cur_prc,'',FIELD_ABSENT",
        "open_pric,' ',FIELD_ABSENT",
        "high_pric,70500.5,FRACTION",
        "low_pric,4294967295,SATURATED",
        "cur_prc,7o100,NOT_A_NUMBER",
        "trde_qty,'',FIELD_ABSENT",
        "trde_qty,-1,OUT_OF_RANGE",
        "trde_prica,-1,OUT_OF_RANGE",
        "trde_prica,99999999999999,OUT_OF_RANGE",
        "trde_prica,1234567890123456,OUT_OF_RANGE"
    })
    void refusesARowWithAReasonAndItsText(String field, String text, RejectReason reason) throws Exception {
        KiwoomPage<DailyCandle> page = page(with(field, text));

        assertThat(page.rows()).isEmpty();
        assertThat(page.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.detail()).contains(field);
            assertThat(refused.raw()).isEqualTo("{" + with(field, text) + "}");
        });
    }

    @Test
    void keepsTheRowsAroundABadOne() throws Exception {
        String body = body("{" + ROW + "},17,{" + with("cur_prc", "x") + "},{" + ROW.replace("\"70100\"", "70100")
                + "},{" + ROW + "}");

        KiwoomPage<DailyCandle> page =
                DailyCandleClient.page(answer(body, Optional.empty()), "005930", Optional.empty());

        assertThat(page.rows()).containsExactly(CANDLE, CANDLE);
        assertThat(page.refused())
                .extracting(RefusedRow::reason)
                .containsExactly(RejectReason.ROW_SHAPE, RejectReason.NOT_A_NUMBER, RejectReason.FIELD_NOT_TEXT);
    }

    @Test
    void takesADayWithoutRowsForAnEmptyPage() throws Exception {
        KiwoomPage<DailyCandle> page =
                DailyCandleClient.page(answer(body(""), Optional.empty()), "005930", Optional.empty());

        assertThat(page).isEqualTo(new KiwoomPage<>(List.of(), List.of(), Optional.empty()));
    }

    @Test
    void refusesAnAnswerAboutAnotherCodeWithoutAListOrThatNamesItself() {
        refuses(answer(body("{" + ROW + "}"), Optional.empty()), "000660", AnswerClass.DROP, "another code");
        refuses(answer("{\"return_code\":0}", Optional.empty()), "005930", AnswerClass.RETRY, "without stk_dt_pole");
        refuses(answer(body("{" + ROW), Optional.empty()), "005930", AnswerClass.RETRY, "without stk_dt_pole");
        refuses(answer(body("{" + ROW + "}"), Optional.of("k1")), "005930", AnswerClass.DROP, "names itself");
        assertThatThrownBy(() -> DailyCandleClient.page(
                        new KiwoomAnswer(
                                AnswerClass.DROP,
                                200,
                                OptionalInt.of(2),
                                "입력 값 오류입니다[1902:종목 정보가 없습니다]",
                                OptionalInt.empty(),
                                Optional.empty(),
                                "{}"),
                        "005930",
                        Optional.empty()))
                .isInstanceOfSatisfying(KiwoomCallException.class, refused -> assertThat(refused.code())
                        .hasValue(1902));
    }

    private static void refuses(KiwoomAnswer answer, String code, AnswerClass expected, String words) {
        assertThatThrownBy(() -> DailyCandleClient.page(answer, code, Optional.of("k1")))
                .isInstanceOfSatisfying(KiwoomCallException.class, refused -> assertThat(refused.answerClass())
                        .isEqualTo(expected))
                .hasMessageContaining(words);
    }

    private static KiwoomPage<DailyCandle> sample(String name) throws IOException {
        String body = Files.readString(SharedData.require("kiwoom/" + name));
        return DailyCandleClient.page(answer(body, Optional.empty()), "005930", Optional.empty());
    }

    private static KiwoomPage<DailyCandle> page(String row) throws KiwoomCallException {
        return DailyCandleClient.page(answer(body("{" + row + "}"), Optional.empty()), "005930", Optional.empty());
    }

    private static String with(String field, String text) {
        return ROW.replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":\"" + text + "\"");
    }

    private static String body(String rows) {
        return "{\"stk_cd\":\"005930\",\"stk_dt_pole_chart_qry\":[" + rows + "],\"return_code\":0}";
    }

    private static KiwoomAnswer answer(String body, Optional<String> nextKey) {
        return new KiwoomAnswer(AnswerClass.OK, 200, OptionalInt.of(0), "", OptionalInt.empty(), nextKey, body);
    }
}
