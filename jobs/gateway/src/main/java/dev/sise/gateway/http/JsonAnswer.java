package dev.sise.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Answers with JSON, which nobody between here and the client may keep. */
public final class JsonAnswer {
    private static final int OK = 200;

    private JsonAnswer() {}

    /** Status 200. */
    public static void send(RoutingContext context, JsonObject body) {
        send(context, OK, body.toBuffer());
    }

    /** @param body one JSON object, in UTF-8 */
    public static void send(RoutingContext context, int status, Buffer body) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body);
    }
}
