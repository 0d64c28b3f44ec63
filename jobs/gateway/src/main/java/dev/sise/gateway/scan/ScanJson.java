package dev.sise.gateway.scan;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;

/** Scans as clients get them. Stateless. */
final class ScanJson {
    private ScanJson() {}

    /** Where it stands, and once it is done its result. */
    static JsonObject withResult(Connection connection, ScanRun run) throws SQLException {
        if (run.state() != ScanRun.State.DONE) {
            return without(run);
        }
        // First what the old backend answered, as it did.
        JsonArray results = new JsonArray();
        SignalJson.of(connection, run.id(), SignalJson.Choice.ALL).forEach(results::add);
        JsonObject totals = run.totals().orElseGet(JsonObject::new);
        JsonObject request = run.request();
        return new JsonObject()
                .put("total_scanned", totals.getValue("scanned"))
                .put("valid_signals", totals.getValue("valid_signals"))
                .put("returned", results.size())
                .put("market", request.getValue("market"))
                .put(
                        "filters",
                        new JsonObject()
                                .put("exclude_elw", request.getValue("exclude_elw"))
                                .put("min_market_cap", request.getValue("min_market_cap")))
                .put("results", results)
                .mergeIn(without(run))
                .put("totals", totals);
    }

    /** Where it stands. */
    static JsonObject without(ScanRun run) {
        return new JsonObject()
                .put("scan_id", run.id())
                .put("kind", run.kind())
                .put("state", run.state().code())
                .put("as_of", run.asOf().toString())
                .put("published", run.published())
                .put(
                        "progress",
                        new JsonObject()
                                .put("done", run.progressDone())
                                .put("total", run.progressTotal().orElse(null)))
                .put("requested_at", run.requestedAt().toString())
                .put("started_at", run.startedAt().map(Object::toString).orElse(null))
                .put("ended_at", run.endedAt().map(Object::toString).orElse(null))
                .put("error", run.error().orElse(null))
                .put("flink_job_id", run.flinkJobId().orElse(null))
                .put("request", run.request());
    }
}
