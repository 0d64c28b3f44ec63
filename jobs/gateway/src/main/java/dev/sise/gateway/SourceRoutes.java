package dev.sise.gateway;

import dev.sise.gateway.http.ApiError;
import dev.sise.gateway.http.JsonAnswer;
import dev.sise.gateway.http.RouteGroup;
import dev.sise.market.SourceHealth;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where prices come from, and what came that was none. */
final class SourceRoutes implements RouteGroup {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final String LIMIT = "limit";
    private static final int DEFAULT_LIMIT = 3;

    private final SourceMonitor source;
    private final RejectedSamples rejected;

    SourceRoutes(SourceMonitor source, RejectedSamples rejected) {
        this.source = source;
        this.rejected = rejected;
    }

    @Override
    public void mount(Router router) {
        router.get("/api/kr/source").handler(this::source);
        router.get("/api/kr/rejected").handler(this::rejected);
    }

    private void source(RoutingContext context) {
        SourceState state = source.state();
        Optional<SourceHealth> health = state.health();
        if (health.isEmpty()) {
            Staleness staleness = state.whenDown();
            ApiError.unavailable(staleness.code(), state.problem().orElse("nothing is known of the source"), ASK_AGAIN)
                    .send(context);
            return;
        }
        JsonArray sessions = new JsonArray();
        health.get().keys().forEach(key -> sessions.add(session(key)));
        JsonAnswer.send(
                context,
                new JsonObject()
                        .put("at", Instant.ofEpochMilli(health.get().at()).toString())
                        .put("problem", state.problem().orElse(null))
                        .put("sessions", sessions));
    }

    private static JsonObject session(SourceHealth.Key key) {
        return new JsonObject()
                .put("id", key.id())
                .put("session", key.session().code())
                .put("refused", key.refused())
                .put("last_frame", moment(key.lastFrame()))
                .put("last_rest", moment(key.lastRest()))
                .put("slots_used", key.registered().size())
                .put("registered", new JsonArray(key.registered()))
                .put("polled", new JsonArray(key.polled()))
                .put("silent", new JsonArray(key.silent()))
                .put("quota", key.quota())
                .put("interval_ms", key.intervalMs());
    }

    /** Null for never. */
    private static String moment(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
    }

    private void rejected(RoutingContext context) {
        String limit = TickerList.last(context.queryParams(), LIMIT);
        int samples = limit == null ? DEFAULT_LIMIT : samples(limit);
        if (samples == 0) {
            ApiError.badValue(LIMIT, "a whole number, 1 to " + RejectedSamples.MAX_SAMPLES, limit)
                    .send(context);
        } else {
            JsonAnswer.send(context, rejected.toJson(samples));
        }
    }

    /** 0 if it is none that is allowed. */
    private static int samples(String text) {
        try {
            int samples = Integer.parseInt(text);
            return samples >= 1 && samples <= RejectedSamples.MAX_SAMPLES ? samples : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
