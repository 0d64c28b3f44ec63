package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuoteReaderTest {
    private static final String STOCK = "\"stk_cd\":\"005930\",\"stk_nm\":\"이름\",\"cur_prc\":\"-315500\","
            + "\"pred_pre\":\"-18500\",\"flu_rt\":\"-5.54\",\"trde_qty\":\"20396038\",\"dt\":\"20260701\","
            + "\"cntr_tm\":\"145053\"";
    private static final QuoteRow.Quoted QUOTED =
            new QuoteRow.Quoted("005930", 20_260_701, 145_053, 315_500, -18_500, -554, 20_396_038, Optional.empty());

    @Test
    void readsTheCapturedAnswer() throws IOException {
        String body = Files.readString(SharedData.require("kiwoom/captured/ka10095.005930-000660.json"));

        assertThat(read(body, "005930", "000660"))
                .containsExactly(
                        QUOTED,
                        new QuoteRow.Quoted(
                                "000660", 20_260_701, 145_053, 2_578_000, -72_000, -272, 3_572_113, Optional.empty()));
    }

    @Test
    void readsTheGuidesAnswer() throws IOException {
        String body = Files.readString(SharedData.require("kiwoom/official-doc/ka10095.response.json"));

        assertThat(read(body, "005930"))
                .containsExactly(new QuoteRow.Quoted(
                        "005930", 20_241_128, 163_713, 156_600, 34_900, 2_868, 118_636, Optional.empty()));
    }

    @Test
    void readsTheTermsOfAWarrantInTheirScales() {
        String terms = ",\"elwexec_pric\":\"214462\",\"elwexpr_dt\":\"20260914\",\"cnvt_rt\":\"0.0021\","
                + "\"theory_pric\":\"2127\",\"innr_vltl\":\"6789\"";

        assertThat(warrant(terms))
                .contains(new WarrantTerms(
                        OptionalLong.of(21_446_200),
                        OptionalInt.of(20_260_914),
                        OptionalLong.of(21),
                        OptionalLong.of(2_127),
                        OptionalLong.of(6_789)));
        assertThat(warrant(",\"elwexec_pric\":\"467.50\",\"cnvt_rt\":\"100.0000\"")
                        .orElseThrow()
                        .strike())
                .hasValue(46_750);
        assertThat(warrant(",\"elwexec_pric\":\"467.50\",\"cnvt_rt\":\"100.0000\"")
                        .orElseThrow()
                        .conversionRatio())
                .hasValue(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"elwexec_pric\":\"0\",\"elwexpr_dt\":\"00000000\",\"cnvt_rt\":\"0.0000\",\"theory_pric\":\"\"",
                ",\"elwexec_pric\":\"4294967295\",\"elwexpr_dt\":\"20261301\",\"innr_vltl\":\"-2147483648\"",
                ",\"elwexec_pric\":\"x\",\"cnvt_rt\":\"0.00215\",\"theory_pric\":\"21.413\""
            })
    void takesTermsThatAreEmptyZeroSaturatedOrUnreadableForAbsent(String terms) {
        assertThat(warrant(terms)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | false",
                "'\"stk_cd\":\"\",\"stk_nm\":\"\",\"cur_prc\":\"\",\"dt\":\"\"' | false",
                "'\"stk_cd\":\"005930\",\"stk_nm\":\"\",\"cur_prc\":\" \"' | false",
                "'\"stk_cd\":\"005930\",\"stk_nm\":null,\"cur_prc\":null' | false",
                "'\"stk_cd\":\"005930\",\"stk_nm\":\"이름\",\"cur_prc\":\"0\",\"trde_qty\":\"0\"' | true",
                "'\"stk_cd\":\"005930\",\"stk_nm\":\"이름\",\"cur_prc\":\"\"' | true"
            })
    void tellsAnUnknownCodeFromOneWithoutAPrice(String fields, boolean known) {
        assertThat(row("005930", fields)).isEqualTo(new QuoteRow.Empty("005930", known));
    }

    @ParameterizedTest
    @CsvSource({"dt,'',0,145053", "dt,00000000,0,145053", "cntr_tm,'',20260701,-1", "cntr_tm,000000,20260701,-1"})
    void takesADayAndATimeOfNothingForAbsent(String field, String text, int date, int time) {
        assertThat(row("005930", with(field, text)))
                .isEqualTo(new QuoteRow.Quoted(
                        "005930", date, time, 315_500, -18_500, -554, 20_396_038, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "cur_prc,4294967295,SATURATED",
        "cur_prc,31x,NOT_A_NUMBER",
        "cur_prc,315500.5,FRACTION",
        "pred_pre,'',FIELD_ABSENT",
        "pred_pre,-2147483648,SATURATED",
        "flu_rt,,FIELD_ABSENT",
        "flu_rt,1.234,FRACTION",
        "trde_qty,'',FIELD_ABSENT",
        "trde_qty,-1,OUT_OF_RANGE",
        "dt,20260231,BAD_DATE",
        "dt,260701,BAD_DATE",
        "cntr_tm,145061,BAD_TIME",
        "stk_cd,000660,WRONG_ITEM"
    })
    void namesTheReasonOfARowItCannotRead(String field, String text, RejectReason reason) {
        assertThat(row("005930", with(field, text == null ? "" : text)))
                .isInstanceOfSatisfying(QuoteRow.Unreadable.class, unreadable -> {
                    assertThat(unreadable.reason()).isEqualTo(reason);
                    assertThat(unreadable.detail()).contains(field);
                    assertThat(unreadable.raw()).isEqualTo("{" + with(field, text == null ? "" : text) + "}");
                });
    }

    @Test
    void refusesAValueThatIsNoTextAndARowThatIsNoObject() {
        assertThat(read(
                        "{\"atn_stk_infr\":[{" + STOCK.replace("\"-315500\"", "-315500") + "},17]}",
                        "005930",
                        "000660"))
                .extracting(row -> ((QuoteRow.Unreadable) row).reason())
                .containsExactly(RejectReason.FIELD_NOT_TEXT, RejectReason.ROW_SHAPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"005930_AL", "005930"})
    void acceptsTheEchoOfACodeWithItsSuffixOrWithout(String echo) {
        assertThat(row("005930_AL", with("stk_cd", echo))).isInstanceOf(QuoteRow.Quoted.class);
    }

    @Test
    void givesARowToTheSourceAsTheEventItIs() {
        FramePosition position = new FramePosition("main", 1, 2, 3);

        assertThat(QUOTED.toEvent(true, 99, position))
                .isEqualTo(new KiwoomEvent.Quote(
                        "005930",
                        20_260_701,
                        145_053,
                        315_500,
                        -18_500,
                        -554,
                        20_396_038,
                        Optional.empty(),
                        true,
                        99,
                        position));
        assertThat(new QuoteRow.Empty("999999", false).toEvent(false, 99, position))
                .isEqualTo(new KiwoomEvent.NoQuote("999999", false, false, 99, position));
        assertThat(new QuoteRow.Unreadable("005930", RejectReason.BAD_DATE, "dt", "{}").toEvent(false, 99, position))
                .isEqualTo(new KiwoomEvent.Rejected(
                        RejectReason.BAD_DATE, "005930: dt", new byte[] {'{', '}'}, 99, position));
    }

    private static Optional<WarrantTerms> warrant(String terms) {
        return ((QuoteRow.Quoted) row("005930", STOCK + terms)).warrant();
    }

    private static String with(String field, String text) {
        return STOCK.replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":\"" + text + "\"");
    }

    private static QuoteRow row(String item, String fields) {
        return read("{\"atn_stk_infr\":[{" + fields + "}]}", item).get(0);
    }

    private static List<QuoteRow> read(String body, String... items) {
        List<AnswerRow> rows =
                AnswerRows.read(body, "atn_stk_infr", QuoteReader.FIELDS).orElseThrow();
        assertThat(rows).hasSameSizeAs(items);
        return IntStream.range(0, items.length)
                .mapToObj(i -> QuoteReader.read(items[i], rows.get(i)))
                .toList();
    }
}
