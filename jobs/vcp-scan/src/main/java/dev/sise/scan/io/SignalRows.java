package dev.sise.scan.io;

import dev.sise.scan.functions.Decimals;
import dev.sise.scan.functions.Flag;
import dev.sise.scan.functions.ScanRun;
import dev.sise.scan.functions.Signal;
import dev.sise.scan.functions.TrendTemplate;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** The table {@code signals}. */
final class SignalRows {
    private static final List<String> COLUMNS = List.of(
            "scan_id",
            "ticker",
            "signal_type",
            "rank",
            "name",
            "market",
            "analysis_date",
            "grade",
            "score",
            "vcp_score",
            "smartmoney_score",
            "current_price",
            "entry_price",
            "target_price",
            "stop_price",
            "pivot",
            "state",
            "footprint",
            "contractions",
            "merges",
            "base_start",
            "breakout_date",
            "volume_ratio",
            "rs",
            "conditions",
            "conditions_met",
            "flags",
            "market_cap",
            "volume",
            "avg_traded_value");

    private static final String INSERT = "INSERT INTO signals (" + String.join(", ", COLUMNS) + ") VALUES ("
            + String.join(", ", Collections.nCopies(COLUMNS.size(), "?")) + ")";

    private SignalRows() {}

    /** Inserts the signals of a run in the connection's transaction, scores with one decimal. */
    static void insert(Connection connection, ScanRun run, List<Signal> signals) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (Signal signal : signals) {
                List<Object> values = values(connection, run, signal);
                for (int i = 0; i < values.size(); i++) {
                    if (COLUMNS.get(i).equals("contractions")) {
                        statement.setObject(i + 1, values.get(i), Types.OTHER);
                    } else {
                        statement.setObject(i + 1, values.get(i));
                    }
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** In the order of the columns. */
    private static List<Object> values(Connection connection, ScanRun run, Signal signal) throws SQLException {
        List<Object> values = new ArrayList<>(COLUMNS.size());
        values.add(run.id());
        values.add(signal.ticker());
        values.add(signal.type().code());
        values.add(signal.rank());
        values.add(signal.name());
        values.add(signal.market());
        values.add(signal.date());
        values.add(signal.grade().name());
        values.add(Decimals.score(signal.scores().total()));
        values.add(Decimals.score(signal.scores().vcp().total()));
        values.add(
                signal.scores().smartMoney() == null
                        ? null
                        : Decimals.score(signal.scores().smartMoney().score()));
        values.add(Math.round(signal.close()));
        values.add(signal.plan().entry());
        values.add(signal.plan().target());
        values.add(signal.plan().stop());
        values.add(signal.pivot());
        values.add(signal.state().name());
        values.add(signal.footprint());
        values.add(ResultJson.contractions(signal.base()));
        values.add(signal.base().merges());
        values.add(signal.base().start());
        values.add(signal.breakoutDay());
        values.add(signal.volumeRatio());
        values.add(signal.scores().relativeStrength());
        values.add(signal.conditions() == null ? null : signal.conditions().count());
        values.add(texts(connection, met(signal.conditions())));
        values.add(texts(connection, signal.flags().stream().map(Flag::name).toList()));
        values.add(signal.marketCap() == 0 ? null : signal.marketCap());
        values.add(signal.volume());
        values.add(Math.round(signal.averageTradedValue()));
        return values;
    }

    private static List<String> met(TrendTemplate conditions) {
        return conditions == null
                ? List.of()
                : IntStream.rangeClosed(1, TrendTemplate.ALL)
                        .filter(conditions::holds)
                        .mapToObj(condition -> "C" + condition)
                        .toList();
    }

    private static Array texts(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }
}
