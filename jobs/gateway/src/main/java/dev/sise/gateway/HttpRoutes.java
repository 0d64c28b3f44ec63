package dev.sise.gateway;

import dev.sise.connector.websocket.FanOutHub;
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
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of the HTTP server: the page, the WebSocket endpoint, the checks. Errors are JSON. */
final class HttpRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(HttpRoutes.class);
    private static final String WEB_SOCKET_PATH = "/ws";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UPGRADE_REQUIRED = 426;
    private static final int INTERNAL_ERROR = 500;
    private static final int UNAVAILABLE = 503;

    /** Everything the page needs comes from here, so the browser may refuse the rest. */
    private static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final FanOutHub hub;
    private final Health health;
    private final Map<String, Asset> assets = Map.of(
            "/", Asset.load("index.html", "text/html; charset=utf-8"),
            "/page.js", Asset.load("page.js", "text/javascript; charset=utf-8"),
            "/page.css", Asset.load("page.css", "text/css; charset=utf-8"),
            "/icon.svg", Asset.load("icon.svg", "image/svg+xml"));

    HttpRoutes(FanOutHub hub, Health health) {
        this.hub = hub;
        this.health = health;
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

    private Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.get(WEB_SOCKET_PATH).handler(context -> {
            context.response().putHeader("Upgrade", "websocket");
            error(
                    context,
                    UPGRADE_REQUIRED,
                    "upgrade_required",
                    WEB_SOCKET_PATH + " speaks the WebSocket protocol only");
        });
        router.get("/healthz").handler(context -> json(context, OK, new JsonObject().put("status", "alive")));
        router.get("/readyz").handler(this::ready);
        assets.forEach((path, asset) -> router.get(path).handler(context -> send(context, asset)));
        router.errorHandler(
                NOT_FOUND,
                context -> error(
                        context,
                        NOT_FOUND,
                        "not_found",
                        "there is nothing at " + Shown.of(context.request().path())));
        router.errorHandler(
                METHOD_NOT_ALLOWED,
                context -> error(
                        context,
                        METHOD_NOT_ALLOWED,
                        "method_not_allowed",
                        Shown.of(context.request().path()) + " does not take "
                                + context.request().method()));
        router.errorHandler(INTERNAL_ERROR, context -> {
            LOG.error("{} failed", context.request().path(), context.failure());
            error(context, INTERNAL_ERROR, "internal_error", "the gateway failed to answer; its log says why");
        });
        return router;
    }

    private void ready(RoutingContext context) {
        Map<String, String> problems = health.problems();
        Map<String, String> remarks = health.remarks();
        JsonObject checks = new JsonObject();
        for (String name : health.names()) {
            checks.put(name, problems.getOrDefault(name, remarks.getOrDefault(name, "ok")));
        }
        if (problems.isEmpty()) {
            json(context, OK, new JsonObject().put("status", "ready").put("checks", checks));
        } else {
            JsonObject error =
                    new JsonObject().put("code", "not_ready").put("message", String.join("; ", problems.values()));
            json(context, UNAVAILABLE, new JsonObject().put("error", error).put("checks", checks));
        }
    }

    private static void send(RoutingContext context, Asset asset) {
        context.response()
                .putHeader("Content-Type", asset.type())
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Security-Policy", CONTENT_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(asset.content());
    }

    private static void error(RoutingContext context, int status, String code, String message) {
        json(
                context,
                status,
                new JsonObject().put("error", new JsonObject().put("code", code).put("message", message)));
    }

    private static void json(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body.toBuffer());
    }

    /** A file of the page, kept in memory. */
    private record Asset(String type, Buffer content) {
        static Asset load(String name, String type) {
            try (InputStream in = HttpRoutes.class.getResourceAsStream("page/" + name)) {
                if (in == null) {
                    throw new IllegalStateException("The file " + name + " of the page is missing in this build");
                }
                return new Asset(type, Buffer.buffer(in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException("The file " + name + " of the page could not be read", e);
            }
        }
    }
}
