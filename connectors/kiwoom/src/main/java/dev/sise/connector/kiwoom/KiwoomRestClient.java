package dev.sise.connector.kiwoom;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Kiwoom's REST interface with one app key. Any thread; every call waits for its turn, ten seconds at most, and then blocks until
 * it is answered or ten seconds have passed. Turns are per API id and shared by all who use this object, so there is one per app
 * key and process.
 *
 * <p>It holds no thread of its own besides those of its {@link HttpClient}, which end when it is no longer reachable.
 */
public final class KiwoomRestClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    /** Many times the largest answer Kiwoom gives; whatever sends more is not Kiwoom. */
    static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

    private static final String TOKEN_PATH = "/oauth2/token";

    private final URI endpoint;
    private final KiwoomCredentials credentials;
    private final HttpClient http;
    private final Duration callTimeout;
    private final TokenKeeper tokens;
    private final double callsPerSecond;
    private final ConcurrentMap<String, CallBudget> budgets = new ConcurrentHashMap<>();
    private final Map<AnswerClass, LongAdder> answers = new EnumMap<>(AnswerClass.class);

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
        for (AnswerClass answerClass : AnswerClass.values()) {
            answers.put(answerClass, new LongAdder());
        }
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
     * Asks Kiwoom, once the calls a second allow it. A token it refuses is replaced and the call made once more; every other
     * answer is returned as it is, for the caller to act on by its {@link KiwoomAnswer#answerClass()}. One that says "too many"
     * pauses all callers of that API id for half a second to one and a half, and lowers their rate to the one it names.
     *
     * @param apiId for example {@code ka10095}
     * @param path the path of that API's family, for example {@code /api/dostk/stkinfo}
     * @param body JSON
     * @param nextKey of the page before, or an empty text
     * @throws KiwoomCallException if there is no answer or no token; with {@link AnswerClass#SLOW_DOWN} if so many callers wait that
     *     its turn did not come within ten seconds
     */
    public KiwoomAnswer call(String apiId, String path, String body, String nextKey)
            throws KiwoomCallException, InterruptedException {
        awaitBudget(apiId);
        return callTaken(apiId, path, body, nextKey);
    }

    /**
     * Asks for page after page, each as {@link #call(String, String, String, String)} does.
     *
     * @param maxPages at least 1
     * @param wantsMore is given each page that was served; false ends the reading
     * @return the answer that ended it: the last page, the one after which no more was wanted, or one that is not
     *     {@link AnswerClass#OK}, with which the pages before it are but a part
     * @throws KiwoomCallException also, with {@link AnswerClass#DROP}, where there are more pages than {@code maxPages} or one
     *     names itself as the next
     */
    public KiwoomAnswer callPages(
            String apiId, String path, String body, int maxPages, Predicate<KiwoomAnswer> wantsMore)
            throws KiwoomCallException, InterruptedException {
        String nextKey = "";
        for (int page = 1; page <= maxPages; page++) {
            KiwoomAnswer answer = call(apiId, path, body, nextKey);
            if (answer.answerClass() != AnswerClass.OK
                    || !wantsMore.test(answer)
                    || answer.nextKey().isEmpty()) {
                return answer;
            }
            if (answer.nextKey().get().equals(nextKey)) {
                throw new KiwoomCallException(
                        AnswerClass.DROP,
                        credentials.appKeyId() + ": page " + page + " of " + apiId + " named itself as the next");
            }
            nextKey = answer.nextKey().get();
        }
        throw new KiwoomCallException(
                AnswerClass.DROP, credentials.appKeyId() + ": " + apiId + " has more than " + maxPages + " pages");
    }

    /** How many answers of a class there were, an answer that never came counting as {@link AnswerClass#RETRY}. */
    public long answers(AnswerClass answerClass) {
        return answers.get(answerClass).sum();
    }

    /**
     * As {@link #call(String, String, String, String)}, of a caller who has taken from {@link #budget(String)} itself; a call that
     * is repeated with a new token waits for its turn.
     */
    KiwoomAnswer callTaken(String apiId, String path, String body, String nextKey)
            throws KiwoomCallException, InterruptedException {
        KiwoomToken token = tokens.current();
        KiwoomAnswer answer = send(apiId, path, body, nextKey, token);
        if (answer.answerClass() == AnswerClass.REFRESH_TOKEN) {
            KiwoomToken replaced = tokens.replace(token.value());
            // All calls under way find the token refused together: repeated at once they would be a burst.
            awaitBudget(apiId);
            answer = send(apiId, path, body, nextKey, replaced);
        }
        return answer;
    }

    private void awaitBudget(String apiId) throws KiwoomCallException, InterruptedException {
        CallBudget budget = budget(apiId);
        long deadline = System.nanoTime() + callTimeout.toNanos();
        for (long wait = budget.tryTake(); wait > 0; wait = budget.tryTake()) {
            if (System.nanoTime() + wait - deadline > 0) {
                throw new KiwoomCallException(
                        AnswerClass.SLOW_DOWN,
                        credentials.appKeyId() + ": " + apiId + " was not called, its turn did not come within "
                                + callTimeout);
            }
            awaitTurn(wait);
        }
    }

    private static void awaitTurn(long nanos) throws InterruptedException {
        // Ended by an interrupt alone: that of a reader or a job that closes.
        boolean counted = new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
        if (counted) {
            throw new IllegalStateException("A latch that nobody counts down was counted down");
        }
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
        KiwoomAnswer answer = send(apiId, request);
        if (answer.answerClass() == AnswerClass.SLOW_DOWN) {
            CallBudget budget = budget(apiId);
            answer.allowedPerSecond().ifPresent(budget::learn);
            budget.backOff();
        }
        return answer;
    }

    private KiwoomAnswer send(String apiId, HttpRequest request) throws KiwoomCallException, InterruptedException {
        HttpResponse<Optional<String>> response = exchange(apiId, request);
        if (response.body().isEmpty()) {
            answers.get(AnswerClass.RETRY).increment();
            throw new KiwoomCallException(
                    AnswerClass.RETRY,
                    credentials.appKeyId() + ": " + apiId + " was answered with more than " + MAX_BODY_BYTES
                            + " bytes");
        }
        String body = response.body().get();
        AnswerFields fields = AnswerFields.of(body);
        OptionalInt returnCode = fields.number("return_code");
        String returnMessage = fields.text("return_msg");
        boolean more = response.headers().firstValue("cont-yn").orElse("N").equalsIgnoreCase("Y");
        Optional<String> next = response.headers().firstValue("next-key").filter(key -> more && !key.isBlank());
        AnswerClass answerClass = AnswerClassifier.classify(response.statusCode(), returnCode, returnMessage);
        answers.get(answerClass).increment();
        return new KiwoomAnswer(
                answerClass,
                response.statusCode(),
                returnCode,
                returnMessage,
                AnswerClassifier.allowedPerSecond(answerClass, returnMessage),
                next,
                body);
    }

    private HttpResponse<Optional<String>> exchange(String apiId, HttpRequest request)
            throws KiwoomCallException, InterruptedException {
        CompletableFuture<HttpResponse<Optional<String>>> answer =
                http.sendAsync(request, head -> new LimitedBody(MAX_BODY_BYTES));
        try {
            // A timeout of the request would end with the headers, and a body that stalls would hold the caller for
            // ever.
            return answer.get(callTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException stalled) {
            answers.get(AnswerClass.RETRY).increment();
            throw new KiwoomCallException(
                    AnswerClass.RETRY,
                    credentials.appKeyId() + ": " + apiId + " was not answered within " + callTimeout,
                    stalled);
        } catch (ExecutionException unreachable) {
            answers.get(AnswerClass.RETRY).increment();
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
            throw new KiwoomCallException(answer, credentials.appKeyId() + ": au10001");
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

    private String tokenRequest() {
        return JsonTexts.object(
                "grant_type", "client_credentials",
                "appkey", credentials.appKey(),
                "secretkey", credentials.secretKey());
    }
}
