package dev.sise.gateway.scan;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Instruments and their daily bars as clients get them. Stateless; each method blocks. */
final class StockRows {
    private static final String ONE = "SELECT * FROM stocks WHERE ticker = ?";
    private static final String SOME = "SELECT * FROM stocks WHERE ticker > ?"
            + " AND (cardinality(?::text[]) = 0 OR ticker_category = ANY (?))"
            + " AND (cardinality(?::text[]) = 0 OR instrument_class = ANY (?))"
            // Not LIKE, so that nothing in the text has a meaning of its own.
            + " AND (?::text IS NULL OR starts_with(ticker, upper(?)) OR position(lower(?) IN lower(name)) > 0)"
            + " AND (? OR listing_status = 'Y') ORDER BY ticker LIMIT ?";
    private static final String BARS =
            "SELECT * FROM daily_prices WHERE ticker = ? AND date >= ? AND date <= ?" + " ORDER BY date DESC LIMIT ?";
    private static final LocalDate FIRST_DAY = LocalDate.of(1956, 3, 3);

    private StockRows() {}

    /**
     * Which instruments.
     *
     * @param markets of them alone; none for all
     * @param classes of them alone; none for all
     * @param text begins the ticker, or is part of the name; empty for any
     * @param delisted whether those that are no longer listed are wanted too
     * @param after a ticker that they come after; empty for the first ones
     * @param limit at most so many
     */
    record Choice(
            List<String> markets,
            List<String> classes,
            Optional<String> text,
            boolean delisted,
            String after,
            int limit) {}

    static Optional<JsonObject> find(Connection connection, String ticker) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ONE)) {
            statement.setString(1, ticker);
            return all(statement).stream().findFirst();
        }
    }

    /** By ticker. */
    static List<JsonObject> some(Connection connection, Choice choice) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SOME)) {
            int at = 1;
            statement.setString(at++, choice.after());
            for (List<String> words : List.of(choice.markets(), choice.classes())) {
                Array array = connection.createArrayOf("text", words.toArray());
                statement.setArray(at++, array);
                statement.setArray(at++, array);
            }
            for (int times = 0; times < 3; times++) {
                statement.setString(at++, choice.text().orElse(null));
            }
            statement.setBoolean(at++, choice.delisted());
            statement.setInt(at, choice.limit());
            return all(statement);
        }
    }

    /** The newest so many bars of some days, the oldest first. */
    static List<JsonObject> bars(Connection connection, String ticker, LocalDate from, LocalDate to, int limit)
            throws SQLException {
        List<JsonObject> bars = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(BARS)) {
            statement.setString(1, ticker);
            statement.setObject(2, from.isBefore(FIRST_DAY) ? FIRST_DAY : from);
            statement.setObject(3, to);
            statement.setInt(4, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    bars.add(bar(row));
                }
            }
        }
        Collections.reverse(bars);
        return bars;
    }

    static JsonArray array(List<JsonObject> members) {
        return new JsonArray(members);
    }

    private static JsonObject bar(ResultSet row) throws SQLException {
        return new JsonObject()
                .put("date", row.getString("date"))
                .put("open", row.getLong("open"))
                .put("high", row.getLong("high"))
                .put("low", row.getLong("low"))
                .put("close", row.getLong("close"))
                .put("volume", row.getLong("volume"))
                .put("traded_value", row.getObject("traded_value"))
                .put("halted", row.getLong("open") == 0 && row.getLong("volume") == 0);
    }

    private static List<JsonObject> all(PreparedStatement statement) throws SQLException {
        List<JsonObject> stocks = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                stocks.add(new JsonObject()
                        .put("ticker", row.getString("ticker"))
                        .put("name", row.getString("name"))
                        .put("market", row.getString("ticker_category"))
                        .put("market_code", row.getString("market_code"))
                        .put("instrument_class", row.getString("instrument_class"))
                        .put("listed", row.getString("listing_status").equals("Y"))
                        .put("market_cap", row.getObject("market_cap"))
                        .put("listed_shares", row.getObject("listed_shares"))
                        .put("last_close", row.getObject("last_close"))
                        .put("listing_date", Objects.toString(row.getObject("listing_date", LocalDate.class), null))
                        .put("halted", row.getBoolean("halted"))
                        .put("has_after_market", row.getBoolean("has_after_market"))
                        .put("realtime_supported", row.getBoolean("realtime_supported"))
                        .put(
                                "updated_at",
                                row.getObject("updated_at", OffsetDateTime.class)
                                        .toInstant()
                                        .toString()));
            }
        }
        return stocks;
    }
}
