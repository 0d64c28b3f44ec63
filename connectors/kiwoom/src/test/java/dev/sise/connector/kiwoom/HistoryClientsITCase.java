package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The calls of {@link DailyCandleClient} and {@link InvestorFlowClient} as a server receives them. */
@Timeout(60)
class HistoryClientsITCase {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    @AfterAll
    static void leavesNothingBehind() {
        ThreadLeaks.awaitNone();
    }

    @Test
    void asksForAdjustedPricesPageByPage() throws Exception {
        try (ScriptedRest rest = new ScriptedRest()
                .then(200, "k1", "{\"stk_dt_pole_chart_qry\":[],\"return_code\":0}")
                .then(200, "{\"stk_dt_pole_chart_qry\":[],\"return_code\":0}")
                .then(503, "")) {
            DailyCandleClient client = new DailyCandleClient(rest.client(200));

            KiwoomPage<DailyCandle> first = client.read("005930", DAY, Optional.empty());
            KiwoomPage<DailyCandle> second = client.read("005930", DAY, first.nextKey());

            assertThat(first.nextKey()).contains("k1");
            assertThat(second.nextKey()).isEmpty();
            assertThat(rest.nextKeys()).containsExactly("", "k1");
            assertThat(rest.bodies())
                    .containsOnly("{\"stk_cd\":\"005930\",\"base_dt\":\"20261120\",\"upd_stkpc_tp\":\"1\"}");
            assertThatThrownBy(() -> client.read("005930", DAY, Optional.empty()))
                    .isInstanceOfSatisfying(KiwoomCallException.class, refused -> assertThat(refused.answerClass())
                            .isEqualTo(AnswerClass.RETRY))
                    .hasMessageContaining("ka10081 of 005930");
        }
    }

    @Test
    void asksForNetAmountsPageByPage() throws Exception {
        try (ScriptedRest rest = new ScriptedRest()
                .then(200, "k1", "{\"stk_invsr_orgn\":[],\"return_code\":0}")
                .then(200, "{\"stk_invsr_orgn\":[],\"return_code\":0}")) {
            InvestorFlowClient client = new InvestorFlowClient(rest.client(200));

            KiwoomPage<InvestorFlow> first = client.read("005930", DAY, Optional.empty());
            client.read("005930", DAY, first.nextKey());

            assertThat(rest.nextKeys()).containsExactly("", "k1");
            assertThat(rest.bodies())
                    .containsOnly("{\"dt\":\"20261120\",\"stk_cd\":\"005930\",\"amt_qty_tp\":\"1\",\"trde_tp\":\"0\","
                            + "\"unit_tp\":\"1000\"}");
        }
    }
}
