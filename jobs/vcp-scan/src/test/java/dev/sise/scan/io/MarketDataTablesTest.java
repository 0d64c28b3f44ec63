package dev.sise.scan.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sise.market.InstrumentClass;
import dev.sise.market.ScanRequest;
import dev.sise.scan.functions.Instrument;
import dev.sise.scan.functions.ScanKind;
import dev.sise.scan.functions.ScanPart;
import dev.sise.scan.functions.ScanRun;
import dev.sise.scan.functions.Sessions;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The text of the queries: a COPY takes no parameters. */
class MarketDataTablesTest {
    private static final LocalDate DATE = LocalDate.of(2026, 6, 30);
    private static final String PRICES =
            "SELECT ticker, date, open, high, low, close, volume, CASE WHEN date >= DATE '2026-06-29' THEN traded_value END"
                    + " FROM daily_prices WHERE date > DATE '-infinity' AND date <= DATE '2026-06-30'";

    @Test
    void readsPricesOfARangeUpToTheDateAndTradedValueWhereFlowsAre() {
        assertThat(MarketDataTables.pricesOf(part("000100", "0015N0")))
                .isEqualTo(PRICES + " AND ticker >= '000100' AND ticker < '0015N0'");
    }

    @Test
    void leavesTheFirstAndTheLastRangeOpen() {
        assertThat(MarketDataTables.pricesOf(part(null, "000100"))).isEqualTo(PRICES + " AND ticker < '000100'");
        assertThat(MarketDataTables.pricesOf(part("000100", null))).isEqualTo(PRICES + " AND ticker >= '000100'");
        assertThat(MarketDataTables.pricesOf(part(null, null))).isEqualTo(PRICES);
    }

    @Test
    void quotesWhatATickerMayHold() {
        assertThat(MarketDataTables.pricesOf(part("O'B", null))).endsWith(" AND ticker >= 'O''B'");
        assertThat(MarketDataTables.flowsOf(part(null, null, "O'B"))).endsWith("ARRAY['O''B']::varchar[])");
    }

    @Test
    void readsTheFlowsOfEachInstrumentThatCanCount() {
        assertThat(MarketDataTables.flowsOf(part(null, null, "005930", "035420")))
                .isEqualTo("SELECT ticker, date, foreign_net, institution_net, traded_value FROM investor_flows"
                        + " WHERE date >= DATE '2026-06-29' AND date <= DATE '2026-06-30'"
                        + " AND ticker = ANY(ARRAY['005930','035420']::varchar[])");
    }

    private static ScanPart part(String from, String to, String... tickers) {
        int day = (int) DATE.toEpochDay();
        return new ScanPart(
                new ScanRun("night", ScanKind.NIGHTLY, DATE, ScanRequest.nightly(DATE)),
                DATE,
                new Sessions(new int[] {day - 1, day}),
                from,
                to,
                List.copyOf(Stream.of(tickers)
                        .map(ticker -> new Instrument(ticker, "name", "KOSPI", InstrumentClass.COMMON, 1, null))
                        .toList()));
    }
}
