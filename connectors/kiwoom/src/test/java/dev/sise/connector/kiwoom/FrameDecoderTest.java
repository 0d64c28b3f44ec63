package dev.sise.connector.kiwoom;

import static dev.sise.connector.kiwoom.Frames.real;
import static dev.sise.connector.kiwoom.Frames.trade;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    private final FrameDecoder decoder = new FrameDecoder();

    @Test
    void readsATradeWithItsSigns() {
        String frame = real(trade("000660", "102801", "+1850000", "-8000", "-0.43", "2459785", "-37"));

        assertThat(rows(frame))
                .containsExactly(new Row.Trade(0, "000660", 102_801, 1_850_000, -8_000, -43, 2_459_785, -37));
    }

    @Test
    void readsAFrameWhoseNameComesFirstOrLast() {
        String row = trade("005930", "100000", "1000", "0", "0.00", "5", "5");

        assertThat(rows("{\"trnm\":\"REAL\",\"data\":[" + row + "]}")).isEqualTo(rows(real(row)));
        assertThat(rows(real(row))).hasOnlyElementsOfType(Row.Trade.class).hasSize(1);
    }

    @Test
    void readsARowWhoseTypeComesBeforeItsValues() {
        String frame = real("{\"type\":\"0B\",\"item\":\"005930_AL\",\"values\":{\"20\":\"100000\",\"10\":\" 1000\","
                + "\"11\":\"0\",\"12\":\"0.00\",\"13\":\"5\",\"15\":\" 5\",\"9999\":\"unknown\",\"x\":{\"y\":[1]}}}");

        assertThat(rows(frame)).containsExactly(new Row.Trade(0, "005930_AL", 100_000, 1_000, 0, 0, 5, 5));
    }

    @Test
    void letsEveryRowOfAFrameStandAlone() {
        String frame = real(
                trade("005930", "100000", "1000", "0", "0.00", "5", "5"),
                trade("005930", "100000", "1000.5", "0", "0.00", "6", "1"),
                trade("005930", "100000", "1001", "1", "0.10", "", "1"),
                "17",
                "{\"item\":\"005930\",\"values\":{}}",
                "{\"type\":\"0D\",\"item\":\"005930\",\"values\":{\"21\":\"100000\"}}",
                trade("005930", "100001", "1002", "2", "0.20", "8", "1"));

        List<Row> rows = rows(frame);

        assertThat(rows).map(Row::index).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(rows.get(0)).isInstanceOf(Row.Trade.class);
        assertThat(refusal(rows.get(1))).isEqualTo(RejectReason.FRACTION);
        assertThat(((Row.Refused) rows.get(1)).raw())
                .isEqualTo(trade("005930", "100000", "1000.5", "0", "0.00", "6", "1"));
        assertThat(refusal(rows.get(2))).isEqualTo(RejectReason.FIELD_ABSENT);
        assertThat(refusal(rows.get(3))).isEqualTo(RejectReason.ROW_SHAPE);
        assertThat(((Row.Refused) rows.get(3)).raw()).isEqualTo("17");
        assertThat(refusal(rows.get(4))).isEqualTo(RejectReason.ROW_SHAPE);
        assertThat(rows.get(5)).isEqualTo(new Row.Other(5, "0D"));
        assertThat(rows.get(6)).isEqualTo(new Row.Trade(6, "005930", 100_001, 1_002, 2, 20, 8, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "4294967295", "-2147483648"})
    void keepsATradeWithoutItsOwnVolume(String volume) {
        assertThat(rows(real(trade("005930", "100000", "1000", "0", "0.00", "5", volume))))
                .containsExactly(new Row.Trade(0, "005930", 100_000, 1_000, 0, 0, 5, KiwoomEvent.Trade.NO_VOLUME));
    }

    @Test
    void refusesATradeWhoseOwnVolumeIsNoNumber() {
        assertThat(rows(real(trade("005930", "100000", "1000", "0", "0.00", "5", "1x"))))
                .map(FrameDecoderTest::refusal)
                .containsExactly(RejectReason.NOT_A_NUMBER);
    }

    @Test
    void keepsTypesApartThatDifferByLetterCase() {
        assertThat(rows(real("{\"type\":\"0U\"}", "{\"type\":\"0u\"}", "{\"type\":\"0b\"}")))
                .containsExactly(new Row.Other(0, "0U"), new Row.Other(1, "0u"), new Row.Other(2, "0b"));
    }

    @Test
    void refusesAFieldThatIsNotAText() {
        String frame =
                real(trade("005930", "100000", "1000", "0", "0.00", "5", "5").replace("\"1000\"", "1000"));

        assertThat(rows(frame)).map(FrameDecoderTest::refusal).containsExactly(RejectReason.FIELD_NOT_TEXT);
    }

    @Test
    void savesTheWholeRowsOfABrokenFrame() {
        String first = trade("005930", "100000", "1000", "0", "0.00", "5", "5");
        String second = trade("000660", "100000", "2000", "0", "0.00", "6", "1");
        String third = trade("035420", "100001", "3000", "2", "0.20", "8", "1");
        String frame = real(first, second, third).replace("\"000660\"", "\"000660");

        Frame.Unreadable unreadable = (Frame.Unreadable) decoder.decode(frame);

        assertThat(unreadable.reason()).isEqualTo(RejectReason.NOT_JSON);
        assertThat(unreadable.saved()).map(Row.Trade::item).containsExactly("005930", "035420");
        assertThat(unreadable.saved()).map(Row.Trade::index).containsExactly(0, 1);
    }

    @Test
    void savesTheWholeRowsOfATruncatedFrame() {
        String frame = real(
                trade("005930", "100000", "1000", "0", "0.00", "5", "5"),
                trade("000660", "100000", "2000", "0", "0.00", "6", "1"));

        Frame.Unreadable unreadable = (Frame.Unreadable) decoder.decode(frame.substring(0, frame.length() - 20));

        assertThat(unreadable.saved()).map(Row.Trade::item).containsExactly("005930");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"trnm\":\"LOGIN\",\"return_code\":0,\"return_msg\":\"\",\"sor_yn\":\"Y\"} | 0",
                "{\"return_msg\":\"x [CODE=8005, MESSAGE=y]\",\"return_code\":\"805004\",\"trnm\":\"LOGIN\"} | 805004"
            })
    void readsTheAnswerToLogin(String frame, int code) {
        assertThat(decoder.decode(frame))
                .isInstanceOfSatisfying(Frame.Login.class, login -> assertThat(login.returnCode())
                        .isEqualTo(code));
    }

    @Test
    void readsAcknowledgementsOfBothKinds() {
        assertThat(decoder.decode("{\"trnm\":\"REG\",\"return_code\":0,\"return_msg\":\"\"}"))
                .isEqualTo(new Frame.Acknowledgement(true, 0, ""));
        assertThat(decoder.decode("{\"trnm\":\"REMOVE\",\"return_code\":105115,\"return_msg\":\"full\"}"))
                .isEqualTo(new Frame.Acknowledgement(false, 105_115, "full"));
    }

    @Test
    void readsANoticeOfTheServer() {
        assertThat(decoder.decode("{\"trnm\":\"SYSTEM\",\"code\":\"R10001\",\"message\":\"m\"}"))
                .isEqualTo(new Frame.SystemNotice("R10001", "m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PING", " PING\n", "{\"trnm\":\"PING\"}", "{\"seq\":[1,{\"a\":2}],\"trnm\":\"PING\",\"t\":\"x\"}"
            })
    void readsAHeartbeatBareOrWithMoreFields(String text) {
        assertThat(decoder.decode(text)).isEqualTo(new Frame.Ping());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | NOT_JSON",
                "'   ' | NOT_JSON",
                "{ | NOT_JSON",
                "{\"trnm\":\"PING\"}} | NOT_JSON",
                "{\"trnm\":\"PING\"} {\"trnm\":\"PING\"} | NOT_JSON",
                "[1,2] | NOT_AN_OBJECT",
                "[1,2 | NOT_JSON",
                "17 | NOT_AN_OBJECT",
                "{} | UNKNOWN_MESSAGE",
                "{\"trnm\":null} | UNKNOWN_MESSAGE",
                "{\"trnm\":\"real\",\"data\":[]} | UNKNOWN_MESSAGE",
                "{\"trnm\":\"CNSRLST\",\"data\":[[\"0\",\"a\"]]} | UNKNOWN_MESSAGE",
                "{\"trnm\":\"REAL\"} | BAD_ENVELOPE",
                "{\"trnm\":\"REAL\",\"data\":{\"a\":[]}} | BAD_ENVELOPE",
                "{\"trnm\":\"REG\"} | BAD_ENVELOPE",
                "{\"trnm\":\"LOGIN\",\"return_code\":\"none\"} | BAD_ENVELOPE",
                "{\"trnm\":\"LOGIN\",\"return_code\":99999999999999999999} | BAD_ENVELOPE",
                "{\"trnm\":\"SYSTEM\"} | BAD_ENVELOPE"
            })
    void namesTheReasonOfAMessageItCannotRead(String frame, RejectReason reason) {
        assertThat(decoder.decode(frame))
                .isInstanceOfSatisfying(Frame.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .isEqualTo(reason));
    }

    @Test
    void survivesNestingAndLengthsBeyondTheParsersLimits() {
        assertThat(decoder.decode("{\"a\":".repeat(5_000))).isInstanceOf(Frame.Unreadable.class);
        assertThat(decoder.decode("[".repeat(100_000))).isInstanceOf(Frame.Unreadable.class);
        assertThat(decoder.decode("{".repeat(FrameDecoder.MAX_FRAME_CHARS))).isInstanceOf(Frame.Unreadable.class);
        assertThat(decoder.decode("{\"" + "n".repeat(200_000) + "\":1}")).isInstanceOf(Frame.Unreadable.class);
        assertThat(decoder.decode(" ".repeat(FrameDecoder.MAX_FRAME_CHARS + 1)))
                .isInstanceOfSatisfying(Frame.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .isEqualTo(RejectReason.TOO_LONG));
    }

    private List<Row> rows(String frame) {
        return ((Frame.Real) decoder.decode(frame)).rows();
    }

    private static RejectReason refusal(Row row) {
        return ((Row.Refused) row).reason();
    }
}
