package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sise.simulator.KiwoomSimulator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KiwoomRestClientITCase {
    private static final String PATH = "/api/dostk/stkinfo";
    private static final String BODY = "{\"stk_cd\":\"005930\"}";

    private KiwoomSimulator simulator;

    @BeforeEach
    void start() {
        simulator = KiwoomSimulator.builder()
                .appKey("key", "secret")
                .messagesPerSecond(0)
                .callsPerSecond(2)
                .start();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @AfterAll
    static void leavesNothingBehind() {
        ThreadLeaks.awaitNone();
    }

    @Test
    void replacesATokenThatIsRefusedUnderHttp200() throws Exception {
        KiwoomRestClient client = client("key", "secret", simulator.restUri());
        KiwoomAnswer first = client.call("ka10095", PATH, BODY);
        assertThat(first.answerClass()).isEqualTo(AnswerClass.OK);
        assertThat(first.body()).contains("atn_stk_infr");
        assertThat(first.returnCode()).hasValue(0);

        simulator.expireTokens();

        // For five seconds after the first token no other is asked for, and callers are told to come back.
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptionsInstanceOf(KiwoomCallException.class)
                .until(() -> client.call("ka10095", PATH, BODY).answerClass() == AnswerClass.OK);
        assertThat(simulator.restCalls()).containsEntry("au10001", 2);
    }

    @Test
    void tellsTheCallerToSlowDown() throws Exception {
        KiwoomRestClient client = client("key", "secret", simulator.restUri());
        List<AnswerClass> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(client.call("ka10095", PATH, BODY).answerClass());
        }

        assertThat(answers).contains(AnswerClass.SLOW_DOWN).startsWith(AnswerClass.OK);
        // The refusal named the rate that is allowed: two.
        assertThat(client.budget("ka10095").perSecond()).isEqualTo(1.6);
        assertThat(client.answers(AnswerClass.SLOW_DOWN)).isPositive();
    }

    @Test
    void makesBlockingCallersTakeTurns() throws Exception {
        try (ScriptedRest rest = new ScriptedRest()) {
            KiwoomRestClient client = rest.client(20);
            ExecutorService callers = Executors.newFixedThreadPool(6);
            List<Future<KiwoomAnswer>> answers = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < 12; i++) {
                rest.then(200, "{\"return_code\":0}");
                answers.add(callers.submit(() -> client.call("ka10081", "/api/dostk/chart", "{}")));
            }
            for (Future<KiwoomAnswer> answer : answers) {
                assertThat(answer.get().answerClass()).isEqualTo(AnswerClass.OK);
            }
            callers.shutdown();

            assertThat(rest.calledAt()).hasSize(12);
            for (int i = 0; i < 12; i++) {
                assertThat(Duration.ofNanos(rest.calledAt().get(i) - begin))
                        .isGreaterThanOrEqualTo(Duration.ofMillis(50L * i));
            }
        }
    }

    @Test
    void leavesAPauseAfterARefusalAsTooFrequent() throws Exception {
        try (ScriptedRest rest = new ScriptedRest().then(429, "").then(200, "{\"return_code\":0}")) {
            KiwoomRestClient client = rest.client(200);

            assertThat(client.call("ka10081", "/api/dostk/chart", "{}").answerClass())
                    .isEqualTo(AnswerClass.SLOW_DOWN);
            assertThat(client.call("ka10081", "/api/dostk/chart", "{}").answerClass())
                    .isEqualTo(AnswerClass.OK);

            assertThat(Duration.ofNanos(rest.calledAt().get(1) - rest.calledAt().get(0)))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(500));
        }
    }

    @Test
    void tellsACallerWhoseTurnWouldComeTooLate() throws Exception {
        try (ScriptedRest rest = new ScriptedRest().then(200, "{\"return_code\":0}")) {
            KiwoomRestClient client = rest.client(0.05);
            client.call("ka10081", "/api/dostk/chart", "{}");

            assertThatThrownBy(() -> client.call("ka10081", "/api/dostk/chart", "{}"))
                    .isInstanceOfSatisfying(KiwoomCallException.class, refused -> assertThat(refused.answerClass())
                            .isEqualTo(AnswerClass.SLOW_DOWN))
                    .hasMessage("main: ka10081 was not called, its turn did not come within PT10S");
            assertThat(rest.bodies()).hasSize(1);
        }
    }

    @Test
    void waitsForTheTurnOfTheCallItRepeatsWithANewToken() throws Exception {
        String refused = "{\"return_code\":3,\"return_msg\":\"인증에 실패했습니다[8005:Token이 유효하지 않습니다]\"}";
        InMemoryTokenStore tokens = new InMemoryTokenStore();
        try (ScriptedRest rest = new ScriptedRest().then(200, refused).then(200, "{\"return_code\":0}")) {
            KiwoomRestClient client = rest.client(2, tokens);
            try (TokenStore.Ownership other =
                    tokens.tryOwn("main", Duration.ofSeconds(10)).orElseThrow()) {
                other.store(KiwoomToken.of("of another process", "20991231235959"));
            }

            long begin = System.nanoTime();
            KiwoomAnswer answer = client.call("ka10081", "/api/dostk/chart", "{}");

            assertThat(answer.answerClass()).isEqualTo(AnswerClass.OK);
            assertThat(Duration.ofNanos(rest.calledAt().get(1) - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
            assertThat(client.answers(AnswerClass.REFRESH_TOKEN)).isEqualTo(1);
        }
    }

    @Test
    void saysThatAWrongSecretNeedsAPerson() {
        KiwoomRestClient client = client("key", "wrong-secret", simulator.restUri());

        assertThatThrownBy(() -> client.call("ka10095", PATH, BODY))
                .isInstanceOfSatisfying(KiwoomCallException.class, exception -> assertThat(exception.answerClass())
                        .isEqualTo(AnswerClass.FAIL))
                .hasMessageContaining("main")
                .hasMessageNotContaining("wrong-secret");
    }

    @Test
    void saysThatAServerWhichIsAwayMayComeBack() {
        URI away = simulator.restUri();
        simulator.close();

        assertThatThrownBy(() -> client("key", "secret", away).call("ka10095", PATH, BODY))
                .isInstanceOfSatisfying(KiwoomCallException.class, exception -> assertThat(exception.answerClass())
                        .isEqualTo(AnswerClass.RETRY));
    }

    @Test
    void givesUpACallWhoseBodyStalls() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        CountDownLatch released = new CountDownLatch(1);
        server.createContext("/oauth2/token", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                released.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        try {
            KiwoomRestClient client = KiwoomRestClient.sharing(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                    new KiwoomCredentials("main", "key", "secret"),
                    new InMemoryTokenStore(),
                    Clock.systemUTC(),
                    HttpClient.newHttpClient(),
                    Duration.ofMillis(300));

            assertThatThrownBy(() -> client.call("ka10095", PATH, BODY))
                    .isInstanceOfSatisfying(KiwoomCallException.class, exception -> assertThat(exception.answerClass())
                            .isEqualTo(AnswerClass.RETRY))
                    .hasMessageContaining("main: au10001 was not answered within PT0.3S");
        } finally {
            released.countDown();
            server.stop(0);
        }
    }

    @Test
    void readsNoMoreOfABodyThanItsLimit() throws Exception {
        String start = "{\"return_code\":0,\"padding\":\"";
        int padding = KiwoomRestClient.MAX_BODY_BYTES - start.length() - 2;
        try (ScriptedRest rest = new ScriptedRest()
                .then(200, start + "x".repeat(padding) + "\"}")
                .then(200, start + "x".repeat(padding + 1) + "\"}")) {
            KiwoomRestClient client = rest.client(200);

            assertThat(client.call("ka10081", "/api/dostk/chart", "{}").answerClass())
                    .isEqualTo(AnswerClass.OK);
            assertThatThrownBy(() -> client.call("ka10081", "/api/dostk/chart", "{}"))
                    .isInstanceOfSatisfying(KiwoomCallException.class, refused -> assertThat(refused.answerClass())
                            .isEqualTo(AnswerClass.RETRY))
                    .hasMessage("main: ka10081 was answered with more than 16777216 bytes");
        }
    }

    @Test
    void sendsTheHeadersOfAPageAndReadsTheNextOne() throws Exception {
        List<Map<String, String>> requests = new ArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/oauth2/token", exchange -> {
            exchange.getRequestBody().readAllBytes();
            answer(
                    exchange,
                    "{\"expires_dt\":\"20991231235959\",\"token_type\":\"bearer\",\"token\":\"T\",\"return_code\":0}");
        });
        server.createContext(PATH, exchange -> {
            Map<String, String> request = new TreeMap<>();
            for (String name : List.of("authorization", "api-id", "cont-yn", "next-key", "content-type")) {
                request.put(name, exchange.getRequestHeaders().getFirst(name));
            }
            request.put("body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(request);
            exchange.getResponseHeaders().add("CONT-YN", requests.size() == 1 ? "Y" : "N");
            exchange.getResponseHeaders().add("Next-Key", "page-2");
            answer(
                    exchange,
                    requests.size() < 3 ? "{\"list\":[{\"return_code\":9}],\"return_code\":0}" : "{\"list\":[");
        });
        server.start();
        try {
            KiwoomRestClient client = client(
                    "key",
                    "secret",
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()));

            KiwoomAnswer first = client.call("ka10081", PATH, BODY);
            KiwoomAnswer second =
                    client.call("ka10081", PATH, BODY, first.nextKey().orElseThrow());
            KiwoomAnswer broken = client.call("ka10081", PATH, BODY);

            assertThat(first.answerClass()).isEqualTo(AnswerClass.OK);
            assertThat(second.nextKey()).isEmpty();
            assertThat(broken.answerClass()).isEqualTo(AnswerClass.RETRY);
            assertThat(requests.get(0))
                    .containsEntry("authorization", "Bearer T")
                    .containsEntry("api-id", "ka10081")
                    .containsEntry("cont-yn", "N")
                    .containsEntry("content-type", "application/json;charset=UTF-8")
                    .containsEntry("body", BODY);
            assertThat(requests.get(1)).containsEntry("cont-yn", "Y").containsEntry("next-key", "page-2");
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static KiwoomRestClient client(String appKey, String secretKey, URI endpoint) {
        return KiwoomRestClient.create(
                endpoint,
                new KiwoomCredentials("main", appKey, secretKey),
                new InMemoryTokenStore(),
                Clock.systemUTC());
    }
}
