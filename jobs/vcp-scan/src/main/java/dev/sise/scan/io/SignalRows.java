package dev.sise.scan.io;

import dev.sise.scan.functions.Decimals;
import dev.sise.scan.functions.Flag;
import dev.sise.scan.functions.ScanRun;
import dev.sise.scan.functions.Signal;
import dev.sise.scan.functions.TrendTemplate;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The table {@code signals}. */
final class SignalRows {
    /** Every value has its type, also a NULL: the driver makes a new statement for a row whose types differ from those of the one before. */
    private static final List<Column> COLUMNS = List.of(
            new Column("ticker", Types.VARCHAR, Signal::ticker),
            new Column("signal_type", Types.VARCHAR, signal -> signal.type().code()),
            new Column("rank", Types.INTEGER, Signal::rank),
            new Column("name", Types.VARCHAR, Signal::name),
            new Column("market", Types.VARCHAR, Signal::market),
            new Column("analysis_date", Types.DATE, Signal::date),
            new Column("grade", Types.VARCHAR, signal -> signal.grade().name()),
            new Column(
                    "score",
                    Types.NUMERIC,
                    signal -> Decimals.score(signal.scores().total())),
            new Column(
                    "vcp_score",
                    Types.NUMERIC,
                    signal -> Decimals.score(signal.scores().vcp().total())),
            new Column("smartmoney_score", Types.NUMERIC, SignalRows::smartMoney),
            new Column("current_price", Types.BIGINT, signal -> Math.round(signal.close())),
            new Column("entry_price", Types.BIGINT, signal -> signal.plan().entry()),
            new Column("target_price", Types.BIGINT, signal -> signal.plan().target()),
            new Column("stop_price", Types.BIGINT, signal -> signal.plan().stop()),
            new Column("pivot", Types.DOUBLE, Signal::pivot),
            new Column("state", Types.VARCHAR, signal -> signal.state().name()),
            new Column("footprint", Types.VARCHAR, Signal::footprint),
            new Column("contractions", Types.OTHER, signal -> ResultJson.contractions(signal.base())),
            new Column("merges", Types.INTEGER, signal -> signal.base().merges()),
            new Column("base_start", Types.DATE, signal -> signal.base().start()),
            new Column("breakout_date", Types.DATE, Signal::breakoutDay),
            new Column("volume_ratio", Types.DOUBLE, Signal::volumeRatio),
            new Column("rs", Types.INTEGER, signal -> signal.scores().relativeStrength()),
            new Column("conditions", Types.INTEGER, SignalRows::conditions),
            new Column("conditions_met", Types.ARRAY, SignalRows::conditionsMet),
            new Column("flags", Types.ARRAY, signal -> signal.flags().stream()
                    .map(Flag::name)
                    .toArray(String[]::new)),
            new Column("market_cap", Types.BIGINT, signal -> signal.marketCap() == 0 ? null : signal.marketCap()),
            new Column("volume", Types.BIGINT, Signal::volume),
            new Column("avg_traded_value", Types.BIGINT, signal -> Math.round(signal.averageTradedValue())));

    private static final String INSERT = "INSERT INTO signals (scan_id, "
            + COLUMNS.stream().map(Column::name).collect(Collectors.joining(", ")) + ") VALUES (?"
            + ", ?".repeat(COLUMNS.size()) + ")";

    private record Column(String name, int type, Function<Signal, Object> value) {}

    private SignalRows() {}

    /** Inserts the signals of a run in the connection's transaction, scores with one decimal. */
    static void insert(Connection connection, ScanRun run, List<Signal> signals) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (Signal signal : signals) {
                int place = 1;
                statement.setString(place++, run.id());
                for (Column column : COLUMNS) {
                    Object value = column.value().apply(signal);
                    if (value instanceof String[] texts) {
                        statement.setArray(place++, connection.createArrayOf("text", texts));
                    } else {
                        statement.setObject(place++, value, column.type());
                    }
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static BigDecimal smartMoney(Signal signal) {
        return signal.scores().smartMoney() == null
                ? null
                : Decimals.score(signal.scores().smartMoney().score());
    }

    private static Integer conditions(Signal signal) {
        return signal.conditions() == null ? null : signal.conditions().count();
    }

    private static String[] conditionsMet(Signal signal) {
        TrendTemplate conditions = signal.conditions();
        return conditions == null
                ? new String[0]
                : IntStream.rangeClosed(1, TrendTemplate.ALL)
                        .filter(conditions::holds)
                        .mapToObj(condition -> "C" + condition)
                        .toArray(String[]::new);
    }
}
