package dev.sise.gateway.scan;

import dev.sise.gateway.http.ApiError;
import dev.sise.gateway.http.JsonAnswer;
import dev.sise.gateway.http.Parameters;
import dev.sise.gateway.http.RouteGroup;
import dev.sise.market.InvalidFieldException;
import dev.sise.market.ScanRequest;
import dev.sise.market.ScanRequestJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Scans over HTTP: {@code POST /scan} of the old backend and {@code POST /api/kr/scan}, which are one; a scan by its id, its cancelling, and a
 * list of them.
 */
final class ScanRoutes implements RouteGroup {
    private static final String PATH = "/api/kr/scan";
    private static final String ONE = PATH + "/:id";
    private static final String OLD_PATH = "/scan";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String MULTIPART = "multipart/";
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int FAILED = 500;
    private static final int MAX_WAIT_SECONDS = 300;
    private static final int DEFAULT_WAIT_SECONDS = 60;
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_LISTED = 500;
    private static final int DEFAULT_LISTED = 50;
    private static final List<String> STATES =
            Arrays.stream(ScanRun.State.values()).map(ScanRun.State::code).toList();
    private static final List<String> KINDS = List.of("nightly", "adhoc");

    private final Optional<Database> database;
    private final Optional<Scans> scans;
    private final Answers answers;

    /** A scan that is done, or goes on. */
    private record Outcome(int status, Buffer body) {}

    /** @param scans there where the database is */
    ScanRoutes(Optional<Database> database, Optional<Scans> scans) {
        this.database = database;
        this.scans = scans;
        this.answers = new Answers(database);
    }

    @Override
    public void mount(Router router) {
        for (String path : List.of(OLD_PATH, PATH)) {
            router.post(path)
                    .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
                    .handler(this::scan);
        }
        router.get(PATH).handler(this::list);
        router.get(ONE).handler(this::find);
        router.delete(ONE).handler(this::cancel);
    }

    private void scan(RoutingContext context) {
        ScanRequest request;
        Duration wait;
        try {
            request = ScanRequestJson.parse(body(context));
            wait = Duration.ofSeconds(Parameters.of(context).number("wait", 0, MAX_WAIT_SECONDS, DEFAULT_WAIT_SECONDS));
        } catch (InvalidFieldException e) {
            ApiError.badValue(e).send(context);
            return;
        }
        if (scans.isEmpty()) {
            Answers.off().send(context);
            return;
        }
        Answers.show(
                context,
                scans.get().scan(request, wait).thenCompose(id -> database.orElseThrow()
                        .ask(connection -> outcome(connection, id))),
                outcome -> JsonAnswer.send(context, outcome.status(), outcome.body()));
    }

    /** What is no JSON is refused by whoever reads it, but a form of several parts is taken away before, and would look like no body. */
    private static String body(RoutingContext context) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.strip().regionMatches(true, 0, MULTIPART, 0, MULTIPART.length())) {
            throw new InvalidFieldException("body", "a JSON object", type);
        }
        Buffer body = context.body().buffer();
        return body == null ? "" : body.toString();
    }

    private static Outcome outcome(Connection connection, String id) throws SQLException {
        ScanRun run = ScanRuns.find(connection, id).orElseThrow(() -> Scans.notFound(id));
        return switch (run.state()) {
            case DONE -> new Outcome(OK, ScanJson.withResult(connection, run).toBuffer());
            case WAITING, RUNNING -> new Outcome(ACCEPTED, ScanJson.without(run).toBuffer());
            case FAILED ->
                throw new ScanRefusedException(
                        ApiError.of(FAILED, "scan_failed", run.error().orElse("the scan failed without words"))
                                .with("scan_id", id));
            case CANCELLED ->
                throw new ScanRefusedException(ApiError.conflict("scan_cancelled", "the scan " + id + " was cancelled")
                        .with("scan_id", id));
        };
    }

    /** An id that none can be is not looked for: a database does not take every text. */
    private static String id(RoutingContext context) {
        String id = context.pathParam("id");
        return ID.matcher(id).matches() ? id : "";
    }

    private void find(RoutingContext context) {
        String id = id(context);
        answers.answer(context, connection -> {
            ScanRun run = ScanRuns.find(connection, id).orElseThrow(() -> Scans.notFound(id));
            return ScanJson.withResult(connection, run).toBuffer();
        });
    }

    private void cancel(RoutingContext context) {
        if (scans.isEmpty()) {
            Answers.off().send(context);
            return;
        }
        Answers.show(context, scans.get().cancel(id(context)), run -> JsonAnswer.send(context, ScanJson.without(run)));
    }

    private void list(RoutingContext context) {
        Optional<String> state;
        Optional<String> kind;
        int limit;
        try {
            Parameters parameters = Parameters.of(context);
            state = parameters.word("state", STATES);
            kind = parameters.word("kind", KINDS);
            limit = parameters.number("limit", 1, MAX_LISTED, DEFAULT_LISTED);
        } catch (InvalidFieldException e) {
            ApiError.badValue(e).send(context);
            return;
        }
        answers.answer(context, connection -> {
            JsonArray list = new JsonArray();
            ScanRuns.newest(connection, state, kind, limit).forEach(run -> list.add(ScanJson.without(run)));
            return new JsonObject().put("scans", list).toBuffer();
        });
    }
}
