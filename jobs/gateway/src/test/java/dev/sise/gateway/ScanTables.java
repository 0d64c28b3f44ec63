package dev.sise.gateway;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.sql.SchemaMigrator;
import dev.sise.testkit.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays the jobs reference-data and vcp-scan on a database of its own. */
final class ScanTables {
    final String url;
    final String user;
    private final PostgresAddress address;

    ScanTables(EmbeddedPostgres postgres, String name) {
        url = postgres.createDatabase(name);
        user = postgres.user();
        address = PostgresAddress.of(url, user, Optional::empty);
        SchemaMigrator.of(url, user, Optional.empty()).migrate();
    }

    /** A gateway's settings for it; its jobs are run by a launcher of the test. */
    ScheduleSettings settings() {
        return settings(url, user);
    }

    static ScheduleSettings settings(String url, String user) {
        return new ScheduleSettings(url, user, Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    void stock(String ticker, String name, String category, String instrumentClass) throws SQLException {
        execute("INSERT INTO stocks (ticker, name, market_code, list_market, market_cap, ticker_category,"
                + " instrument_class, listed_shares, last_close, has_after_market, updated_at) VALUES ('" + ticker
                + "', '" + name + "', '0', '0', 1000000, '" + category + "', '" + instrumentClass
                + "', 1000, 1000, true, now())");
    }

    /** One on each weekday. */
    void bars(String ticker, LocalDate first, LocalDate last) throws SQLException {
        execute("INSERT INTO daily_prices (ticker, date, open, high, low, close, volume)"
                + " SELECT '" + ticker + "', day, 1000, 1100, 900, 1050, 5000 FROM generate_series(date '" + first
                + "', date '" + last + "', interval '1 day') AS day WHERE extract(isodow FROM day) < 6");
    }

    /** A nightly scan with its signals, published instead of the one before. */
    void publish(String id, LocalDate asOf, String... signals) throws SQLException {
        execute("BEGIN; UPDATE scan_runs SET published = false WHERE published AND as_of = '" + asOf
                + "'; INSERT INTO scan_runs (id, kind, as_of, request, state, totals, outcomes, published, requested_at,"
                + " started_at, ended_at) VALUES ('" + id + "', 'nightly', '" + asOf
                + "', '{\"market\":\"ALL\",\"exclude_elw\":true}', 'done', '{\"universe\":3,\"scanned\":2,\"valid_signals\":"
                + signals.length + "}', '{\"bullish\":{\"000660\":[\"NO_DRY_UP\",\"NOT_NEAR_PIVOT\"]},\"bearish\":{}}',"
                + " true, now(), now(), now()); " + String.join("; ", signals) + "; COMMIT");
    }

    /** The statement that writes a signal: ticker, type, rank, grade and market with blanks between them. */
    static String signal(String scanId, String words) {
        String[] word = words.split(" ");
        return "INSERT INTO signals (scan_id, ticker, signal_type, rank, grade, market, name, analysis_date, score,"
                + " vcp_score, smartmoney_score, current_price, entry_price, target_price, stop_price, pivot, state,"
                + " footprint, contractions, merges, base_start, breakout_date, rs, conditions, conditions_met, flags,"
                + " market_cap, volume, avg_traded_value) SELECT id, '" + word[0] + "', '" + word[1] + "', " + word[2]
                + ", '" + word[3] + "', '" + word[4] + "', '이름', as_of, 81.5, 80.1, null, 70000, 71000, 85200, 66000,"
                + " 70900.5, 'BREAKOUT', '12W 25/8 3T', '[{\"depth\":0.25,\"high_date\":\"2026-04-01\","
                + "\"low_date\":\"2026-04-20\"}]', 0, '2026-04-01', '2026-06-29', 90, 8, '{C1,C2}', '{LIMIT_LOCKED,NO_SMART_MONEY}', null, 5000,"
                + " 2000000000 FROM scan_runs WHERE id = '" + scanId + "'";
    }

    /** As the job at its beginning. */
    void begin(String scanId) throws SQLException {
        execute("UPDATE scan_runs SET state = 'running', started_at = now(), progress_done = 7, progress_total = 40"
                + " WHERE id = '" + scanId + "' AND state = 'waiting'");
    }

    /** As the job at its end: two signals. */
    void finish(String scanId) throws SQLException {
        execute("BEGIN; UPDATE scan_runs SET state = 'done', ended_at = now(), progress_done = 40, totals ="
                + " '{\"universe\":40,\"scanned\":38,\"valid_signals\":5,\"returned\":2}', outcomes = '{}'"
                + " WHERE id = '" + scanId + "' AND state = 'running'; " + signal(scanId, "005930 bullish 1 A KOSPI")
                + "; " + signal(scanId, "000660 bullish 2 B KOSPI") + "; COMMIT");
    }

    /** Does something while whoever reads rows of scan_runs waits. */
    void whileNobodyReads(Runnable work) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE scan_runs IN ACCESS EXCLUSIVE MODE");
            work.run();
            connection.commit();
        }
    }

    List<String> column(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
