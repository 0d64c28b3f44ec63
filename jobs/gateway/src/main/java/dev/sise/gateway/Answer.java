package dev.sise.gateway;

import dev.sise.gateway.http.ApiError;
import dev.sise.gateway.http.JsonAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/**
 * An answer that may lack a part.
 *
 * @param error what is missing that comes back, with when to ask again; null if nothing is
 * @param body JSON, with the members of the error if there is one
 */
record Answer(ApiError error, Buffer body) {
    private static final int OK = 200;

    void send(RoutingContext context) {
        if (error == null) {
            JsonAnswer.send(context, OK, body);
        } else {
            error.send(context, body);
        }
    }
}
