package dev.sise.gateway.scan;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Why tickers are no signals of a scan. Stateless. */
final class Outcomes {
    /** In the database, so that the reasons of thousands of tickers do not come over for one of them. */
    private static final String OF_TICKER = "SELECT each.key AS type, (each.value -> ?)::text AS reasons"
            + " FROM scan_runs, jsonb_each(outcomes) AS each WHERE id = ? AND outcomes IS NOT NULL";

    private Outcomes() {}

    /** By type the reasons of a ticker; nothing of a type of which it has none. */
    static JsonObject of(Connection connection, String scanId, String ticker) throws SQLException {
        JsonObject outcomes = new JsonObject();
        try (PreparedStatement statement = connection.prepareStatement(OF_TICKER)) {
            statement.setString(1, ticker);
            statement.setString(2, scanId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String reasons = row.getString("reasons");
                    if (reasons != null) {
                        outcomes.put(row.getString("type"), new JsonArray(reasons));
                    }
                }
            }
        }
        return outcomes;
    }
}
