package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ka10081 and ka10059 as the JDK's HTTP client sees them, and what changes them by hand. */
class HistoryITCase {

    private static final String CANDLES = "{\"stk_cd\":\"005930\",\"base_dt\":\"20261119\",\"upd_stkpc_tp\":\"1\"}";
    private static final String FLOWS =
            "{\"dt\":\"20261119\",\"stk_cd\":\"005930\",\"amt_qty_tp\":\"1\",\"trde_tp\":\"0\","
                    + "\"unit_tp\":\"1000\"}";

    private KiwoomSimulator simulator;
    private RestClient client;
    private String token;

    @BeforeEach
    void start() throws Exception {
        simulator = KiwoomSimulator.builder()
                .appKey(RestClient.APP_KEY, RestClient.SECRET_KEY)
                .marketClock(Clock.fixed(Instant.parse("2026-11-20T01:00:00Z"), KiwoomSimulator.ZONE))
                .messagesPerSecond(0)
                .start();
        client = new RestClient(simulator.restUri());
        token = client.token();
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void pagesFollowEachOtherByTheirHeaders() throws Exception {
        HttpResponse<String> first = candles("N", "");
        String key = first.headers().firstValue("next-key").orElseThrow();
        HttpResponse<String> second = candles("Y", key);

        assertThat(first.headers().firstValue("cont-yn")).contains("Y");
        assertThat(first.headers().firstValue("api-id")).contains("ka10081");
        assertThat(second.headers().firstValue("cont-yn")).contains("N");
        assertThat(second.headers().firstValue("next-key")).contains("");
        List<JsonNode> rows = new ArrayList<>();
        RestClient.json(first).get("stk_dt_pole_chart_qry").forEach(rows::add);
        RestClient.json(second).get("stk_dt_pole_chart_qry").forEach(rows::add);
        SyntheticHistories truth = SyntheticHistories.before(LocalDate.of(2026, 11, 20), SyntheticMarket.SMALL, 1);
        List<DailyBar> bars = truth.adjustedBars("005930");
        assertThat(rows).hasSameSizeAs(bars);
        for (int at = 0; at < bars.size(); at++) {
            assertThat(rows.get(bars.size() - 1 - at).get("cur_prc").textValue())
                    .isEqualTo(Long.toString(bars.get(at).close()));
        }
        JsonNode flow = RestClient.json(flows()).get("stk_invsr_orgn").get(0);
        List<DailyFlow> flows = truth.flows("005930");
        assertThat(flow.get("frgnr_invsr").textValue())
                .isEqualTo(Long.toString(flows.get(flows.size() - 1).foreign()));
    }

    @Test
    void eachHasAPathATokenAndALimitOfItsOwn() throws Exception {
        assertThat(client.post("/api/dostk/stkinfo", CANDLES, headers("ka10081", token, "N", ""))
                        .body())
                .contains("[1504:");
        assertThat(client.post("/api/dostk/chart", CANDLES, headers("ka10081", "nonsense", "N", ""))
                        .body())
                .contains("[8005:");
        HttpResponse<String> candles = candles("N", "");
        for (int call = 0; call < 200 && candles.statusCode() == 200; call++) {
            candles = candles("N", "");
        }
        assertThat(candles.statusCode()).isEqualTo(429);
        assertThat(candles.body()).contains("유량=5, API ID=ka10081");
        assertThat(flows().statusCode()).isEqualTo(200);
    }

    @Test
    void aSplitShowsInTheListTheWatchListAndTheCandles() throws Exception {
        simulator.split("005930", 50);

        JsonNode listed = row(RestClient.json(client.stockList(token, "0")).get("list"));
        assertThat(listed.get("lastPrice").textValue()).isEqualTo("00001430");
        assertThat(listed.get("listCount").textValue()).isEqualTo("0000295000000000");
        assertThat(simulator.lastTrade("005930").price()).isEqualTo(1_430);
        assertThat(newest(candles("N", "")).get("cur_prc").textValue()).isEqualTo("1430");
        assertThatThrownBy(() -> simulator.split("005930", 1_000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> simulator.split("57M747", 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a warrant is not split, but was 57M747");
    }

    @Test
    void aCorrectedCloseLeavesTheListAsItWas() throws Exception {
        simulator.correctClose("005930", LocalDate.of(2026, 11, 19), 71_000);
        simulator.disorderCandle("005930", LocalDate.of(2026, 11, 19));

        JsonNode newest = newest(candles("N", ""));
        assertThat(newest.get("cur_prc").textValue()).isEqualTo("71000");
        assertThat(Long.parseLong(newest.get("open_pric").textValue()))
                .isGreaterThan(Long.parseLong(newest.get("high_pric").textValue()));
        assertThat(row(RestClient.json(client.stockList(token, "0")).get("list"))
                        .get("lastPrice")
                        .textValue())
                .isEqualTo("00071500");
        assertThatThrownBy(() -> simulator.correctClose("005930", LocalDate.of(2026, 11, 15), 71_000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void flowsAreBlankAsLongAsTheFaultLasts() throws Exception {
        simulator.blankFlows(Duration.ofMinutes(5));
        assertThat(RestClient.json(flows())
                        .get("stk_invsr_orgn")
                        .get(0)
                        .get("orgn")
                        .textValue())
                .isEmpty();
        simulator.blankFlows(Duration.ZERO);
        assertThat(RestClient.json(flows())
                        .get("stk_invsr_orgn")
                        .get(0)
                        .get("orgn")
                        .textValue())
                .isNotEmpty();
        simulator.inject(Fault.BLANK_FLOWS);
        assertThat(RestClient.json(flows())
                        .get("stk_invsr_orgn")
                        .get(0)
                        .get("orgn")
                        .textValue())
                .isEmpty();
    }

    @Test
    void candlesAreBlankAsLongAsTheFaultLasts() throws Exception {
        simulator.blankCandles(LocalDate.MIN, Duration.ofMinutes(5));
        assertThat(newest(candles("N", "")).get("cur_prc").textValue()).isEmpty();
        simulator.blankCandles(LocalDate.MIN, Duration.ZERO);
        assertThat(newest(candles("N", "")).get("cur_prc").textValue()).isNotEmpty();
        simulator.inject(Fault.BLANK_CANDLES);
        assertThat(newest(candles("N", "")).get("cur_prc").textValue()).isEmpty();
    }

    private HttpResponse<String> candles(String continued, String key) throws Exception {
        return client.post("/api/dostk/chart", CANDLES, headers("ka10081", token, continued, key));
    }

    private HttpResponse<String> flows() throws Exception {
        return client.post("/api/dostk/stkinfo", FLOWS, headers("ka10059", token, "N", ""));
    }

    private static String[] headers(String apiId, String token, String continued, String key) {
        return new String[] {
            "Content-Type", "application/json;charset=UTF-8",
            "authorization", "Bearer " + token,
            "api-id", apiId,
            "cont-yn", continued,
            "next-key", key
        };
    }

    private static JsonNode newest(HttpResponse<String> answer) {
        return RestClient.json(answer).get("stk_dt_pole_chart_qry").get(0);
    }

    private static JsonNode row(JsonNode list) {
        for (JsonNode row : list) {
            if (row.get("code").textValue().equals("005930")) {
                return row;
            }
        }
        throw new AssertionError("005930 is not in the list");
    }
}
