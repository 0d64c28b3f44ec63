package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvestorFlowClientTest {
    private static final String ROW = "\"dt\":\"20260528\",\"cur_prc\":\"-299500\",\"acc_trde_prica\":\"9008513\","
            + "\"ind_invsr\":\"1937763\",\"frgnr_invsr\":\"-1556241\",\"orgn\":\"-473129\",\"bank\":\"-3346\"";
    private static final InvestorFlow FLOW =
            flow("2026-05-28", -1_556_241_000_000L, -473_129_000_000L, 1_937_763_000_000L, 9_008_513_000_000L);

    @Test
    void readsTheCapturedDaysInWon() throws Exception {
        KiwoomPage<InvestorFlow> page = sample("captured/ka10059.005930.excerpt.json");

        assertThat(page.refused()).isEmpty();
        assertThat(page.rows())
                .containsExactly(
                        FLOW,
                        flow("2026-05-27", -80_408_000_000L, 495_291_000_000L, -360_084_000_000L, 10_730_432_000_000L));
    }

    @Test
    void readsTheGuidesDays() throws Exception {
        KiwoomPage<InvestorFlow> page = sample("official-doc/ka10059.response.json");

        assertThat(page.refused()).isEmpty();
        assertThat(page.rows())
                .containsExactly(
                        flow("2024-11-07", -61_779_000_000L, 60_195_000_000L, 1_584_000_000L, 64_215_000_000L),
                        flow("2024-11-06", -7_000_000, 646_000_000, -639_000_000, 33_340_000_000L));
    }

    @ParameterizedTest
    @CsvSource({
        "frgnr_invsr,--1556241",
        "orgn,+-473129",
        "ind_invsr,+1937763",
        "ind_invsr,++1937763",
        "acc_trde_prica,' 9008513'"
    })
    void readsTheSameDayBehindSignsAndBlanks(String field, String text) throws Exception {
        assertThat(page(with(field, text)).rows()).containsExactly(FLOW);
    }

    @Test
    void takesABlankForAbsentAndZeroForZero() throws Exception {
        assertThat(
                        page("\"dt\":\"20260528\",\"acc_trde_prica\":\"\",\"ind_invsr\":\"\",\"frgnr_invsr\":\" \",\"orgn\":null")
                                .rows())
                .containsExactly(new InvestorFlow(
                        LocalDate.of(2026, 5, 28),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()));
        assertThat(page(with("frgnr_invsr", "")).rows().get(0))
                .isEqualTo(new InvestorFlow(
                        FLOW.date(),
                        OptionalLong.empty(),
                        FLOW.institutionNet(),
                        FLOW.individualNet(),
                        FLOW.tradedValue()));
        assertThat(page(with("orgn", "0")).rows().get(0).institutionNet()).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "dt,'',FIELD_ABSENT",
        "dt,2026-05-28,BAD_DATE",
        "frgnr_invsr,-2147483648,SATURATED",
        "orgn,1.5,FRACTION",
        "orgn,---5,NOT_A_NUMBER",
        "ind_invsr,9223372036855,OUT_OF_RANGE",
        "acc_trde_prica,-1,OUT_OF_RANGE"
    })
    void refusesARowWithAReasonAndItsText(String field, String text, RejectReason reason) throws Exception {
        KiwoomPage<InvestorFlow> page = page(with(field, text));

        assertThat(page.rows()).isEmpty();
        assertThat(page.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.detail()).contains(field);
            assertThat(refused.raw()).isEqualTo("{" + with(field, text) + "}");
        });
    }

    @Test
    void handsOnTheLargestAmountThatFits() throws Exception {
        assertThat(page(with("ind_invsr", "-9223372036854")).rows().get(0).individualNet())
                .hasValue(-9_223_372_036_854_000_000L);
    }

    private static InvestorFlow flow(String date, long foreign, long institution, long individual, long tradedValue) {
        return new InvestorFlow(
                LocalDate.parse(date),
                OptionalLong.of(foreign),
                OptionalLong.of(institution),
                OptionalLong.of(individual),
                OptionalLong.of(tradedValue));
    }

    private static KiwoomPage<InvestorFlow> sample(String name) throws IOException {
        return page(answer(Files.readString(SharedData.require("kiwoom/" + name))));
    }

    private static KiwoomPage<InvestorFlow> page(String row) throws KiwoomCallException {
        return page(answer("{\"stk_invsr_orgn\":[{" + row + "}],\"return_code\":0}"));
    }

    private static KiwoomPage<InvestorFlow> page(KiwoomAnswer answer) throws KiwoomCallException {
        return InvestorFlowClient.page(answer, "005930", Optional.empty());
    }

    private static String with(String field, String text) {
        return ROW.replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":\"" + text + "\"");
    }

    private static KiwoomAnswer answer(String body) {
        return new KiwoomAnswer(
                AnswerClass.OK, 200, OptionalInt.of(0), "", OptionalInt.empty(), Optional.empty(), body);
    }
}
