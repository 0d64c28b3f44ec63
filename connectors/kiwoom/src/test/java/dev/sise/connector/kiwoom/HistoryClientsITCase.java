package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.simulator.DailyFlow;
import dev.sise.simulator.KiwoomSimulator;
import dev.sise.simulator.SyntheticHistories;
import dev.sise.simulator.SyntheticMarket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

    @Test
    void readsTheHistoriesOfTheSimulatedMarket() throws Exception {
        Instant fridayAtTen = Instant.parse("2026-11-20T01:00:00Z");
        LocalDate thursday = DAY.minusDays(1);
        SyntheticHistories truth = SyntheticHistories.before(DAY, SyntheticMarket.SMALL, 1);
        try (KiwoomSimulator simulator = KiwoomSimulator.builder()
                .appKey("key", "secret")
                .marketClock(Clock.fixed(fridayAtTen, KiwoomSimulator.ZONE))
                .messagesPerSecond(0)
                .callsPerSecond(1_000)
                .start()) {
            KiwoomRestClient rest = KiwoomRestClient.create(
                    simulator.restUri(),
                    new KiwoomCredentials("main", "key", "secret"),
                    new InMemoryTokenStore(),
                    Clock.fixed(fridayAtTen, KiwoomSimulator.ZONE),
                    1_000);
            DailyCandleClient candles = new DailyCandleClient(rest);
            InvestorFlowClient flows = new InvestorFlowClient(rest);
            for (SyntheticHistories.Listing listing : truth.listings()) {
                String code = listing.code();
                List<DailyCandle> read = new ArrayList<>();
                Optional<String> key = Optional.empty();
                do {
                    KiwoomPage<DailyCandle> page = candles.read(code, thursday, key);
                    assertThat(page.refused()).isEmpty();
                    read.addAll(page.rows());
                    key = page.nextKey();
                } while (key.isPresent());
                Collections.reverse(read);
                assertThat(read)
                        .containsExactlyElementsOf(truth.adjustedBars(code).stream()
                                .map(bar -> new DailyCandle(
                                        bar.day(),
                                        bar.open(),
                                        bar.high(),
                                        bar.low(),
                                        bar.close(),
                                        bar.volume(),
                                        OptionalLong.of(bar.value() / 1_000_000 * 1_000_000)))
                                .toList());
                List<DailyFlow> expected = truth.flows(code);
                KiwoomPage<InvestorFlow> page = flows.read(code, thursday, Optional.empty());
                assertThat(page.refused()).isEmpty();
                assertThat(page.rows()).hasSize(Math.min(100, expected.size()));
                for (int at = 0; at < page.rows().size(); at++) {
                    DailyFlow flow = expected.get(expected.size() - 1 - at);
                    assertThat(page.rows().get(at).date()).isEqualTo(flow.day());
                    assertThat(page.rows().get(at).foreignNet()).hasValue(flow.foreign() * 1_000_000);
                    assertThat(page.rows().get(at).institutionNet()).hasValue(flow.institution() * 1_000_000);
                    assertThat(page.rows().get(at).individualNet()).hasValue(flow.individual() * 1_000_000);
                }
            }
            simulator.blankFlows(Duration.ofMinutes(1));
            assertThat(flows.read("005930", thursday, Optional.empty()).rows())
                    .isNotEmpty()
                    .allMatch(flow -> flow.foreignNet().isEmpty()
                            && flow.institutionNet().isEmpty()
                            && flow.individualNet().isEmpty()
                            && flow.tradedValue().isEmpty());
            assertThatThrownBy(() -> candles.read("ZZZZZZ", DAY, Optional.empty()))
                    .isInstanceOfSatisfying(KiwoomCallException.class, refused -> {
                        assertThat(refused.answerClass()).isEqualTo(AnswerClass.DROP);
                        assertThat(refused.code()).hasValue(1902);
                    });
        }
    }
}
