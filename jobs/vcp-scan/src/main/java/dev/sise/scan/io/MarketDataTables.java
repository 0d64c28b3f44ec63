package dev.sise.scan.io;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.connector.postgres.PostgresCopy;
import dev.sise.market.MarketClock;
import dev.sise.scan.functions.Instrument;
import dev.sise.scan.functions.MarketData;
import dev.sise.scan.functions.ScanPart;
import dev.sise.scan.functions.Sessions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables {@code daily_prices} and {@code investor_flows}, read by COPY; each range from a snapshot of its own. */
final class MarketDataTables implements MarketData {
    private static final long serialVersionUID = 1L;

    /**
     * The newest day, then from each day to the one before it: two looks into the index of days for each, however many rows there are. The rows of a
     * day are looked at until one has trades, which is the first on every real session.
     */
    private static final String SESSIONS =
            """
            WITH RECURSIVE days AS (
                SELECT max(date) AS day FROM daily_prices WHERE date <= ?
                UNION ALL
                SELECT (SELECT max(date) FROM daily_prices WHERE date < days.day) FROM days WHERE days.day IS NOT NULL)
            SELECT day FROM days
            WHERE isfinite(day) AND EXISTS (
                SELECT 1 FROM daily_prices
                WHERE date = day AND volume > 0 AND open > 0 AND high > 0 AND low > 0 AND close > 0)
            """;

    private final PostgresAddress address;
    private final Duration clockOffset;

    /** @param clockOffset what market time is ahead of the real time of {@code stocks} */
    MarketDataTables(PostgresAddress address, Duration clockOffset) {
        this.address = address;
        this.clockOffset = clockOffset;
    }

    @Override
    public Reader open() throws IOException {
        try {
            return new Queries(address.connect(), clockOffset);
        } catch (SQLException e) {
            throw new IOException(address + " could not be reached: " + e.getMessage(), e);
        }
    }

    /** The prices of a part. Their order does not matter; where it is that of tickers, each is found at once. */
    static String pricesOf(ScanPart part) {
        // Traded value is needed where flows are, and costs nothing elsewhere.
        return "SELECT ticker, date, open, high, low, close, volume, CASE WHEN date >= " + day(part.flowsFrom())
                + " THEN traded_value END FROM daily_prices WHERE date > DATE '-infinity' AND date <= "
                + day(part.run().asOf())
                + (part.from() == null ? "" : " AND ticker >= " + PostgresCopy.quoted(part.from()))
                + (part.to() == null ? "" : " AND ticker < " + PostgresCopy.quoted(part.to()));
    }

    /** The flows of the instruments of a part that can count: by ticker and day in the key, so that years of others cost nothing. */
    static String flowsOf(ScanPart part) {
        return "SELECT ticker, date, foreign_net, institution_net, traded_value FROM investor_flows WHERE date >= "
                + day(part.flowsFrom()) + " AND date <= " + day(part.run().asOf()) + " AND ticker = ANY(ARRAY["
                + part.instruments().stream()
                        .map(Instrument::ticker)
                        .map(PostgresCopy::quoted)
                        .collect(Collectors.joining(","))
                + "]::varchar[])";
    }

    private static String day(LocalDate date) {
        return "DATE '" + date + "'";
    }

    /** One thread. */
    private static final class Queries implements Reader {
        private final Connection connection;
        private final Duration clockOffset;

        Queries(Connection connection, Duration clockOffset) {
            this.connection = connection;
            this.clockOffset = clockOffset;
        }

        @Override
        public Sessions sessions(LocalDate through) throws IOException {
            List<Integer> days = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(SESSIONS)) {
                statement.setObject(1, through);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        days.add((int) row.getObject("day", LocalDate.class).toEpochDay());
                    }
                }
            } catch (SQLException e) {
                throw new IOException("the sessions were not read: " + e.getMessage(), e);
            }
            Collections.sort(days);
            return new Sessions(days.stream().mapToInt(Integer::intValue).toArray());
        }

        @Override
        public LocalDate listsReadOn() throws IOException {
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT max(updated_at) AS latest FROM stocks");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                OffsetDateTime latest = row.getObject("latest", OffsetDateTime.class);
                return latest == null
                        ? LocalDate.EPOCH
                        : latest.plus(clockOffset)
                                .atZoneSameInstant(MarketClock.ZONE)
                                .toLocalDate();
            } catch (SQLException e) {
                throw new IOException("the day of the lists was not read: " + e.getMessage(), e);
            }
        }

        @Override
        public List<TickerRows> read(ScanPart part) throws IOException {
            try {
                Map<String, PriceColumns> prices = prices(part);
                Map<String, FlowColumns> flows = flows(part);
                List<TickerRows> rows = new ArrayList<>(prices.size());
                prices.forEach((ticker, columns) -> rows.add(new TickerRows(
                        columns.toHistory(ticker),
                        flows.containsKey(ticker) ? flows.get(ticker).toHistory(ticker) : null)));
                return rows;
            } catch (SQLException e) {
                throw new IOException(
                        "the tickers from " + part.from() + " to before " + part.to() + " were not read: "
                                + e.getMessage(),
                        e);
            }
        }

        private Map<String, PriceColumns> prices(ScanPart part) throws SQLException {
            Map<String, PriceColumns> byTicker = new LinkedHashMap<>();
            String last = null;
            PriceColumns columns = null;
            try (PostgresCopy row = PostgresCopy.open(connection, pricesOf(part))) {
                while (row.next()) {
                    String ticker = row.text();
                    if (!ticker.equals(last)) {
                        last = ticker;
                        columns = byTicker.computeIfAbsent(
                                ticker, none -> new PriceColumns(part.sessions().days().length));
                    }
                    columns.add(row);
                }
            }
            return byTicker;
        }

        private Map<String, FlowColumns> flows(ScanPart part) throws SQLException {
            if (part.instruments().isEmpty()) {
                return Map.of();
            }
            Map<String, FlowColumns> byTicker = new LinkedHashMap<>();
            try (PostgresCopy row = PostgresCopy.open(connection, flowsOf(part))) {
                while (row.next()) {
                    byTicker.computeIfAbsent(row.text(), none -> new FlowColumns())
                            .add(row);
                }
            }
            return byTicker;
        }

        @Override
        public void close() throws IOException {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IOException("a connection was not left in order: " + e.getMessage(), e);
            }
        }
    }
}
