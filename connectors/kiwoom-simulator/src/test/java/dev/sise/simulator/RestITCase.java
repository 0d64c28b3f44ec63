package dev.sise.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The REST rules of protocol.md sections 1 and 2, seen by the JDK's HTTP client. */
class RestITCase {

    private static final String JSON = "application/json;charset=UTF-8";

    private KiwoomSimulator simulator;
    private RestClient client;

    @BeforeEach
    void start() {
        simulator = KiwoomSimulator.builder()
                .appKey(RestClient.APP_KEY, RestClient.SECRET_KEY)
                .appKey("key-two", "secret-two")
                .marketClock(Clock.fixed(Instant.parse("2026-11-20T01:00:00Z"), KiwoomSimulator.ZONE))
                .messagesPerSecond(0)
                .start();
        client = new RestClient(simulator.restUri());
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void aTokenExpiresADayLaterInSeoulTime() throws Exception {
        JsonNode answer = RestClient.json(client.tokenCall(RestClient.APP_KEY, RestClient.SECRET_KEY));

        assertThat(answer.get("expires_dt").textValue()).isEqualTo("20261121100000");
        assertThat(answer.get("token_type").textValue()).isEqualTo("bearer");
        assertThat(answer.get("return_code").intValue()).isZero();
        assertThat(answer.get("return_msg").textValue()).isEqualTo("정상적으로 처리되었습니다");
    }

    @Test
    void anInvalidTokenIsHttp200() throws Exception {
        HttpResponse<String> answer = client.watchList("nonsense", "005930");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"return_code\":3,\"return_msg\":\"인증에 실패했습니다[8005:Token이 유효하지 않습니다]\"}");
    }

    @Test
    void aNewTokenKillsTheFormerOneOfTheSameKeyOnly() throws Exception {
        String other = client.token("key-two", "secret-two");
        String former = client.token();
        String newer = tokenOnceAllowed();

        assertThat(client.watchList(former, "005930").body()).contains("[8005:");
        assertThat(client.watchList(newer, "005930").body()).contains("\"return_code\":0");
        assertThat(client.watchList(other, "005930").body()).contains("\"return_code\":0");
    }

