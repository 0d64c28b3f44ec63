package dev.sise.gateway.http;

import io.vertx.ext.web.Router;

/** Paths of the HTTP server that belong together. Its handlers run on the server's event loops, several at once, and must not block. */
@FunctionalInterface
public interface RouteGroup {
    /** Adds the paths to a router; called once for each event loop, before it serves. */
    void mount(Router router);
}
