package dev.sise.gateway.http;

import dev.sise.market.InvalidFieldException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;

/**
 * The one shape of errors over HTTP: {@code {"error":"<code>","detail":"<sentence>"}}, where a value of the request is at fault with
 * {@code "field"}, {@code "rule"} and {@code "value"} too. {@code detail} is the member that errors of the old backend have. Immutable.
 */
public final class ApiError {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int INTERNAL_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    private final int status;
    private final JsonObject body;
    private final Duration retryAfter;

    private ApiError(int status, JsonObject body, Duration retryAfter) {
        this.status = status;
        this.body = body;
        this.retryAfter = retryAfter;
    }

    /**
     * Any error.
     *
     * @param status of HTTP, 400 to 599
     * @param code stable word in snake_case, for programs
     * @param detail a sentence, for people
     */
    public static ApiError of(int status, String code, String detail) {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
        if (status < BAD_REQUEST || status > 599) {
            throw new IllegalArgumentException("The status of an error must be 400 to 599, is " + status);
        }
        return new ApiError(status, new JsonObject().put("error", code).put("detail", detail), null);
    }

    /**
     * 400: a value that is not allowed.
     *
     * @param field name of the parameter, or path of the member
     * @param rule what it has to be, as it ends "must be …"
     * @param value what it is, shown cut when it is long; null if it is missing
     */
    public static ApiError badValue(String field, String rule, String value) {
        ApiError error = of(
                BAD_REQUEST,
                "bad_value",
                field + " must be " + rule + (value == null ? ", is missing" : ", is " + Shown.of(value)));
        error.body.put("field", field).put("rule", rule).put("value", value == null ? null : Shown.cut(value));
        return error;
    }

    /** 404. */
    public static ApiError notFound(String detail) {
        return of(NOT_FOUND, "not_found", detail);
    }

    /** 409: what is asked for does not go with what there is now. */
    public static ApiError conflict(String code, String detail) {
        return of(CONFLICT, code, detail);
    }

    /**
     * 429: more is asked for than is done at once.
     *
     * @param retryAfter whole seconds, when to ask again
     */
    public static ApiError tooMany(String code, String detail, Duration retryAfter) {
        return new ApiError(
                TOO_MANY_REQUESTS,
                of(TOO_MANY_REQUESTS, code, detail).body,
                Objects.requireNonNull(retryAfter, "retryAfter"));
    }

    /** 400: a member or parameter that is not allowed. */
    public static ApiError badValue(InvalidFieldException wrong) {
        return badValue(wrong.field(), wrong.rule(), wrong.value());
    }

    /** 500: the fault is ours; what it is belongs into the log, not here. */
    public static ApiError internal() {
        return of(INTERNAL_ERROR, "internal_error", "the gateway failed to answer; its log says why");
    }

    /**
     * 503: something is missing that comes back by itself.
     *
     * @param retryAfter whole seconds, when to ask again
     */
    public static ApiError unavailable(String code, String detail, Duration retryAfter) {
        return new ApiError(
                UNAVAILABLE, of(UNAVAILABLE, code, detail).body, Objects.requireNonNull(retryAfter, "retryAfter"));
    }

    /** The same with one member more, of a type that {@link JsonObject} knows. */
    public ApiError with(String member, Object value) {
        return new ApiError(status, body.copy().put(member, value), retryAfter);
    }

    public int status() {
        return status;
    }

    /** A copy of the JSON. */
    public JsonObject body() {
        return body.copy();
    }

    /** Ends the response with this. */
    public void send(RoutingContext context) {
        send(context, body.toBuffer());
    }

    /**
     * The same with a body that has more.
     *
     * @param full JSON with the members of {@link #body()} and others
     */
    public void send(RoutingContext context, Buffer full) {
        if (retryAfter != null) {
            context.response().putHeader("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        JsonAnswer.send(context, status, full);
    }
}
