package dev.sise.reference.io;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.connector.postgres.PostgresBulk;
import dev.sise.connector.postgres.PostgresQuery;
import dev.sise.connector.postgres.PostgresTable;
import dev.sise.connector.postgres.PostgresTable.Type;
import dev.sise.connector.postgres.PostgresTransactions;
import dev.sise.market.InstrumentClass;
import dev.sise.reference.ReferenceDataSettings;
import dev.sise.reference.functions.DailyBar;
import dev.sise.reference.functions.DayRow;
import dev.sise.reference.functions.HistoryPage;
import dev.sise.reference.functions.LoadPlan;
import dev.sise.reference.functions.LoadTable;
import dev.sise.reference.functions.LoadTask;
import dev.sise.reference.functions.NetBuying;
import dev.sise.reference.functions.StoredHistories;
import dev.sise.reference.functions.StoredHistory;
import dev.sise.reference.functions.TickerResult;
import dev.sise.reference.functions.TickerRow;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The tables {@code daily_prices}, {@code investor_flows} and {@code load_progress}. */
public final class HistoryTables {
    /** What has prices worth loading: stocks and funds of the exchange, and what is like them. */
    private static final Set<InstrumentClass> WITH_PRICES = EnumSet.complementOf(EnumSet.of(
            InstrumentClass.ELW, InstrumentClass.ETN, InstrumentClass.OTC, InstrumentClass.SUBSCRIPTION_WARRANT));

    /** Whose flows are scored. */
    private static final Set<InstrumentClass> WITH_FLOWS =
            EnumSet.of(InstrumentClass.COMMON, InstrumentClass.PREFERRED);

    private static final String TASKS =
            """
            SELECT ticker, done, (row_number() OVER (PARTITION BY done ORDER BY ticker) - 1)::int AS place,
                   (count(*) FILTER (WHERE NOT done) OVER ())::int AS total
            FROM (SELECT s.ticker, coalesce(p.loaded_through >= DATE '%s', false) AS done
                  FROM stocks s LEFT JOIN load_progress p ON p.ticker = s.ticker AND p.kind = '%s'
                  WHERE s.listing_status = 'Y' AND s.instrument_class IN (%s)) t
            ORDER BY done DESC, place
            """;

    private static final String PROGRESS =
            """
            INSERT INTO load_progress (kind, ticker, first_date, loaded_through, reloads, updated_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, ticker) DO UPDATE SET first_date = EXCLUDED.first_date,
                loaded_through = greatest(load_progress.loaded_through, EXCLUDED.loaded_through),
                reloads = load_progress.reloads + EXCLUDED.reloads, updated_at = EXCLUDED.updated_at
            """;

    private final PostgresAddress address;
    private final LoadPlan plan;

    public HistoryTables(ReferenceDataSettings settings, LoadPlan plan) {
        this.address = Database.of(settings);
        this.plan = plan;
    }

    /** Adds the tickers of the load to an environment, those that are done first. */
    public Function<StreamExecutionEnvironment, DataStream<LoadTask>> tasks(LoadTable table) {
        String classes =
                classes(table).stream().map(known -> "'" + known.code() + "'").collect(Collectors.joining(", "));
        PostgresQuery<LoadTask> query = new PostgresQuery<>(
                address,
                TASKS.formatted(LocalDate.ofEpochDay(plan.through()), table.table(), classes),
                row -> new LoadTask(
                        row.getString("ticker"), row.getInt("place"), row.getInt("total"), row.getBoolean("done")));
        return environment -> environment
                .fromSequence(0, 0)
                .setParallelism(1)
                .uid("once-" + table.table())
                .name("once")
                .flatMap(query)
                .returns(LoadTask.typeInformation())
                .setParallelism(1)
                .uid("tickers-" + table.table())
                .name("tickers of " + table.table());
    }

    static Set<InstrumentClass> classes(LoadTable table) {
        return switch (table) {
            case DAILY_PRICES -> WITH_PRICES;
            case INVESTOR_FLOWS -> WITH_FLOWS;
            case STOCKS -> throw new IllegalArgumentException("The lists are loaded by ReferenceDataTopology");
        };
    }

    /** The prices that are there. */
    public StoredHistories<DailyBar> prices() {
        return new Stored<>(address, plan.through(), LoadTable.DAILY_PRICES, HistoryTables::bar);
    }

    /** The flows that are there. */
    public StoredHistories<NetBuying> flows() {
        return new Stored<>(address, plan.through(), LoadTable.INVESTOR_FLOWS, HistoryTables::flow);
    }

    /** Writes the rows of a ticker together with how far it is loaded. */
    public Sink<TickerResult> results() {
        LoadPlan ofRun = plan;
        PostgresBulk<TickerRow<DailyBar>> bars = bars(true);
        PostgresBulk<TickerRow<NetBuying>> flows = flows(true, true);
        return new PostgresTransactions<>(address, (connection, result) -> {
            if (result.replaces) {
                delete(connection, result, ofRun);
            }
            write(connection, bars, result.ticker, result.bars);
            write(connection, flows, result.ticker, result.flows);
            if (result.loadedThrough != HistoryPage.NO_DAY) {
                progress(connection, result, ofRun);
            }
        });
    }

