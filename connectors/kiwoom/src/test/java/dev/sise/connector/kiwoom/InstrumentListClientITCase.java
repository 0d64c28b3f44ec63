package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.simulator.KiwoomSimulator;
import dev.sise.simulator.SyntheticMarket;
import dev.sise.testkit.SharedData;
import java.nio.file.Files;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InstrumentListClientITCase {

    @AfterAll
    static void leavesNothingBehind() {
        ThreadLeaks.awaitNone();
    }

    @Test
    void readsTheCapturedList() throws Exception {
        String captured = Files.readString(SharedData.require("kiwoom/captured/ka10099.mrkt_tp-0.excerpt.json"));
        try (ScriptedRest rest = new ScriptedRest().then(200, captured)) {
            InstrumentList list = new InstrumentListClient(rest.client(200)).list("0");

            assertThat(rest.bodies()).containsExactly("{\"mrkt_tp\":\"0\"}");
            assertThat(list.refused()).isEmpty();
            assertThat(list.rows())
                    .extracting(InstrumentRow::code)
                    .containsExactly(
                            "000020", "000087", "0000D0", "000105", "000300", "000650", "000660", "499790", "498400",
                            "950210", "500019", "520066", "500077");
            assertThat(list.rows())
                    .extracting(InstrumentRow::marketCode)
                    .containsExactly("0", "0", "8", "0", "0", "0", "0", "0", "8", "0", "60", "70", "90");
            assertThat(list.rows().get(0))
                    .isEqualTo(new InstrumentRow(
                            "000020",
                            "동화약품",
                            OptionalLong.of(27_931_470),
                            "정상",
                            Optional.of(LocalDate.of(1976, 3, 24)),
                            OptionalLong.of(6_010),
                            "증거금40%|신용가능",
                            "0",
                            "거래소",
                            "제약",
                            "소형주",
                            "",
                            "0",
                            false,
                            "A"));
            assertThat(list.rows().get(6).nxtEnable()).isTrue();
            assertThat(list.rows().get(10).kind()).isEqualTo("Q");
        }
    }

    @Test
    void readsTheGuidesList() throws Exception {
        String official = Files.readString(SharedData.require("kiwoom/official-doc/ka10099.response.json"));
        try (ScriptedRest rest = new ScriptedRest().then(200, official)) {
            InstrumentList list = new InstrumentListClient(rest.client(200)).list("0");

            assertThat(list.refused()).isEmpty();
            assertThat(list.rows())
                    .extracting(InstrumentRow::companyClassName)
                    .contains("외국기업")
                    .hasSize(5);
            assertThat(list.rows()).extracting(InstrumentRow::kind).containsOnly("");
        }
    }

    @Test
    void givesBackABadRowWithItsTextAndKeepsTheOthers() throws Exception {
        String body = "{\"list\":[" + row("000020", "20200101", "1") + "," + row("", "20200101", "1") + ","
                + row("000030", "20201301", "1") + "," + row("000040", "20200101", "x") + ",17,"
                + row("000050", "", "0").replace("\"이름\"", "5") + "," + row("000060", "00000000", "0000")
                + "],\"return_code\":0}";
        try (ScriptedRest rest = new ScriptedRest().then(200, body)) {
            InstrumentList list = new InstrumentListClient(rest.client(200)).list("10");

            assertThat(list.rows()).extracting(InstrumentRow::code).containsExactly("000020", "000060");
            assertThat(list.rows().get(1).listCount()).isEmpty();
            assertThat(list.rows().get(1).regDay()).isEmpty();
            assertThat(list.refused())
                    .extracting(RefusedRow::reason)
                    .containsExactly(
                            RejectReason.FIELD_ABSENT,
                            RejectReason.BAD_DATE,
                            RejectReason.NOT_A_NUMBER,
                            RejectReason.ROW_SHAPE,
                            RejectReason.FIELD_NOT_TEXT);
            assertThat(list.refused().get(1).raw()).isEqualTo(row("000030", "20201301", "1"));
        }
    }

    @Test
    void joinsPagesAndReturnsNoPartOfAList() throws Exception {
        String first = "{\"list\":[" + row("000020", "", "1") + "],\"return_code\":0}";
        String second = "{\"list\":[" + row("000030", "", "1") + "],\"return_code\":0}";
        try (ScriptedRest rest = new ScriptedRest()
                .then(200, "k1", first)
                .then(200, second)
                .then(200, "k1", first)
                .then(200, "{\"return_code\":0}")
                .then(200, "k1", first)
                .then(503, "")
                .then(200, "k1", first)
                .then(200, "k1", first)) {
            InstrumentListClient client = new InstrumentListClient(rest.client(200));

            assertThat(client.list("0").rows()).extracting(InstrumentRow::code).containsExactly("000020", "000030");
            assertThat(rest.nextKeys()).containsExactly("", "k1");
            refuses(client, AnswerClass.RETRY, "without a list");
            refuses(client, AnswerClass.RETRY, "HTTP 503");
            refuses(client, AnswerClass.DROP, "named itself as the next");
        }
    }

    @Test
    void stopsAtAServerThatNeverEndsAList() throws Exception {
        try (ScriptedRest rest = new ScriptedRest()) {
            for (int i = 0; i < 3; i++) {
                rest.then(200, "k" + i, "{\"list\":[],\"return_code\":0}");
            }
            KiwoomRestClient client = rest.client(200);

            assertThatThrownBy(() -> client.callPages("ka10081", "/api/dostk/chart", "{}", 3, page -> true))
                    .isInstanceOf(KiwoomCallException.class)
                    .hasMessage("main: ka10081 has more than 3 pages");

            rest.then(200, "k", "{\"return_code\":0}");
            assertThat(client.callPages("ka10081", "/api/dostk/chart", "{}", 3, page -> false)
                            .nextKey())
                    .contains("k");
        }
    }

    @Test
    void readsTheWholeSimulatedMarket() throws Exception {
        try (KiwoomSimulator simulator = KiwoomSimulator.builder()
                .appKey("key", "secret")
                .market(SyntheticMarket.WHOLE)
                .messagesPerSecond(0)
                .callsPerSecond(100)
                .start()) {
            InstrumentListClient client = new InstrumentListClient(KiwoomRestClient.create(
                    simulator.restUri(),
                    new KiwoomCredentials("main", "key", "secret"),
                    new InMemoryTokenStore(),
                    Clock.systemUTC(),
                    100));

            List<InstrumentList> lists = List.of(
                    client.list("0"), client.list("10"), client.list("3"), client.list("50"), client.list("30"));

            assertThat(lists).allMatch(list -> list.refused().isEmpty());
            assertThat(lists.get(0).rows()).hasSizeGreaterThan(2_400);
            assertThat(lists.get(2).rows()).hasSizeGreaterThan(2_800).allMatch(row -> row.code()
                    .matches("5[0-9][A-Z][0-9A-Z]{3}"));
        }
    }

    private static void refuses(InstrumentListClient client, AnswerClass expected, String words) {
        assertThatThrownBy(() -> client.list("0"))
                .isInstanceOfSatisfying(KiwoomCallException.class, refused -> assertThat(refused.answerClass())
                        .isEqualTo(expected))
                .hasMessageContaining(words);
    }

    private static String row(String code, String day, String count) {
        return "{\"code\":\"" + code + "\",\"name\":\"이름\",\"listCount\":\"" + count + "\",\"regDay\":\"" + day + "\"}";
    }
}
