package dev.sise.gateway.scan;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Signals as clients get them: the members that the old backend had, under the names that they had there, then what is ours. Stateless.
 */
final class SignalJson {
    private static final String SELECT =
            "SELECT *, contractions::text AS contractions_text FROM signals WHERE scan_id = ?";
    /** Bullish ones first. */
    private static final String ORDER = " ORDER BY signal_type DESC, rank";

    private static final List<String> COMPACT = List.of(
            "ticker",
            "name",
            "market",
            "signal_type",
            "rank",
            "grade",
            "score",
            "state",
            "flags",
            "footprint",
            "pivot",
            "entry_price",
            "target_price",
            "stop_price",
            "current_price");

    /** The best first. */
    static final List<String> GRADES = List.of("A", "B", "C", "D");

    private SignalJson() {}

    /**
     * Which signals of a scan.
     *
     * @param markets of them alone; none for all
     * @param grades of them alone; none for all
     * @param types of them alone; none for all
     * @param limit at most so many
     */
    record Choice(List<String> markets, List<String> grades, List<String> types, int limit) {
        static final Choice ALL = new Choice(List.of(), List.of(), List.of(), Integer.MAX_VALUE);
    }

    /** The signals of a scan, bullish ones first, each type by rank. */
    static List<JsonObject> of(Connection connection, String scanId, Choice choice) throws SQLException {
        String some = SELECT + " AND (cardinality(?::text[]) = 0 OR market = ANY (?))"
                + " AND (cardinality(?::text[]) = 0 OR grade = ANY (?))"
                + " AND (cardinality(?::text[]) = 0 OR signal_type = ANY (?))" + ORDER + " LIMIT ?";
        try (PreparedStatement statement = connection.prepareStatement(some)) {
            int at = 1;
            statement.setString(at++, scanId);
            for (List<String> words : List.of(choice.markets(), choice.grades(), choice.types())) {
                Array array = connection.createArrayOf("text", words.toArray());
                statement.setArray(at++, array);
                statement.setArray(at++, array);
            }
            statement.setInt(at, choice.limit());
            return all(statement);
        }
    }

    /** The signals of a ticker in a scan, none to two. */
    static List<JsonObject> of(Connection connection, String scanId, String ticker) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT + " AND ticker = ?" + ORDER)) {
            statement.setString(1, scanId);
            statement.setString(2, ticker);
            return all(statement);
        }
    }

    /** What a list of many shows of a signal. */
    static JsonObject compact(JsonObject signal) {
        JsonObject few = new JsonObject();
        COMPACT.forEach(member -> few.put(member, signal.getValue(member)));
        return few;
    }

    private static List<JsonObject> all(PreparedStatement statement) throws SQLException {
        List<JsonObject> signals = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                signals.add(read(row));
            }
        }
        return signals;
    }

    private static JsonObject read(ResultSet row) throws SQLException {
        return new JsonObject()
                .put("ticker", row.getString("ticker"))
                .put("name", row.getString("name"))
                .put("signal_type", row.getString("signal_type"))
                .put("grade", row.getString("grade"))
                .put("score", decimal(row, "score"))
                .put("total_score", decimal(row, "score"))
                .put("vcp_score", decimal(row, "vcp_score"))
                .put("smartmoney_score", decimal(row, "smartmoney_score"))
                .put("current_price", row.getLong("current_price"))
                .put("entry_price", row.getLong("entry_price"))
                .put("target_price", row.getLong("target_price"))
                .put("volume", row.getLong("volume"))
                .put("analysis_date", row.getString("analysis_date"))
                .put("pattern_detected", true)
                .put("scan_id", row.getString("scan_id"))
                .put("rank", row.getInt("rank"))
                .put("market", row.getString("market"))
                .put("state", row.getString("state"))
                .put("pivot", row.getDouble("pivot"))
                .put("stop_price", row.getLong("stop_price"))
                .put("rs", row.getObject("rs"))
                .put("conditions", row.getObject("conditions"))
                .put("conditions_met", texts(row, "conditions_met"))
                .put("footprint", row.getString("footprint"))
                .put("contractions", new JsonArray(row.getString("contractions_text")))
                .put("merges", row.getInt("merges"))
                .put("base_start", row.getString("base_start"))
                .put("breakout_date", Objects.toString(row.getObject("breakout_date", LocalDate.class), null))
                .put("volume_ratio", row.getObject("volume_ratio"))
                .put("reasons", texts(row, "reasons"))
                .put("flags", texts(row, "flags"))
                .put("market_cap", row.getObject("market_cap"))
                .put("avg_traded_value", row.getLong("avg_traded_value"));
    }

    private static Double decimal(ResultSet row, String column) throws SQLException {
        BigDecimal value = row.getBigDecimal(column);
        return value == null ? null : value.doubleValue();
    }

    private static JsonArray texts(ResultSet row, String column) throws SQLException {
        return new JsonArray(List.of((Object[]) row.getArray(column).getArray()));
    }
}