    /** Rows of {@code daily_prices}, with what was traded in won or without. */
    static PostgresBulk<TickerRow<DailyBar>> bars(boolean withTradedValue) {
        PostgresTable<TickerRow<DailyBar>> table = PostgresTable.<TickerRow<DailyBar>>of("daily_prices")
                .key("ticker", Type.TEXT, TickerRow::ticker)
                .key("date", Type.DATE, bar -> LocalDate.ofEpochDay(bar.row().day()))
                .column("open", Type.NUMBER, bar -> bar.row().open())
                .column("high", Type.NUMBER, bar -> bar.row().high())
                .column("low", Type.NUMBER, bar -> bar.row().low())
                .column("close", Type.NUMBER, bar -> bar.row().close())
                .column("volume", Type.NUMBER, bar -> bar.row().volume());
        if (withTradedValue) {
            table.columnIfTold("traded_value", Type.NUMBER, bar -> bar.row().tradedValue());
        }
        return table.bulk();
    }

    /** Rows of {@code investor_flows}, with what may be absent or without. */
    static PostgresBulk<TickerRow<NetBuying>> flows(boolean withIndividuals, boolean withTradedValue) {
        PostgresTable<TickerRow<NetBuying>> table = PostgresTable.<TickerRow<NetBuying>>of("investor_flows")
                .key("ticker", Type.TEXT, TickerRow::ticker)
                .key("date", Type.DATE, flow -> LocalDate.ofEpochDay(flow.row().day()))
                .column("foreign_net", Type.NUMBER, flow -> flow.row().foreignNet())
                .column("institution_net", Type.NUMBER, flow -> flow.row().institutionNet());
        if (withIndividuals) {
            table.columnIfTold("individual_net", Type.NUMBER, flow -> flow.row().individualNet());
        }
        if (withTradedValue) {
            table.columnIfTold("traded_value", Type.NUMBER, flow -> flow.row().tradedValue());
        }
        return table.bulk();
    }

    private static <R extends DayRow<R>> void write(
            Connection connection, PostgresBulk<TickerRow<R>> bulk, String ticker, List<R> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PostgresBulk.Load<TickerRow<R>> load = bulk.begin(connection)) {
            for (R row : rows) {
                load.add(new TickerRow<>(ticker, row));
            }
            load.finish();
        }
    }

    private static void delete(Connection connection, TickerResult result, LoadPlan plan) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "DELETE FROM " + result.table.table() + " WHERE ticker = ? AND date <= ?")) {
            statement.setString(1, result.ticker);
            statement.setObject(2, LocalDate.ofEpochDay(plan.through()));
            statement.executeUpdate();
        }
    }

    private static void progress(Connection connection, TickerResult result, LoadPlan plan) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROGRESS)) {
            statement.setString(1, result.table.table());
            statement.setString(2, result.ticker);
            statement.setObject(
                    3,
                    result.firstDay == HistoryPage.NO_DAY ? null : LocalDate.ofEpochDay(result.firstDay),
                    Types.DATE);
            statement.setObject(4, LocalDate.ofEpochDay(result.loadedThrough));
            statement.setInt(5, result.replaces ? 1 : 0);
            statement.setObject(6, OffsetDateTime.ofInstant(Instant.ofEpochMilli(plan.startedAt()), ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    private static DailyBar bar(ResultSet row, int day) throws SQLException {
        return new DailyBar(
                day,
                row.getLong("open"),
                row.getLong("high"),
                row.getLong("low"),
                row.getLong("close"),
                row.getLong("volume"),
                row.getObject("traded_value", Long.class));
    }

    private static NetBuying flow(ResultSet row, int day) throws SQLException {
        return new NetBuying(
                day,
                row.getLong("foreign_net"),
                row.getLong("institution_net"),
                row.getObject("individual_net", Long.class),
                row.getObject("traded_value", Long.class));
    }

    private interface RowReader<R> extends Serializable {
        R read(ResultSet row, int day) throws SQLException;
    }

    /** One connection, which reads in transactions of single statements. */
    private static final class Stored<R extends DayRow<R>> implements StoredHistories<R> {
        private static final long serialVersionUID = 1L;

        private final PostgresAddress address;
        private final LocalDate through;
        private final LoadTable table;
        private final RowReader<R> reader;
        private transient Connection connection;

        private Stored(PostgresAddress address, int through, LoadTable table, RowReader<R> reader) {
            this.address = address;
            this.through = LocalDate.ofEpochDay(through);
            this.table = table;
            this.reader = reader;
        }

        @Override
        public void open() throws SQLException {
            connection = address.connect();
        }

        @Override
        public StoredHistory<R> read(String ticker) throws SQLException {
            int firstDay = HistoryPage.NO_DAY;
            int loadedThrough = HistoryPage.NO_DAY;
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT first_date, loaded_through FROM load_progress WHERE kind = ? AND ticker = ?")) {
                statement.setString(1, table.table());
                statement.setString(2, ticker);
                try (ResultSet progress = statement.executeQuery()) {
                    if (progress.next()) {
                        LocalDate first = progress.getObject(1, LocalDate.class);
                        firstDay = first == null ? HistoryPage.NO_DAY : day(first);
                        loadedThrough = day(progress.getObject(2, LocalDate.class));
                    }
                }
            }
            TreeMap<Integer, R> rows = new TreeMap<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT * FROM " + table.table() + " WHERE ticker = ? AND date <= ? ORDER BY date")) {
                statement.setString(1, ticker);
                statement.setObject(2, through);
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        int day = day(result.getObject("date", LocalDate.class));
                        rows.put(day, reader.read(result, day));
                    }
                }
            }
            return new StoredHistory<>(firstDay, loadedThrough, rows);
        }

        @Override
        public void close() throws SQLException {
            if (connection != null) {
                connection.close();
            }
        }

        private static int day(LocalDate date) {
            return Math.toIntExact(date.toEpochDay());
        }
    }
}
