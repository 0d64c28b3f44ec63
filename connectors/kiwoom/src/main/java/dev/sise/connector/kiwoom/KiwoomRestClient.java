package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Kiwoom's REST interface with one app key. Any thread; every call blocks until it is answered or ten seconds have passed. It
 * does not limit how often it is called: Kiwoom allows about five calls a second per app key and API id.
 *
 * <p>It holds no thread of its own besides those of its {@link HttpClient}, which end when it is no longer reachable.
 */
public final class KiwoomRestClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    private static final String TOKEN_PATH = "/oauth2/token";
    private static final JsonFactory JSON = new JsonFactory();

    private final URI endpoint;
    private final KiwoomCredentials credentials;
    private final HttpClient http;
    private final Duration callTimeout;
    private final TokenKeeper tokens;
    private final double callsPerSecond;
    private final ConcurrentMap<String, CallBudget> budgets = new ConcurrentHashMap<>();

    private KiwoomRestClient(
            URI endpoint,
            KiwoomCredentials credentials,
            TokenStore tokens,
            Clock marketClock,
            HttpClient http,
            Duration callTimeout,
            double callsPerSecond) {
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.http = http;
        this.callTimeout = callTimeout;
        this.callsPerSecond = CallBudget.requireRate(callsPerSecond);
        this.tokens = new TokenKeeper(credentials.appKeyId(), tokens, this::issueToken, marketClock, System::nanoTime);
    }

    /** As {@link #create(URI, KiwoomCredentials, TokenStore, Clock, double)} with four calls a second. */
    public static KiwoomRestClient create(
            URI endpoint, KiwoomCredentials credentials, TokenStore tokens, Clock marketClock) {
        return create(endpoint, credentials, tokens, marketClock, CallBudget.DEFAULT_PER_SECOND);
    }

    /**
     * A client of its own.
     *
     * @param endpoint scheme, host and port, see {@link KiwoomEndpoint#rest()}
     * @param marketClock tells whether a token has expired
     * @param callsPerSecond of each API id, above 0; Kiwoom was measured to allow five, its paper server one
     */
    public static KiwoomRestClient create(
            URI endpoint, KiwoomCredentials credentials, TokenStore tokens, Clock marketClock, double callsPerSecond) {
        return sharing(
                endpoint,
                credentials,
                tokens,
                marketClock,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build(),
                CALL_TIMEOUT,
                callsPerSecond);
    }

    /** As the other {@code sharing} with {@link CallBudget#DEFAULT_PER_SECOND}. */
    static KiwoomRestClient sharing(
            URI endpoint,
            KiwoomCredentials credentials,
            TokenStore tokens,
            Clock marketClock,
            HttpClient http,
            Duration callTimeout) {
        return sharing(endpoint, credentials, tokens, marketClock, http, callTimeout, CallBudget.DEFAULT_PER_SECOND);
    }

    /**
     * As {@link #create}, with the HTTP client of a reader.
     *
     * @param callTimeout {@link #CALL_TIMEOUT}, less in tests
     */
    static KiwoomRestClient sharing(
            URI endpoint,
            KiwoomCredentials credentials,
            TokenStore tokens,
            Clock marketClock,
            HttpClient http,
            Duration callTimeout,
            double callsPerSecond) {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(tokens, "tokens");
        Objects.requireNonNull(marketClock, "marketClock");
        return new KiwoomRestClient(endpoint, credentials, tokens, marketClock, http, callTimeout, callsPerSecond);
    }

    /** As {@link #call(String, String, String, String)}, for the first page. */
    public KiwoomAnswer call(String apiId, String path, String body) throws KiwoomCallException, InterruptedException {
        return call(apiId, path, body, "");
    }

    /**
     * Asks Kiwoom. A token it refuses is replaced and the call made once more; every other answer is returned as it is, for
     * the caller to act on by its {@link KiwoomAnswer#answerClass()}.
     *
     * @param apiId for example {@code ka10095}
     * @param path the path of that API's family, for example {@code /api/dostk/stkinfo}
     * @param body JSON
     * @param nextKey of the page before, or an empty text
     * @throws KiwoomCallException if there is no answer or no token
     */
    public KiwoomAnswer call(String apiId, String path, String body, String nextKey)
            throws KiwoomCallException, InterruptedException {
        KiwoomToken token = tokens.current();
        KiwoomAnswer answer = send(apiId, path, body, nextKey, token);
        if (answer.answerClass() == AnswerClass.REFRESH_TOKEN) {
            answer = send(apiId, path, body, nextKey, tokens.replace(token.value()));
        }
        return answer;
    }

    /** What all who call {@code apiId} through this client share. */
    CallBudget budget(String apiId) {
        return budgets.computeIfAbsent(
                apiId, id -> new CallBudget(callsPerSecond, System::nanoTime, RandomGenerator.getDefault()));
    }

    /** The keeper of the token this client uses, for the session of the same app key. */
    TokenKeeper tokens() {
        return tokens;
    }

    private KiwoomAnswer send(String apiId, String path, String body, String nextKey, KiwoomToken token)
            throws KiwoomCallException, InterruptedException {
        HttpRequest request = request(path, body)
                .header("authorization", "Bearer " + token.value())
                .header("api-id", apiId)
                .header("cont-yn", nextKey.isEmpty() ? "N" : "Y")
                .header("next-key", nextKey)
                .build();
        return send(apiId, request);
    }

    private KiwoomAnswer send(String apiId, HttpRequest request) throws KiwoomCallException, InterruptedException {
        HttpResponse<String> response = exchange(apiId, request);
        AnswerFields fields = AnswerFields.of(response.body());
        OptionalInt returnCode = fields.number("return_code");
        String returnMessage = fields.text("return_msg");
        boolean more = response.headers().firstValue("cont-yn").orElse("N").equalsIgnoreCase("Y");
        Optional<String> next = response.headers().firstValue("next-key").filter(key -> more && !key.isBlank());
        return new KiwoomAnswer(
                AnswerClassifier.classify(response.statusCode(), returnCode, returnMessage),
                response.statusCode(),
                returnCode,
                returnMessage,
                next,
                response.body());
    }

    private HttpResponse<String> exchange(String apiId, HttpRequest request)
            throws KiwoomCallException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            // A timeout of the request would end with the headers, and a body that stalls would hold the caller for
            // ever.
            return answer.get(callTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException stalled) {
            throw new KiwoomCallException(
                    AnswerClass.RETRY,
                    credentials.appKeyId() + ": " + apiId + " was not answered within " + callTimeout,
                    stalled);
        } catch (ExecutionException unreachable) {
            throw new KiwoomCallException(
                    AnswerClass.RETRY,
                    credentials.appKeyId() + ": " + apiId + " was not answered",
                    unreachable.getCause());
        } finally {
            // Frees the connection of a call nobody waits for any more; one that has ended is left as it is.
            answer.cancel(true);
        }
    }

    private KiwoomToken issueToken() throws KiwoomCallException {
        KiwoomAnswer answer;
        try {
            answer = send("au10001", request(TOKEN_PATH, tokenRequest()).build());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KiwoomCallException(
                    AnswerClass.RETRY, credentials.appKeyId() + ": au10001 was interrupted", interrupted);
        }
        if (answer.answerClass() != AnswerClass.OK) {
            throw new KiwoomCallException(
                    answer.answerClass(),
                    credentials.appKeyId() + ": au10001 was answered with HTTP " + answer.httpStatus() + " and '"
                            + answer.returnMessage() + "'");
        }
        AnswerFields fields = AnswerFields.of(answer.body());
        try {
            return KiwoomToken.of(fields.text("token"), fields.text("expires_dt"));
        } catch (IllegalArgumentException incomplete) {
            throw new KiwoomCallException(
                    AnswerClass.RETRY, credentials.appKeyId() + ": au10001 was answered without a token", incomplete);
        }
    }

    private HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(endpoint.resolve(path))
                .header("Content-Type", "application/json;charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }

    private String tokenRequest() throws KiwoomCallException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("grant_type", "client_credentials");
            json.writeStringField("appkey", credentials.appKey());
            json.writeStringField("secretkey", credentials.secretKey());
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new KiwoomCallException(AnswerClass.FAIL, "Writing JSON to memory failed", impossible);
        }
        return text.toString();
    }
}
