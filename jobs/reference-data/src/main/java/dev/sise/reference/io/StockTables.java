package dev.sise.reference.io;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.connector.postgres.PostgresBulk;
import dev.sise.connector.postgres.PostgresQuery;
import dev.sise.connector.postgres.PostgresTable;
import dev.sise.connector.postgres.PostgresTable.Type;
import dev.sise.connector.postgres.PostgresTransactions;
import dev.sise.market.InstrumentClass;
import dev.sise.reference.ReferenceDataSettings;
import dev.sise.reference.functions.KnownStock;
import dev.sise.reference.functions.ListingEvent;
import dev.sise.reference.functions.RefutedClose;
import dev.sise.reference.functions.Stock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The tables {@code stocks} and {@code listing_history}. */
public final class StockTables {
    private static final String KNOWN =
            """
            SELECT s.*, h.event, h.event_date, d.close AS stored_close, d.date AS stored_close_day
            FROM stocks s
            LEFT JOIN daily_prices d ON d.ticker = s.ticker AND d.date = %s
            LEFT JOIN (SELECT DISTINCT ON (ticker) ticker, event, event_date
                       FROM listing_history ORDER BY ticker, recorded_at DESC) h ON h.ticker = s.ticker
            """;

    private static final String CORRECTION =
            """
            UPDATE daily_prices SET close = ?,
                high = CASE WHEN volume > 0 AND high > 0 THEN greatest(high, ?) ELSE high END,
                low = CASE WHEN volume > 0 AND low > 0 THEN least(low, ?) ELSE low END
            WHERE ticker = ? AND date = ? AND close = ?
            """;

    private final PostgresAddress address;
    private final String known;

    /** @param comparedDay session whose stored closes are compared with the lists */
    public StockTables(ReferenceDataSettings settings, Optional<LocalDate> comparedDay) {
        known = KNOWN.formatted(comparedDay.map(day -> "DATE '" + day + "'").orElse("NULL"));
        address = Database.of(settings);
    }

    /** Adds what the database has to an environment. */
    public Function<StreamExecutionEnvironment, DataStream<KnownStock>> known() {
        PostgresQuery<KnownStock> query = new PostgresQuery<>(address, known, StockTables::knownStock);
        return environment -> environment
                .fromSequence(0, 0)
                .setParallelism(1)
                .uid("once-known")
                .name("once")
                .flatMap(query)
                .returns(KnownStock.typeInformation())
                .setParallelism(1)
                .uid("known")
                .name("known");
    }

    /** Writes {@code stocks}; a row keeps its {@code updated_at} while nothing else changes. */
    public Sink<Stock> stocks() {
        return PostgresTable.<Stock>of("stocks")
                .key("ticker", Type.TEXT, stock -> stock.ticker)
                .column("name", Type.TEXT, stock -> stock.name)
                .column("market_code", Type.TEXT, stock -> stock.marketCode)
                .column("list_market", Type.TEXT, stock -> stock.listMarket)
                .column("market_cap", Type.NUMBER, stock -> orNull(stock.marketCap))
                .column("listing_status", Type.TEXT, stock -> stock.listed ? "Y" : "N")
                .column("realtime_supported", Type.TRUTH, stock -> stock.realtimeSupported)
                .column("ticker_category", Type.TEXT, stock -> stock.category)
                .column("instrument_class", Type.TEXT, stock -> stock.instrumentClass.code())
                .column("listed_shares", Type.NUMBER, stock -> orNull(stock.listedShares))
                .column("last_close", Type.NUMBER, stock -> orNull(stock.lastClose))
                .column("listing_date", Type.DATE, StockTables::listingDate)
                .column("has_after_market", Type.TRUTH, stock -> stock.hasAfterMarket)
                .column("halted", Type.TRUTH, stock -> stock.halted)
                .version("updated_at", stock -> Instant.ofEpochMilli(stock.updatedAt))
                .upserts(address);
    }

    /** Writes {@code listing_history}. */
    public Sink<ListingEvent> history() {
        return PostgresTable.<ListingEvent>of("listing_history")
                .key("ticker", Type.TEXT, event -> event.ticker)
                .key("recorded_at", Type.TIME, event -> Instant.ofEpochMilli(event.recordedAt))
                .column("event", Type.TEXT, event -> event.event)
                .column("event_date", Type.DATE, event -> LocalDate.ofEpochDay(event.day))
                .inserts(address);
    }

