package dev.sise.gateway.schedule;

import dev.sise.gateway.http.ApiError;
import dev.sise.gateway.http.JsonAnswer;
import dev.sise.gateway.http.RouteGroup;
import dev.sise.gateway.http.Shown;
import dev.sise.market.MarketClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the schedules and runs one when asked: {@code GET /api/kr/schedules} and {@code POST /api/kr/schedules/<name>/run}. */
public final class ScheduleRoutes implements RouteGroup {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleRoutes.class);
    private static final String PATH = "/api/kr/schedules";
    private static final int ACCEPTED = 202;
    private static final int UNAVAILABLE = 503;
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX");

    private final Optional<Schedules> schedules;

    /** @param schedules empty where this gateway runs none */
    public ScheduleRoutes(Optional<Schedules> schedules) {
        this.schedules = schedules;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::list);
        router.post(PATH + "/:name/run").handler(this::run);
    }

    private void list(RoutingContext context) {
        if (schedules.isEmpty()) {
            off(context);
            return;
        }
        Schedules all = schedules.get();
        answer(context, all.list(), statuses -> JsonAnswer.send(context, json(all, statuses)));
    }

    private void run(RoutingContext context) {
        Optional<Schedule> schedule = Schedule.of(context.pathParam("name"));
        if (schedule.isEmpty()) {
            ApiError.of(
                            404,
                            "unknown_schedule",
                            "there is no schedule " + Shown.of(context.pathParam("name")) + ", only " + names())
                    .send(context);
        } else if (schedules.isEmpty()) {
            off(context);
        } else {
            answer(
                    context,
                    schedules.get().run(schedule.get()),
                    requested -> JsonAnswer.send(
                            context,
                            ACCEPTED,
                            new JsonObject()
                                    .put("name", schedule.get().code())
                                    .put("started", requested.started())
                                    .put("run", json(requested.run()))
                                    .toBuffer()));
        }
    }

    /** Back on the event loop of the request, which is where responses are written. */
    private static <T> void answer(RoutingContext context, CompletionStage<T> question, Consumer<T> show) {
        Context loop = context.vertx().getOrCreateContext();
        Future.fromCompletionStage(question, loop).onSuccess(show::accept).onFailure(failure -> error(failure)
                .send(context));
    }

    private static ApiError error(Throwable failure) {
        if (failure instanceof ScheduleRefusedException refused) {
            return switch (refused.reason()) {
                case NO_DAY -> ApiError.conflict("no_day", refused.getMessage());
                case NOT_AVAILABLE -> ApiError.conflict("not_available", refused.getMessage());
                case WAITS -> ApiError.conflict("waits", refused.getMessage());
                case STARTING -> ApiError.unavailable("starting", refused.getMessage(), ASK_AGAIN);
                // Without Retry-After: somebody has to migrate them first.
                case OLD_TABLES -> ApiError.of(UNAVAILABLE, "old_tables", refused.getMessage());
            };
        }
        if (failure instanceof SQLException database) {
            LOG.debug("The schedules were not asked", failure);
            return ApiError.unavailable("database_down", Schedules.inWords(database), ASK_AGAIN);
        }
        LOG.error("The schedules failed to answer", failure);
        return ApiError.internal();
    }

    private static void off(RoutingContext context) {
        // Without Retry-After: it does not come back by itself.
        ApiError.of(UNAVAILABLE, "schedules_off", "this gateway runs no schedules: postgres.url is not set")
                .send(context);
    }

    private static JsonObject json(Schedules all, List<ScheduleStatus> statuses) {
        JsonArray list = new JsonArray();
        statuses.forEach(status -> list.add(new JsonObject()
                .put("name", status.schedule().code())
                .put("rule", status.schedule().rule())
                .put("job", status.schedule().job().orElse(null))
                .put("available", status.unavailable().isEmpty())
                .put("unavailable", status.unavailable().orElse(null))
                .put("last_run", status.lastRun().map(ScheduleRoutes::json).orElse(null))
                .put(
                        "next_due",
                        status.nextDue().map(ScheduleRoutes::marketTime).orElse(null))));
        return new JsonObject()
                .put("market_time", marketTime(all.marketTime()))
                .put("problem", all.problem().orElse(null))
                .put("schedules", list);
    }

    private static JsonObject json(ScheduleRun run) {
        return new JsonObject()
                .put("day", run.day().toString())
                .put("state", run.state().code())
                .put("owner", run.owner())
                .put("attempts", run.attempts())
                .put("flink_job_id", run.flinkJobId().orElse(null))
                .put("started_at", run.startedAt().toString())
                .put("heartbeat_at", run.heartbeatAt().toString())
                .put("ended_at", run.endedAt().map(Object::toString).orElse(null))
                .put("retry_at", run.retryAt().map(Object::toString).orElse(null))
                .put("error", run.error().orElse(null));
    }

    private static String marketTime(LocalDateTime time) {
        return SECONDS.format(time.atZone(MarketClock.ZONE));
    }

    private static String names() {
        return Arrays.stream(Schedule.values()).map(Schedule::code).collect(Collectors.joining(", "));
    }
}
