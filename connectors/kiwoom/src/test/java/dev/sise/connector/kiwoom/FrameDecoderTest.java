package dev.sise.connector.kiwoom;

import static dev.sise.connector.kiwoom.Frames.real;
import static dev.sise.connector.kiwoom.Frames.row;
import static dev.sise.connector.kiwoom.Frames.trade;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    private static final FrameOrigin ORIGIN = new FrameOrigin("main", 1, 2, 99);

    private final FrameDecoder decoder = new FrameDecoder();

    @Test
    void readsATradeWithItsSigns() {
        String frame = real(trade("000660", "102801", "+1850000", "-8000", "-0.43", "2459785", "-37"));

        assertThat(rows(frame)).containsExactly(tradeAt(0, "000660", 102_801, 1_850_000, -8_000, -43, 2_459_785, -37));
    }

    @Test
    void readsAFrameWhoseNameComesFirstOrLast() {
        String row = trade("005930", "100000", "1000", "0", "0.00", "5", "5");

        assertThat(rows("{\"trnm\":\"REAL\",\"data\":[" + row + "]}")).isEqualTo(rows(real(row)));
        assertThat(rows(real(row))).containsExactly(tradeAt(0, "005930", 100_000, 1_000, 0, 0, 5, 5));
    }

    @Test
    void readsARowWhoseTypeComesBeforeItsValues() {
        String frame = real("{\"type\":\"0B\",\"item\":\"005930_AL\",\"values\":{\"20\":\"100000\",\"10\":\" 1000\","
                + "\"11\":\"0\",\"12\":\"0.00\",\"13\":\"5\",\"15\":\" 5\",\"9999\":\"unknown\",\"x\":{\"y\":[1]}}}");

        assertThat(rows(frame)).containsExactly(tradeAt(0, "005930_AL", 100_000, 1_000, 0, 0, 5, 5));
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

        Frame.Real read = (Frame.Real) decoder.decode(frame, ORIGIN);

        assertThat(read.otherTypes()).containsExactly("0D");
        List<KiwoomEvent> rows = read.events();
        assertThat(rows).map(row -> row.position().row()).containsExactly(0, 1, 2, 3, 4, 6);
        assertThat(rows.get(0)).isInstanceOf(KiwoomEvent.Trade.class);
        assertThat(refusal(rows.get(1))).isEqualTo(RejectReason.FRACTION);
        assertThat(raw(rows.get(1))).isEqualTo(trade("005930", "100000", "1000.5", "0", "0.00", "6", "1"));
        assertThat(refusal(rows.get(2))).isEqualTo(RejectReason.FIELD_ABSENT);
        assertThat(refusal(rows.get(3))).isEqualTo(RejectReason.ROW_SHAPE);
        assertThat(raw(rows.get(3))).isEqualTo("17");
        assertThat(refusal(rows.get(4))).isEqualTo(RejectReason.ROW_SHAPE);
        assertThat(rows.get(5)).isEqualTo(tradeAt(6, "005930", 100_001, 1_002, 2, 20, 8, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "4294967295", "-2147483648"})
    void keepsATradeWithoutItsOwnVolume(String volume) {
        assertThat(rows(real(trade("005930", "100000", "1000", "0", "0.00", "5", volume))))
                .containsExactly(tradeAt(0, "005930", 100_000, 1_000, 0, 0, 5, KiwoomEvent.Trade.NO_VOLUME));
    }

    @Test
    void refusesATradeWhoseOwnVolumeIsNoNumber() {
        assertThat(rows(real(trade("005930", "100000", "1000", "0", "0.00", "5", "1x"))))
                .map(FrameDecoderTest::refusal)
                .containsExactly(RejectReason.NOT_A_NUMBER);
    }

    @Test
    void keepsTypesApartThatDifferByLetterCase() {
        String indicators = "{\"values\":{\"20\":\"111847\"},\"type\":\"0u\",\"item\":\"57JBHH\"}";

        Frame.Real read = (Frame.Real) decoder.decode(
                real(indicators.replace("0u", "0U"), indicators, indicators.replace("0u", "0b")), ORIGIN);

        assertThat(read.otherTypes()).containsExactly("0U", "0b");
        assertThat(read.events())
                .hasOnlyElementsOfType(KiwoomEvent.WarrantIndicators.class)
                .hasSize(1);
    }

    @Test
    void readsAnExpectedPriceWhoseQuantityHasAColour() {
        assertThat(rows(real(row(
                        "0H",
                        "005930",
                        "\"20\":\"085500\",\"10\":\"-60500\",\"11\":\"-200\",\"12\":\"-0.33\",\"15\":\"-7805\","
                                + "\"13\":\"768293\",\"25\":\"5\""))))
                .containsExactly(new KiwoomEvent.Expected(
                        "005930", 85_500, 60_500, -200, -33, OptionalLong.of(7_805), 99, ORIGIN.position(0)));
    }

    @Test
    void refusesAnExpectedPriceOfZeroAndKeepsItsNeighbours() {
        String values = "\"20\":\"085500\",\"10\":\"%s\",\"11\":\"0\",\"12\":\"0.00\",\"15\":\"\"";

        List<KiwoomEvent> rows =
                rows(real(row("0H", "005930", values.formatted("0")), row("0H", "000660", values.formatted("500"))));

        assertThat(refusal(rows.get(0))).isEqualTo(RejectReason.OUT_OF_RANGE);
        assertThat(rows.get(1))
                .isEqualTo(new KiwoomEvent.Expected(
                        "000660", 85_500, 500, 0, 0, OptionalLong.empty(), 99, ORIGIN.position(1)));
    }

    @Test
    void readsAWarrantsTheoryScaledOrPlain() {
        OptionalLong absent = OptionalLong.empty();
        String scaled = "\"20\":\"140000\",\"10\":\"-20\",\"670\":\"2141\",\"671\":\"67.66\",\"672\":\"294746\","
                + "\"673\":\"6\",\"674\":\"-0.393836\",\"675\":\"4294967295\",\"676\":17,\"706\":\"x\"";
        String plain = "\"20\":\"140000\",\"10\":\"\",\"670\":\"21.41\",\"671\":\"6766\",\"706\":\" 0.00\"";

        assertThat(rows(real(row("0m", "57M747", scaled), row("0m", "57M747", plain))))
                .containsExactly(
                        new KiwoomEvent.WarrantTheory(
                                "57M747",
                                140_000,
                                OptionalLong.of(20),
                                OptionalLong.of(2_141),
                                OptionalLong.of(6_766),
                                absent,
                                OptionalLong.of(294_746),
                                OptionalLong.of(6),
                                OptionalLong.of(-393_836),
                                absent,
                                absent,
                                99,
                                ORIGIN.position(0)),
                        new KiwoomEvent.WarrantTheory(
                                "57M747",
                                140_000,
                                absent,
                                OptionalLong.of(2_141),
                                OptionalLong.of(6_766),
                                absent,
                                absent,
                                absent,
                                absent,
                                absent,
                                absent,
                                99,
                                ORIGIN.position(1)));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "2,152000,000600,152000,360",
                "P,080000,000000,80000,0",
                "b,888888,999999,none,none",
                "3,none,none,none,none"
            })
    void readsAMarketStateWhoseTimesMayBeMissing(
            String code, String time, String remaining, Integer expectedTime, Integer expectedSeconds) {
        String values = "\"215\":\"" + code + "\"" + (time == null ? "" : ",\"20\":\"" + time + "\"")
                + (remaining == null ? "" : ",\"214\":\"" + remaining + "\"");

        assertThat(rows(real(row("0s", "", values))))
                .containsExactly(new KiwoomEvent.MarketState(
                        code,
                        expectedTime == null ? OptionalInt.empty() : OptionalInt.of(expectedTime),
                        expectedSeconds == null ? OptionalInt.empty() : OptionalInt.of(expectedSeconds),
                        99,
                        ORIGIN.position(0)));
    }

    @Test
    void refusesAMarketStateWithoutCode() {
        assertThat(rows(real(
                        row("0s", "", "\"20\":\"090000\""),
                        row("0s", "", "\"215\":\" \""),
                        row("0s", "", "\"215\":\"12345\""),
                        row("0s", "", "\"215\":3"))))
                .map(FrameDecoderTest::refusal)
                .containsExactly(
                        RejectReason.FIELD_ABSENT,
                        RejectReason.FIELD_ABSENT,
                        RejectReason.OUT_OF_RANGE,
                        RejectReason.FIELD_NOT_TEXT);
    }

    @Test
    void readsAnInterruptionThatIsReleasedWhateverElseItCarries() {
        String values = "\"9001\":\"000660\",\"9068\":\"2\",\"1221\":\"\",\"1223\":\"\",\"1224\":\"111703\","
                + "\"1225\":\"새로운 말\",\"1236\":\"x\",\"1237\":\"+3750\"";

        assertThat(rows(real(row("1h", "", values))))
                .containsExactly(new KiwoomEvent.VolatilityInterruption(
                        "000660",
                        KiwoomEvent.VolatilityInterruption.Action.RELEASED,
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.of(111_703),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.of(3_750),
                        99,
                        ORIGIN.position(0)));
    }

    @Test
    void refusesAnInterruptionThatNeitherBeginsNorEnds() {
        assertThat(rows(real(
                        row("1h", "005930", "\"9068\":\"3\""),
                        row("1h", "005930", "\"1221\":\"100\""),
                        row("1h", "", "\"9068\":\"1\""))))
                .map(FrameDecoderTest::refusal)
                .containsExactly(RejectReason.OUT_OF_RANGE, RejectReason.FIELD_ABSENT, RejectReason.ROW_SHAPE);
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

        Frame.Unreadable unreadable = (Frame.Unreadable) decoder.decode(frame, ORIGIN);

        assertThat(unreadable.reason()).isEqualTo(RejectReason.NOT_JSON);
        assertThat(unreadable.saved())
                .map(saved -> ((KiwoomEvent.Trade) saved).item())
                .containsExactly("005930", "035420");
        assertThat(unreadable.saved()).map(saved -> saved.position().row()).containsExactly(0, 1);
    }

    @Test
    void savesTheWholeRowsOfATruncatedFrame() {
        String frame = real(
                trade("005930", "100000", "1000", "0", "0.00", "5", "5"),
                trade("000660", "100000", "2000", "0", "0.00", "6", "1"));

        Frame.Unreadable unreadable =
                (Frame.Unreadable) decoder.decode(frame.substring(0, frame.length() - 20), ORIGIN);

        assertThat(unreadable.saved())
                .map(saved -> ((KiwoomEvent.Trade) saved).item())
                .containsExactly("005930");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"trnm\":\"LOGIN\",\"return_code\":0,\"return_msg\":\"\",\"sor_yn\":\"Y\"} | 0",
                "{\"return_msg\":\"x [CODE=8005, MESSAGE=y]\",\"return_code\":\"805004\",\"trnm\":\"LOGIN\"} | 805004"
            })
    void readsTheAnswerToLogin(String frame, int code) {
        assertThat(decoder.decode(frame, ORIGIN))
                .isInstanceOfSatisfying(Frame.Login.class, login -> assertThat(login.returnCode())
                        .isEqualTo(code));
    }

    @Test
    void readsAcknowledgementsOfBothKinds() {
        assertThat(decoder.decode("{\"trnm\":\"REG\",\"return_code\":0,\"return_msg\":\"\"}", ORIGIN))
                .isEqualTo(new Frame.Acknowledgement(true, 0, ""));
        assertThat(decoder.decode("{\"trnm\":\"REMOVE\",\"return_code\":105115,\"return_msg\":\"full\"}", ORIGIN))
                .isEqualTo(new Frame.Acknowledgement(false, 105_115, "full"));
    }

    @Test
    void readsANoticeOfTheServer() {
        assertThat(decoder.decode("{\"trnm\":\"SYSTEM\",\"code\":\"R10001\",\"message\":\"m\"}", ORIGIN))
                .isEqualTo(new Frame.SystemNotice("R10001", "m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PING", " PING\n", "{\"trnm\":\"PING\"}", "{\"seq\":[1,{\"a\":2}],\"trnm\":\"PING\",\"t\":\"x\"}"
            })
    void readsAHeartbeatBareOrWithMoreFields(String text) {
        assertThat(decoder.decode(text, ORIGIN)).isEqualTo(new Frame.Ping());
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
        assertThat(decoder.decode(frame, ORIGIN))
                .isInstanceOfSatisfying(Frame.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .isEqualTo(reason));
    }

    @Test
    void survivesNestingAndLengthsBeyondTheParsersLimits() {
        assertThat(decoder.decode("{\"a\":".repeat(5_000), ORIGIN)).isInstanceOf(Frame.Unreadable.class);
        assertThat(decoder.decode("[".repeat(100_000), ORIGIN)).isInstanceOf(Frame.Unreadable.class);
        assertThat(decoder.decode("{".repeat(FrameDecoder.MAX_FRAME_CHARS), ORIGIN))
                .isInstanceOf(Frame.Unreadable.class);
        assertThat(decoder.decode("{\"" + "n".repeat(200_000) + "\":1}", ORIGIN))
                .isInstanceOf(Frame.Unreadable.class);
        assertThat(decoder.decode(" ".repeat(FrameDecoder.MAX_FRAME_CHARS + 1), ORIGIN))
                .isInstanceOfSatisfying(Frame.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                        .isEqualTo(RejectReason.TOO_LONG));
    }

    private List<KiwoomEvent> rows(String frame) {
        return ((Frame.Real) decoder.decode(frame, ORIGIN)).events();
    }

    private static KiwoomEvent tradeAt(
            int row,
            String item,
            int time,
            long price,
            long change,
            int changeRate,
            long cumulativeVolume,
            long volume) {
        return new KiwoomEvent.Trade(
                item, time, price, change, changeRate, cumulativeVolume, volume, 99, ORIGIN.position(row));
    }

    private static RejectReason refusal(KiwoomEvent row) {
        return ((KiwoomEvent.Rejected) row).reason();
    }

    private static String raw(KiwoomEvent row) {
        return new String(((KiwoomEvent.Rejected) row).raw(), StandardCharsets.UTF_8);
    }
}
