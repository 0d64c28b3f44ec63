package dev.sise.gateway;

import dev.sise.connector.websocket.FanOutHub;
import dev.sise.gateway.http.ApiError;
import dev.sise.gateway.http.JsonAnswer;
import dev.sise.gateway.http.RouteGroup;
import dev.sise.gateway.http.Shown;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of the HTTP server: the page, the WebSocket endpoint, the checks, and the groups of others. Errors are an {@link ApiError}. */
final class HttpRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(HttpRoutes.class);
    private static final String WEB_SOCKET_PATH = "/ws";
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;
    private static final int URI_TOO_LONG = 414;
    private static final int HEADERS_TOO_LARGE = 431;
    private static final int UPGRADE_REQUIRED = 426;
    private static final int INTERNAL_ERROR = 500;
    /** {@link PollingQuery#MAX_TICKERS} codes in their longest form, with their commas escaped, need 13,000. */
    static final int MAX_REQUEST_LINE = 16 * 1024;

    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    /** Everything the page needs comes from here, so the browser may refuse the rest. */
    private static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final FanOutHub hub;
    private final Health health;
    private final List<RouteGroup> groups;
    private final Map<String, Asset> assets = Map.of(
            "/", Asset.load("page/index.html", "text/html; charset=utf-8"),
            "/page.js", Asset.load("page/page.js", "text/javascript; charset=utf-8"),
            "/chart.js", Asset.load("page/chart.js", "text/javascript; charset=utf-8"),
            "/page.css", Asset.load("page/page.css", "text/css; charset=utf-8"),
            "/icon.svg", Asset.load("page/icon.svg", "image/svg+xml"),
            "/openapi.yaml", Asset.load("openapi.yaml", "application/yaml"),
            "/asyncapi.yaml", Asset.load("asyncapi.yaml", "application/yaml"));

    /** @param groups the other paths */
    HttpRoutes(FanOutHub hub, Health health, List<RouteGroup> groups) {
        this.hub = hub;
        this.health = health;
        this.groups = List.copyOf(groups);
    }

    /** Handles the requests of one server; each event loop has its own. */
    Handler<HttpServerRequest> handler(Vertx vertx) {
        Router router = router(vertx);
        return request -> {
            // Before the router: it would wrap the socket, and the hub writes to the channel behind it.
            if (WEB_SOCKET_PATH.equals(request.path()) && request.canUpgradeToWebSocket()) {
                request.toWebSocket()
                        .onSuccess(hub::accept)
                        .onFailure(
                                failure -> LOG.debug("{} sent no valid handshake", request.remoteAddress(), failure));
            } else {
                router.handle(request);
            }
        };
    }

    Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.get(WEB_SOCKET_PATH).handler(context -> {
            context.response().putHeader("Upgrade", "websocket");
            ApiError.of(UPGRADE_REQUIRED, "upgrade_required", WEB_SOCKET_PATH + " speaks the WebSocket protocol only")
                    .send(context);
        });
        router.get("/healthz").handler(context -> JsonAnswer.send(context, new JsonObject().put("status", "alive")));
        router.get("/readyz").handler(this::ready);
        assets.forEach((path, asset) -> router.get(path).handler(context -> send(context, asset)));
        groups.forEach(group -> group.mount(router));
        router.errorHandler(
                BAD_REQUEST, context -> ApiError.of(BAD_REQUEST, "bad_request", "the request cannot be read")
                        .send(context));
        router.errorHandler(NOT_FOUND, context -> ApiError.notFound("there is nothing at " + path(context))
                .send(context));
        router.errorHandler(METHOD_NOT_ALLOWED, context -> ApiError.of(
                        METHOD_NOT_ALLOWED,
                        "method_not_allowed",
                        path(context) + " does not take " + context.request().method())
                .send(context));
        router.errorHandler(
                TOO_LARGE, context -> ApiError.of(TOO_LARGE, "too_large", "the body of the request is too large")
                        .send(context));
        router.errorHandler(INTERNAL_ERROR, context -> {
            LOG.error("{} failed", context.request().path(), context.failure());
            ApiError.internal().send(context);
        });
        return router;
    }

    /** Answers what is no HTTP request that the server takes; it never comes to the router. */
    static void refuse(HttpServerRequest request) {
        String cause = String.valueOf(request.decoderResult().cause().getMessage());
        ApiError error;
        if (cause.startsWith("An HTTP line is larger than")) {
            error = ApiError.of(
                    URI_TOO_LONG, "uri_too_long", "the request line may have " + MAX_REQUEST_LINE + " bytes");
        } else if (cause.startsWith("HTTP header is larger than")) {
            error = ApiError.of(HEADERS_TOO_LARGE, "headers_too_large", "the headers of the request are too large");
        } else {
            error = ApiError.of(BAD_REQUEST, "bad_request", "this is no request of HTTP");
        }
        request.response()
                .setStatusCode(error.status())
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close")
                .end(error.body().toBuffer())
                .onComplete(sent -> request.connection().close());
    }

    private void ready(RoutingContext context) {
        Map<String, String> problems = health.problems();
        Map<String, String> remarks = health.remarks();
        JsonObject checks = new JsonObject();
        for (String name : health.names()) {
            checks.put(name, problems.getOrDefault(name, remarks.getOrDefault(name, "ok")));
        }
        if (problems.isEmpty()) {
            JsonAnswer.send(
                    context,
                    new JsonObject()
                            .put("status", "ready")
                            .put("means", health.means())
                            .put("checks", checks));
        } else {
            ApiError.unavailable("not_ready", String.join("; ", problems.values()), ASK_AGAIN)
                    .with("means", health.means())
                    .with("checks", checks)
                    .send(context);
        }
    }

    private static String path(RoutingContext context) {
        return Shown.of(context.request().path());
    }

    private static void send(RoutingContext context, Asset asset) {
        context.response()
                .putHeader("Content-Type", asset.type())
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Security-Policy", CONTENT_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(asset.content());
    }

    /** A file, kept in memory. */
    private record Asset(String type, Buffer content) {
        static Asset load(String name, String type) {
            try (InputStream in = HttpRoutes.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("The file " + name + " is missing in this build");
                }
                return new Asset(type, Buffer.buffer(in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException("The file " + name + " could not be read", e);
            }
        }
    }
}
