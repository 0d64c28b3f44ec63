package dev.sise.gateway.scan;

import dev.sise.gateway.http.ApiError;
import dev.sise.gateway.http.JsonAnswer;
import dev.sise.market.InvalidFieldException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests out of the database, or says why it cannot. Called on event loops, which it does not block. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    /** PostgreSQL's words for a table and a column that are not there. */
    private static final Set<String> OLD_TABLES = Set.of("42P01", "42703");

    private final Optional<Database> database;

    /** @param database empty where this gateway has none */
    Answers(Optional<Database> database) {
        this.database = database;
    }

    /** Answers with 200 and what the question makes of the database. */
    void answer(RoutingContext context, Database.Question<Buffer> question) {
        if (database.isEmpty()) {
            off().send(context);
        } else {
            show(context, database.get().ask(question), body -> JsonAnswer.send(context, OK, body));
        }
    }

    /** Back on the event loop of the request, which is where responses are written. */
    static <T> void show(RoutingContext context, CompletionStage<T> answer, Consumer<T> show) {
        Context loop = context.vertx().getOrCreateContext();
        Future.fromCompletionStage(answer, loop)
                .onSuccess(found -> ifOpen(context, () -> show.accept(found)))
                .onFailure(failure -> ifOpen(context, () -> error(failure).send(context)));
    }

    /** What is said where this gateway has no database: without Retry-After, for it does not come back by itself. */
    static ApiError off() {
        return ApiError.of(UNAVAILABLE, "database_off", "this gateway has no database: postgres.url is not set");
    }

    /** What is wrong with the database, in words for the operator. */
    static String inWords(SQLException problem) {
        if (OLD_TABLES.contains(problem.getSQLState())) {
            return "the tables in the database are older than this gateway: run migrate of the module sql";
        }
        // Its first line: the others point into a statement that the operator does not have.
        return "the database cannot be asked: "
                + String.valueOf(problem.getMessage()).lines().findFirst().orElse("without words");
    }

    private static void ifOpen(RoutingContext context, Runnable send) {
        // A client that went away meanwhile, after a wait of minutes, gets nothing.
        if (!context.response().ended() && !context.response().closed()) {
            send.run();
        }
    }

    private static ApiError error(Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof ScanRefusedException refused) {
            return refused.error();
        }
        if (failure instanceof InvalidFieldException wrong) {
            return ApiError.badValue(wrong);
        }
        if (failure instanceof SQLException problem) {
            LOG.debug("The database was not asked", failure);
            return ApiError.unavailable("database_down", inWords(problem), ASK_AGAIN);
        }
        if (failure instanceof Database.BusyException) {
            return ApiError.unavailable("busy", failure.getMessage(), ASK_AGAIN);
        }
        LOG.error("A question to the database failed", failure);
        return ApiError.internal();
    }
}
