package dev.sise.gateway;

import dev.sise.gateway.http.JsonAnswer;
import dev.sise.gateway.http.RouteGroup;
import io.vertx.ext.web.Router;
import java.time.Clock;

/** Figures for people, {@code /ws/metrics}, and for Prometheus, {@code /metrics}. */
final class MetricsRoutes implements RouteGroup {
    private final BroadcasterMetrics broadcasts;
    private final GatewayMeters meters;
    private final Clock clock;

    /** @param clock real time */
    MetricsRoutes(BroadcasterMetrics broadcasts, GatewayMeters meters, Clock clock) {
        this.broadcasts = broadcasts;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void mount(Router router) {
        // Thousands of figures take milliseconds, in which no price should wait.
        router.get("/ws/metrics")
                .blockingHandler(context -> JsonAnswer.send(context, broadcasts.toJson(clock.instant())), false);
        router.get("/metrics")
                .blockingHandler(
                        context -> context.response()
                                .putHeader("Content-Type", GatewayMeters.CONTENT_TYPE)
                                .putHeader("Cache-Control", "no-store")
                                .end(meters.scrape()),
                        false);
    }
}
