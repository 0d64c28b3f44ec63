package dev.sise.scan.io;

import dev.sise.connector.postgres.PostgresAddress;
import dev.sise.connector.postgres.PostgresPassword;
import dev.sise.connector.postgres.PostgresSource;
import dev.sise.market.InstrumentClass;
import dev.sise.scan.VcpScanSettings;
import dev.sise.scan.functions.Instrument;
import dev.sise.scan.functions.MarketData;
import dev.sise.scan.functions.ScanOutput;
import dev.sise.scan.functions.ScanRuns;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.core.datastream.source.JdbcSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The tables that a scan reads and writes. */
public final class ScanTables {
    private static final String PASSWORD_VARIABLE = "SISE_POSTGRES_PASSWORD";
    /** Also what left the exchange: a scan of a past day sees what was listed then. The order is that of the ranges. */
    private static final String UNIVERSE =
            """
            SELECT ticker, name, ticker_category, instrument_class, listed_shares, listing_date
            FROM stocks ORDER BY ticker
            """;

    private final PostgresAddress address;
    private final Duration clockOffset;

    public ScanTables(VcpScanSettings settings) {
        PostgresPassword password = settings.postgresPasswordFile()
                .map(file -> PostgresPassword.fromFile(Path.of(file)))
                .orElseGet(() -> PostgresPassword.fromEnvironment(PASSWORD_VARIABLE));
        address = PostgresAddress.of(settings.postgresUrl(), settings.postgresUser(), password);
        clockOffset = settings.clockOffset();
    }

    /** Adds every instrument to an environment, from {@code stocks}, in the order of its tickers there. */
    public Function<StreamExecutionEnvironment, DataStream<Instrument>> universe() {
        JdbcSource<Instrument> source =
                PostgresSource.of(address, UNIVERSE, ScanTables::instrument, TypeInformation.of(Instrument.class));
        return environment -> environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "universe")
                .setParallelism(1)
                .uid("universe");
    }

    /** {@code scan_runs}. */
    public ScanRuns runs() {
        return new ScanRunsTable(address);
    }

    /** {@code daily_prices} and {@code investor_flows}. */
    public MarketData data() {
        return new MarketDataTables(address, clockOffset);
    }

    /** {@code signals}, and the end of the run in {@code scan_runs}. */
    public Sink<ScanOutput> board() {
        return new Board(address);
    }

    private static Instrument instrument(ResultSet row) throws SQLException {
        return new Instrument(
                row.getString("ticker"),
                row.getString("name"),
                row.getString("ticker_category"),
                instrumentClass(row.getString("instrument_class")),
                // A NULL reads as 0, which stands for shares that are not known.
                row.getLong("listed_shares"),
                row.getObject("listing_date", LocalDate.class));
    }

    /** A class that this build does not know was written by another one, and nobody asks for it. */
    private static InstrumentClass instrumentClass(String code) {
        return Arrays.stream(InstrumentClass.values())
                .filter(known -> known.code().equals(code))
                .findFirst()
                .orElse(InstrumentClass.UNKNOWN);
    }
}