    @Test
    void aStampedeForTokensIsAnsweredWith1700() throws Exception {
        client.token();
        // A slow machine may need more than a second for the next one.
        HttpResponse<String> second = await().until(
                        () -> client.tokenCall(RestClient.APP_KEY, RestClient.SECRET_KEY),
                        answer -> answer.statusCode() != 200);

        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.body()).contains("[1700:").contains("유량=1, API ID=au10001");
    }

    @Test
    void aRevokedTokenIsInvalid() throws Exception {
        String token = client.token();
        String body = "{\"appkey\":\"%s\",\"secretkey\":\"%s\",\"token\":\"%s\"}"
                .formatted(RestClient.APP_KEY, RestClient.SECRET_KEY, token);

        assertThat(client.post("/oauth2/revoke", body, "Content-Type", JSON).body())
                .isEqualTo("{\"return_code\":0,\"return_msg\":\"정상적으로 처리되었습니다\"}");
        assertThat(client.watchList(token, "005930").body()).contains("[8005:");
        assertThat(client.post("/oauth2/revoke", body, "Content-Type", JSON).body())
                .contains("[8015:");
    }

    @Test
    void tokensThatExpiredNowAreInvalid() throws Exception {
        String token = client.token();
        simulator.expireTokens();

        assertThat(client.watchList(token, "005930").body()).contains("[8005:");
    }

    @Test
    void theSixthCallInASecondIsHttp429WithItsLimitAndApiId() throws Exception {
        String token = client.token();
        int answered = 0;
        HttpResponse<String> sixth = client.watchList(token, "005930");
        // A slow machine may need more than a second for six calls; then a later one is the sixth of its second.
        while (sixth.statusCode() == 200 && answered < 100) {
            answered++;
            sixth = client.watchList(token, "005930");
        }

        assertThat(answered).isGreaterThanOrEqualTo(5);
        assertThat(sixth.statusCode()).isEqualTo(429);
        assertThat(sixth.body())
                .isEqualTo("{\"return_code\":5,\"return_msg\":\"허용된 요청 개수를 초과하였습니다"
                        + "[1700:허용된 API 요청 개수를 초과하였습니다. 유량=5, API ID=ka10095]\"}");
        assertThat(client.watchList(client.token("key-two", "secret-two"), "005930")
                        .statusCode())
                .as("another app key has its own limit")
                .isEqualTo(200);
    }

    @Test
    void wrongHeadersAreRefusedByTheirCodes() throws Exception {
        String token = client.token();
        String path = "/api/dostk/stkinfo";
        String body = "{\"stk_cd\":\"005930\"}";
        String bearer = "Bearer " + token;

        assertThat(client.post(path, body, "authorization", bearer).body()).contains("[1501:");
        assertThat(client.post("/api/dostk/chart", body, "api-id", "ka10095", "authorization", bearer)
                        .body())
                .contains("[1504:");
        assertThat(client.post(path, body, "api-id", "ka99999", "authorization", bearer)
                        .body())
                .contains("[1505:");
        assertThat(client.post(path, "{}", "Content-Type", JSON, "api-id", "ka10095", "authorization", bearer)
                        .body())
                .contains("[1511:");
        assertThat(client.post(path, body, "api-id", "ka10095", "authorization", bearer)
                        .body())
                .contains("[1512:");
        assertThat(client.post(path, body, "Content-Type", JSON, "api-id", "ka10095")
                        .body())
                .isEqualTo("{\"return_code\":2,\"return_msg\":\"입력 값 오류입니다"
                        + "[1513:Http Header에 authorization 필드가 설정되어 있어야 합니다]\"}");
        assertThat(client.post(path, body, "api-id", "ka10095", "authorization", token)
                        .body())
                .contains("[1514:");
        assertThat(client.post(path, body, "api-id", "ka10095", "authorization", "Basic " + token)
                        .body())
                .contains("[1515:");
        assertThat(client.post(path, body, "api-id", "ka10095", "authorization", "Bearer ")
                        .body())
                .containsAnyOf("[1516:", "[1514:");
        assertThat(client.get(path).statusCode()).isEqualTo(405);
    }

    @Test
    void tellsThatItIsReadyAlsoWhileItPlaysAFault() throws Exception {
        simulator.restOutage(Duration.ofMinutes(1), RestOutage.SERVER_ERROR);

        assertThat(client.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(client.get("/readyz").body()).startsWith("{\"status\":\"ready\",\"means\":");
        assertThat(client.get("/oauth2/token").statusCode()).isEqualTo(503);
        assertThat(simulator.restCalls()).isEmpty();
    }

    @Test
    void wrongKeysAreRefusedByTheirCodes() throws Exception {
        assertThat(client.tokenCall("nobody", "x").body()).contains("[8001:");
        assertThat(client.tokenCall(RestClient.APP_KEY, "x").body()).contains("[8002:");
        assertThat(client.post("/oauth2/token", "{}", "Content-Type", JSON).body())
                .contains("[8011:");
        assertThat(client.post("/oauth2/token", "{\"grant_type\":\"password\"}", "Content-Type", JSON)
                        .body())
                .contains("[8012:");
        assertThat(client.post("/oauth2/token", "{\"grant_type\":\"client_credentials\"}", "Content-Type", JSON)
                        .body())
                .contains("[8020:");
    }

    @Test
    void theWatchListAnswersInTheOrderOfTheRequestWithEmptyRowsForUnknownCodes() throws Exception {
        HttpResponse<String> response = client.watchList(client.token(), "000660|ZZZZZZ|005930_AL");
        JsonNode rows = RestClient.json(response).get("atn_stk_infr");

        assertThat(response.headers().firstValue("api-id")).contains("ka10095");
        assertThat(response.headers().firstValue("cont-yn")).contains("N");
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).get("stk_cd").textValue()).isEqualTo("000660");
        assertThat(rows.get(1)).hasSize(63).allMatch(value -> value.textValue().isEmpty());
        assertThat(rows.get(2).get("stk_cd").textValue()).isEqualTo("005930_AL");
        LastTrade truth = simulator.lastTrade("005930");
        assertThat(rows.get(2).get("trde_qty").textValue()).isEqualTo(Long.toString(truth.volume()));
        assertThat(Math.abs(Long.parseLong(rows.get(2).get("cur_prc").textValue())))
                .isEqualTo(truth.price());
        assertThat(rows.get(2).get("dt").textValue()).isEqualTo("20261120");
    }

    @Test
    void aHundredAndOneCodesAreASuccessWithoutRowsAndAHundredAndTenAreRefusedWith1634() throws Exception {
        String hundred = IntStream.range(0, 100).mapToObj(index -> "005930").collect(Collectors.joining("|"));
        String token = client.token();

        assertThat(RestClient.json(client.watchList(token, hundred)).get("atn_stk_infr"))
                .hasSize(100);
        JsonNode without = RestClient.json(client.watchList(token, hundred + "|000660"));
        assertThat(without.get("return_code").intValue()).isZero();
        assertThat(without.has("atn_stk_infr")).isFalse();
        HttpResponse<String> refused = client.watchList(token, hundred + "|000660".repeat(10));
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body()).startsWith("{\"return_code\":5,").contains("[1634:");
    }

    @Test
    void theStockListFollowsHaltsDelistingsAndListings() throws Exception {
        String token = client.token();
        simulator.halt("000660");
        simulator.delist("57M747");
        simulator.list("0099A0", "새봄신규", InstrumentKind.COMMON, 15_004);

        JsonNode kospi = RestClient.json(client.stockList(token, "0"));
        assertThat(kospi.get("return_code").intValue()).isZero();
        assertThat(row(kospi, "000660").get("auditInfo").textValue()).isEqualTo("거래정지");
        assertThat(row(kospi, "0099A0").toString())
                .startsWith("{\"code\":\"0099A0\",\"name\":\"새봄신규\",\"listCount\":\"0000000010000000\","
                        + "\"auditInfo\":\"정상\",\"regDay\":\"20261120\",\"lastPrice\":\"00015000\"");
        JsonNode warrants = RestClient.json(client.stockList(token, "3"));
        assertThat(warrants.findValuesAsText("code")).contains("52M410").doesNotContain("57M747");
        JsonNode rows =
                RestClient.json(client.watchList(token, "57M747|52M410")).get("atn_stk_infr");
        assertThat(rows.get(0)).allMatch(value -> value.textValue().isEmpty());
        assertThat(rows.get(1).get("elwexec_pric").textValue()).isNotEqualTo("0");
        assertThat(simulator.tickers()).contains("0099A0").doesNotContain("57M747");
        assertThat(client.stockList(token, "77").body()).contains("[1901:");

        simulator.resume("000660");
        assertThat(row(RestClient.json(client.stockList(token, "0")), "000660")
                        .get("auditInfo")
                        .textValue())
                .isEqualTo("정상");
    }

    @Test
    void aStormAnOutageAndSlownessMeetEveryCallUntilTheyEnd() throws Exception {
        String token = client.token();
        simulator.rateLimitStorm(Duration.ofMinutes(5));
        assertThat(client.watchList(token, "005930").statusCode()).isEqualTo(429);
        assertThat(client.tokenCall("key-two", "secret-two").statusCode()).isEqualTo(429);
        simulator.rateLimitStorm(Duration.ZERO);
        simulator.restOutage(Duration.ofMinutes(5), RestOutage.SERVER_ERROR);
        assertThat(client.stockList(token, "0").statusCode()).isEqualTo(503);
        simulator.restOutage(Duration.ofMinutes(5), RestOutage.CUT);
        assertThat(catchThrowable(() -> client.stockList(token, "0"))).isInstanceOf(IOException.class);
        simulator.restOutage(Duration.ZERO, RestOutage.CUT);
        simulator.slowAnswers(Duration.ofMillis(80), Duration.ofMinutes(5));
        long start = System.nanoTime();
        assertThat(client.watchList(token, "005930|000660").statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(79));

        assertThat(simulator.restCallLog())
                .filteredOn(call -> !call.apiId().equals("ka10099"))
                .extracting(call -> call.appKey() + " " + call.apiId() + " " + call.codes() + " " + call.status())
                .containsExactly(
                        "key-one au10001 0 200",
                        "key-one ka10095 1 429",
                        "key-two au10001 0 429",
                        "key-one ka10095 2 200");
        // The JDK's client asks once more when a connection it kept is cut.
        assertThat(simulator.restCallLog())
                .filteredOn(call -> call.apiId().equals("ka10099"))
                .extracting(RestCallEntry::status)
                .startsWith(503, 0);
    }

    @Test
    void callsAreCountedByApiIdAndSecretsStayOutOfTheLog() throws Exception {
        String token = client.token();
        client.watchList(token, "005930");
        client.watchList("nonsense", "005930");

        assertThat(simulator.restCalls()).containsEntry("au10001", 1).containsEntry("ka10095", 2);
        assertThat(simulator.log().toString()).doesNotContain(token).doesNotContain(RestClient.SECRET_KEY);
        assertThat(simulator.toString()).doesNotContain(RestClient.SECRET_KEY);
    }

    private static JsonNode row(JsonNode list, String code) {
        for (JsonNode row : list.get("list")) {
            if (row.get("code").textValue().equals(code)) {
                return row;
            }
        }
        throw new AssertionError(code + " is not in the list");
    }

    private String tokenOnceAllowed() {
        return await().until(
                        () -> client.tokenCall(RestClient.APP_KEY, RestClient.SECRET_KEY),
                        answer -> answer.statusCode() == 200)
                .body()
                .replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
    }
}
