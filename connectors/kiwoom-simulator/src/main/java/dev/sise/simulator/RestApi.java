package dev.sise.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The REST half of protocol.md, without a socket: header rules, tokens, rate limits, data TRs. Order of the checks: method,
 * api-id, path, authorization, rate limit, body. Not thread-safe.
 */
final class RestApi {

    static final String TOKEN_PATH = "/oauth2/token";
    static final String REVOKE_PATH = "/oauth2/revoke";

    private static final String TOKEN_API_ID = "au10001";
    private static final String REVOKE_API_ID = "au10002";
    private static final int TOKENS_PER_SECOND = 1;
    private static final String SUCCESS = "정상적으로 처리되었습니다";
    private static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);

    private final Map<String, String> secretKeys;
    private final int callsPerSecond;
    private final Tokens tokens;
    private final RestFaults faults;
    private final LongSupplier nanoTime;
    private final Map<String, DataRequest> dataRequests;
    private final Map<String, CallWindow> windows = new HashMap<>();
    private final Map<String, Integer> calls = new TreeMap<>();

    /**
     * @param secretKeys app key to secret key
     * @param nanoTime real time, for the rate limits only
     */
    RestApi(
            Map<String, String> secretKeys,
            int callsPerSecond,
            Tokens tokens,
            List<DataRequest> dataRequests,
            RestFaults faults,
            LongSupplier nanoTime) {
        this.faults = faults;
        this.secretKeys = secretKeys;
        this.callsPerSecond = callsPerSecond;
        this.tokens = tokens;
        this.nanoTime = nanoTime;
        this.dataRequests =
                dataRequests.stream().collect(Collectors.toUnmodifiableMap(DataRequest::apiId, Function.identity()));
    }

    Answer answer(Request request) {
        if (!request.method().equals("POST")) {
            return new Answer(405, Map.of("allow", "POST"), "", "405");
        }
        String apiId = apiId(request);
        if (!apiId.isEmpty()) {
            calls.merge(apiId, 1, Integer::sum);
        }
        try {
            DataRequest.Page page =
                    switch (apiId) {
                        case TOKEN_API_ID -> DataRequest.Page.only(token(request));
                        case REVOKE_API_ID -> DataRequest.Page.only(revoke(request));
                        default -> data(apiId, request);
                    };
            ObjectNode body = page.body().put("return_code", 0).put("return_msg", SUCCESS);
            return new Answer(200, headers(apiId, page.nextKey()), Json.write(body), "200 return_code=0");
        } catch (RefusedException refused) {
            ObjectNode body = Json.MAPPER.createObjectNode();
            body.put("return_code", refused.error().returnCode()).put("return_msg", refused.getMessage());
            String text = Json.write(body);
            int status = refused.error().httpStatus();
            return new Answer(status, headers(apiId, ""), text, status + " " + text);
        }
    }

    /** Calls by api-id since the start, the refused ones too. */
    Map<String, Integer> calls() {
        return Map.copyOf(calls);
    }

    /** The TR a request is for, empty when it does not say. */
    static String apiId(Request request) {
        return switch (request.path()) {
            case TOKEN_PATH -> TOKEN_API_ID;
            case REVOKE_PATH -> REVOKE_API_ID;
            default -> request.header("api-id").orElse("").strip();
        };
    }

    /** The app key that a call's token or, of a call for tokens, its body names; empty when neither does. */
    String caller(Request request) {
        if (request.path().startsWith("/oauth2/")) {
            return Json.readObject(request.body())
                    .flatMap(body -> Json.text(body, "appkey"))
                    .orElse("");
        }
        String authorization = request.header("authorization").orElse("");
        return tokens.appKeyOf(authorization.substring(authorization.indexOf(' ') + 1))
                .orElse("");
    }

    private static Map<String, String> headers(String apiId, String nextKey) {
        return Map.of(
                "content-type",
                "application/json;charset=UTF-8",
                "api-id",
                apiId,
                "cont-yn",
                nextKey.isEmpty() ? "N" : "Y",
                "next-key",
                nextKey);
    }

    private ObjectNode token(Request request) throws RefusedException {
        ObjectNode body = body(request);
        String grantType =
                Json.text(body, "grant_type").orElseThrow(() -> new RefusedException(ApiError.GRANT_TYPE_MISSING));
        if (!grantType.equals("client_credentials")) {
            throw new RefusedException(ApiError.GRANT_TYPE_WRONG);
        }
        String appKey = checkedAppKey(body);
        limit(appKey, TOKEN_API_ID, TOKENS_PER_SECOND);
        Tokens.Token token = tokens.issue(appKey);
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("expires_dt", EXPIRY.format(LocalDateTime.ofInstant(token.expiresAt(), KiwoomSimulator.ZONE)));
        answer.put("token_type", "bearer");
        answer.put("token", token.text());
        return answer;
    }

    private ObjectNode revoke(Request request) throws RefusedException {
        ObjectNode body = body(request);
        String appKey = checkedAppKey(body);
        String token = Json.text(body, "token").orElseThrow(() -> new RefusedException(ApiError.REVOKE_WITHOUT_TOKEN));
        if (!tokens.revoke(appKey, token)) {
            throw new RefusedException(ApiError.REVOKE_FAILED);
        }
        return Json.MAPPER.createObjectNode();
    }

    private DataRequest.Page data(String apiId, Request request) throws RefusedException {
        if (apiId.isEmpty()) {
            throw new RefusedException(ApiError.API_ID_MISSING);
        }
        DataRequest dataRequest = dataRequests.get(apiId);
        if (dataRequest == null) {
            throw new RefusedException(ApiError.API_ID_UNKNOWN, "API ID=" + apiId);
        }
        if (!request.path().equals(dataRequest.path())) {
            throw new RefusedException(ApiError.URI_MISMATCH);
        }
        String token = bearerToken(request);
        String appKey = tokens.appKeyOf(token).orElseThrow(() -> new RefusedException(ApiError.TOKEN_INVALID));
        limit(appKey, apiId, callsPerSecond);
        boolean continued = request.header("cont-yn").orElse("N").equals("Y");
        String nextKey = request.header("next-key").orElse("").strip();
        if (continued && nextKey.isEmpty()) {
            throw new RefusedException(ApiError.INPUT_INVALID, "next-key");
        }
        return dataRequest.answer(body(request), continued ? nextKey : "");
    }

    private static String bearerToken(Request request) throws RefusedException {
        String authorization =
                request.header("authorization").orElseThrow(() -> new RefusedException(ApiError.AUTHORIZATION_MISSING));
        int blank = authorization.indexOf(' ');
        String scheme = blank < 0 ? authorization : authorization.substring(0, blank);
        if (!scheme.equalsIgnoreCase("Bearer")) {
            throw new RefusedException(blank < 0 ? ApiError.AUTHORIZATION_FORMAT : ApiError.AUTHORIZATION_GRANT_TYPE);
        }
        String token = blank < 0 ? "" : authorization.substring(blank + 1).strip();
        if (token.isEmpty()) {
            throw new RefusedException(ApiError.AUTHORIZATION_WITHOUT_TOKEN);
        }
        return token;
    }

    private static ObjectNode body(Request request) throws RefusedException {
        String contentType = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (!contentType.startsWith("application/json")) {
            throw new RefusedException(ApiError.HEADER_UNREADABLE, "Content-Type");
        }
        String continuation = request.header("cont-yn").orElse("N");
        if (!continuation.isEmpty() && !continuation.equals("N") && !continuation.equals("Y")) {
            throw new RefusedException(ApiError.INPUT_INVALID, "cont-yn");
        }
        return Json.readObject(request.body())
                .orElseThrow(() -> new RefusedException(ApiError.INPUT_INVALID, "JSON body"));
    }

    private String checkedAppKey(ObjectNode body) throws RefusedException {
        Optional<String> appKey = Json.text(body, "appkey");
        Optional<String> secretKey = Json.text(body, "secretkey");
        if (appKey.isEmpty() || secretKey.isEmpty()) {
            throw new RefusedException(ApiError.KEYS_MISSING);
        }
        String expected = secretKeys.get(appKey.get());
        if (expected == null) {
            throw new RefusedException(ApiError.APP_KEY_UNKNOWN);
        }
        if (!expected.equals(secretKey.get())) {
            throw new RefusedException(ApiError.SECRET_KEY_WRONG);
        }
        return appKey.get();
    }

    /** Every TR has its own bucket per app key (protocol.md section 2). */
    private void limit(String appKey, String apiId, int perSecond) throws RefusedException {
        CallWindow window = windows.computeIfAbsent(appKey + " " + apiId, key -> new CallWindow(perSecond));
        long now = nanoTime.getAsLong();
        if (faults.isStorm(now) || !window.admit(now)) {
            throw new RefusedException(ApiError.TOO_MANY_REQUESTS, "유량=" + perSecond + ", API ID=" + apiId);
        }
    }

    /** @param headers names in lower case */
    record Request(String method, String path, Map<String, String> headers, String body) {

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        @Override
        public String toString() {
            return "Request[" + method + " " + path + ", headers and body ***]";
        }
    }

    /** @param summary status and, of an error, its message: what a log may keep of an answer */
    record Answer(int status, Map<String, String> headers, String body, String summary) {}
}