    /** Rewrites a close, with the high or low widened where it does not enclose it; not one that was rewritten meanwhile. */
    public Sink<RefutedClose> closes() {
        return new PostgresTransactions<>(address, (connection, refuted) -> {
            try (PreparedStatement statement = connection.prepareStatement(CORRECTION)) {
                statement.setLong(1, refuted.close);
                statement.setLong(2, refuted.close);
                statement.setLong(3, refuted.close);
                statement.setString(4, refuted.ticker);
                statement.setObject(5, LocalDate.ofEpochDay(refuted.day));
                statement.setLong(6, refuted.stored);
                statement.executeUpdate();
            }
        });
    }

    /**
     * Instruments of a file. What a file does not tell stays as it is: last close, halts, whether it is listed, and a cell that is empty; a new
     * one is listed.
     */
    static PostgresBulk<Stock> imported() {
        return PostgresTable.<Stock>of("stocks")
                .key("ticker", Type.TEXT, stock -> stock.ticker)
                .column("name", Type.TEXT, stock -> stock.name)
                .column("market_code", Type.TEXT, stock -> stock.marketCode)
                .column("list_market", Type.TEXT, stock -> stock.listMarket)
                .columnIfTold("market_cap", Type.NUMBER, stock -> orNull(stock.marketCap))
                .column("realtime_supported", Type.TRUTH, stock -> stock.realtimeSupported)
                .column("ticker_category", Type.TEXT, stock -> stock.category)
                .column("instrument_class", Type.TEXT, stock -> stock.instrumentClass.code())
                .columnIfTold("listed_shares", Type.NUMBER, stock -> orNull(stock.listedShares))
                .columnIfTold("listing_date", Type.DATE, StockTables::listingDate)
                .column("has_after_market", Type.TRUTH, stock -> stock.hasAfterMarket)
                .version("updated_at", stock -> Instant.ofEpochMilli(stock.updatedAt))
                .bulk();
    }

    /**
     * Gives each instrument of an import that has no listing event yet one: on its listing date, or today.
     *
     * @param today market day, days since 1970
     * @return how many there were
     */
    static long addListings(Connection connection, PostgresBulk<Stock> imported, int today, long importedAt)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                """
                INSERT INTO listing_history (ticker, event, event_date, recorded_at)
                SELECT DISTINCT ON (s.ticker) s.ticker, 'listed', coalesce(s.listing_date, ?), ?
                FROM %s s WHERE NOT EXISTS (SELECT FROM listing_history h WHERE h.ticker = s.ticker)
                ORDER BY s.ticker, s.staged_row DESC
                """
                        .formatted(imported.stagingTable()))) {
            statement.setObject(1, LocalDate.ofEpochDay(today));
            statement.setObject(2, OffsetDateTime.ofInstant(Instant.ofEpochMilli(importedAt), ZoneOffset.UTC));
            return statement.executeUpdate();
        }
    }

    private static LocalDate listingDate(Stock stock) {
        return stock.listingDay == Stock.NO_DAY ? null : LocalDate.ofEpochDay(stock.listingDay);
    }

    private static KnownStock knownStock(ResultSet row) throws SQLException {
        Stock stock = new Stock();
        stock.ticker = row.getString("ticker");
        stock.name = row.getString("name");
        stock.marketCode = row.getString("market_code");
        stock.listMarket = row.getString("list_market");
        // A NULL reads as 0, which is what Stock has for a number that is not known.
        stock.marketCap = row.getLong("market_cap");
        stock.listed = row.getString("listing_status").equals("Y");
        stock.realtimeSupported = row.getBoolean("realtime_supported");
        stock.category = row.getString("ticker_category");
        stock.instrumentClass = instrumentClass(row.getString("instrument_class"));
        stock.listedShares = row.getLong("listed_shares");
        stock.lastClose = row.getLong("last_close");
        stock.listingDay = day(row, "listing_date", Stock.NO_DAY);
        stock.hasAfterMarket = row.getBoolean("has_after_market");
        stock.halted = row.getBoolean("halted");
        stock.updatedAt = row.getTimestamp("updated_at").getTime();
        KnownStock known = new KnownStock();
        known.stock = stock;
        known.lastEvent = row.getString("event");
        known.lastEventDay = day(row, "event_date", 0);
        known.storedClose = row.getLong("stored_close");
        known.storedCloseDay = day(row, "stored_close_day", 0);
        return known;
    }

    private static int day(ResultSet row, String column, int none) throws SQLException {
        LocalDate date = row.getObject(column, LocalDate.class);
        return date == null ? none : Math.toIntExact(date.toEpochDay());
    }

    /** A class that this build does not know was written by another one; the next list says what it is. */
    private static InstrumentClass instrumentClass(String code) {
        return Arrays.stream(InstrumentClass.values())
                .filter(known -> known.code().equals(code))
                .findFirst()
                .orElse(InstrumentClass.UNKNOWN);
    }

    private static Long orNull(long number) {
        return number == 0 ? null : number;
    }
}
