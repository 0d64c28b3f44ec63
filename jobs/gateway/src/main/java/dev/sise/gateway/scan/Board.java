package dev.sise.gateway.scan;

import dev.sise.market.Ticker;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A published nightly scan.
 *
 * @param scanId its id
 * @param date the session whose bars were the last to be looked at
 * @param bullish the tickers with a bullish signal, the best first
 * @param message what subscribers of the topic {@code signals} get, as JSON
 */
public record Board(String scanId, LocalDate date, List<Ticker> bullish, String message) {
    private static final String PUBLISHED = "SELECT id, as_of FROM scan_runs WHERE published";

    public Board {
        bullish = List.copyOf(bullish);
    }

    /** Which scan was published for which day. */
    record Published(String scanId, LocalDate date) {}

    /** The newest there is. */
    static Optional<Published> newest(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUBLISHED + " ORDER BY as_of DESC LIMIT 1")) {
            return first(statement);
        }
    }

    /** That of a day. */
    static Optional<Published> of(Connection connection, LocalDate date) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUBLISHED + " AND as_of = ?")) {
            statement.setObject(1, date);
            return first(statement);
        }
    }

    static Board read(Connection connection, Published published) throws SQLException {
        JsonArray results = new JsonArray();
        Set<Ticker> bullish = new LinkedHashSet<>();
        for (JsonObject signal : SignalJson.of(connection, published.scanId(), SignalJson.Choice.ALL)) {
            results.add(SignalJson.compact(signal));
            if (signal.getString("signal_type").equals("bullish")
                    && Ticker.parse(signal.getString("ticker")) instanceof Ticker.Accepted accepted) {
                bullish.add(accepted.ticker());
            }
        }
        String message = new JsonObject()
                .put("type", "signals")
                .put("scan_id", published.scanId())
                .put("date", published.date().toString())
                .put("results", results)
                .encode();
        return new Board(published.scanId(), published.date(), new ArrayList<>(bullish), message);
    }

    private static Optional<Published> first(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(new Published(row.getString("id"), row.getObject("as_of", LocalDate.class)))
                    : Optional.empty();
        }
    }
}
