package dev.sise.reference.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sise.market.InstrumentClass;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLinesTest {
    private static final int TODAY = day(LocalDate.of(2026, 11, 30));
    private static final String BARS = "ticker,date,open,high,low,close,volume";

    private static int day(LocalDate date) {
        return Math.toIntExact(date.toEpochDay());
    }

    @Test
    void readsFieldsWithAndWithoutQuotes() throws RefusedRowException {
        assertThat(CsvLine.fields("a, b ,\"c,d\",\"say \"\"so\"\"\","))
                .containsExactly("a", "b", "c,d", "say \"so\"", "");
        assertThat(CsvLine.fields("")).containsExactly("");
        assertThatThrownBy(() -> CsvLine.fields("a\0")).hasMessage("a line must not hold the character NUL");
        assertThatThrownBy(() -> CsvLine.fields("a,\"b,c")).hasMessage("a quote must be closed in its line");
        assertThatThrownBy(() -> CsvLine.fields("\"a\"b,c")).hasMessage("a comma must follow a closed quote");
    }

    @Test
    void readsBarsByTheirHeader() throws Exception {
        BarLines lines = new BarLines("\uFEFFDate,Ticker,close,open,high,low,volume,market,traded_value_krw", TODAY);

        assertThat(lines.tellsTradedValue()).isTrue();
        assertThat(lines.read("2026-11-27,000020,110,100,120,90,5,KOSPI,550"))
                .isEqualTo(new TickerRow<>(
                        "000020", new DailyBar(day(LocalDate.of(2026, 11, 27)), 100, 120, 90, 110, 5, 550L)));
        assertThat(lines.read("2026-11-27,000020,110,100,120,90,5,KOSPI,").row().tradedValue())
                .isNull();
        assertThat(lines.repaired()).isZero();
    }

    @Test
    void repairsAndCounts() throws Exception {
        BarLines lines = new BarLines(BARS, TODAY);

        assertThat(lines.tellsTradedValue()).isFalse();
        assertThat(lines.read("000020,2026-11-27,100,99,90,95,5").row().high()).isEqualTo(100);
        assertThat(lines.read("000040,2026-11-27,0,0,0,1341,0").row())
                .isEqualTo(new DailyBar(day(LocalDate.of(2026, 11, 27)), 0, 0, 0, 1341, 0, null));
        assertThat(lines.repaired()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5930,2026-11-27,1,1,1,1,1 | CODE | a ticker has six characters",
                ",2026-11-27,1,1,1,1,1 | CODE | this one is empty",
                "005930,20261127,1,1,1,1,1 | DATE | a day must be written as 2026-11-27, was '20261127'",
                "005930,2026-02-30,1,1,1,1,1 | DATE | was '2026-02-30'",
                "005930,+12026-11-27,1,1,1,1,1 | DATE | was '+12026-11-27'",
                "005930,0000-01-01,1,1,1,1,1 | DATE | the day must not be before 1956-03-03",
                "005930,1900-01-01,1,1,1,1,1 | DATE | the day must not be before 1956-03-03",
                "005930,2026-12-01,1,1,1,1,1 | FUTURE | the day must not be after 2026-11-30, was 2026-12-01",
                "005930,2026-11-27,1.5,1,1,1,1 | NUMBER | open must be a whole number, was '1.5'",
                "005930,2026-11-27,1,,1,1,1 | NUMBER | high must be a whole number, was ''",
                "005930,2026-11-27,1,1,1,99999999999999999999,1 | NUMBER | close must be a whole number",
                "005930,2026-11-27,1,1,1,1,-3 | NEGATIVE | volume must not be negative, was -3",
                "005930,2026-11-27,1,1,1,1 | SHAPE | a line must have the 7 fields of the header, had 6",
                "005930,2026-11-27,1,1,1,1,1,1 | SHAPE | had 8"
            })
    void refusesALineWithItsReason(String line, RowRefusal reason, String words) throws Exception {
        BarLines lines = new BarLines(BARS, TODAY);

        assertThatThrownBy(() -> lines.read(line))
                .isInstanceOfSatisfying(
                        RefusedRowException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(words);
        assertThat(lines.read("005930,2026-11-27,1,1,1,1,1").ticker()).isEqualTo("005930");
    }

    @Test
    void refusesAFileWhoseHeaderLacksAColumn() {
        assertThatThrownBy(() -> new BarLines("ticker,date,open,high,low,volume", TODAY))
                .isInstanceOf(BrokenFileException.class)
                .hasMessageStartingWith("its header must have the column close, has [");
        assertThatThrownBy(() -> new FlowLines("ticker,date,foreign_buy", TODAY))
                .isInstanceOf(BrokenFileException.class)
                .hasMessageStartingWith("its header must have the column institution_net or inst_buy, has [");
    }

    @Test
    void readsFlowsUnderBothNames() throws Exception {
        int day = day(LocalDate.of(2026, 1, 5));
        assertThat(new FlowLines("date,ticker,foreign_buy,inst_buy", TODAY).read("2026-01-05,000020,-51124195,3053210"))
                .isEqualTo(new TickerRow<>("000020", new NetBuying(day, -51_124_195, 3_053_210, null, null)));
        assertThat(new FlowLines("ticker,date,foreign_net,institution_net,individual_net,traded_value", TODAY)
                        .read("000020,2026-01-05,1,-2,3,4"))
                .isEqualTo(new TickerRow<>("000020", new NetBuying(day, 1, -2, 3L, 4L)));
    }

    @Test
    void neverTakesAnEmptyFlowForZero() throws Exception {
        FlowLines lines = new FlowLines("date,ticker,foreign_buy,inst_buy", TODAY);

        assertThatThrownBy(() -> lines.read("2026-01-05,000020,,0"))
                .hasMessage("foreign_net must be a whole number, was ''");
    }

    @Test
    void readsInstrumentsAsASyncWould() throws Exception {
        InstrumentLines lines = new InstrumentLines(
                "ticker,name,market,instrument_class,market_cap_krw,listed_shares,list_date", TODAY, 7);

        Stock common = lines.read("000020,동화약품,KOSPI,COMMON,185744275500,27931470,1976-03-24");
        assertThat(common.instrumentClass).isEqualTo(InstrumentClass.COMMON);
        assertThat(common.category).isEqualTo("KOSPI");
        assertThat(common.listMarket).isEqualTo("0");
        assertThat(common.marketCode).isEqualTo("0");
        assertThat(common.marketCap).isEqualTo(185_744_275_500L);
        assertThat(common.listedShares).isEqualTo(27_931_470);
        assertThat(LocalDate.ofEpochDay(common.listingDay)).isEqualTo("1976-03-24");
        assertThat(common.updatedAt).isEqualTo(7);
        Stock konex = lines.read("112190,KC산업,KONEX,KONEX,,,");
        assertThat(konex.category + konex.listMarket + konex.marketCode).isEqualTo("UNKNOWN5050");
        assertThat(konex.listingDay).isEqualTo(Stock.NO_DAY);
        assertThat(konex.marketCap).isZero();
        Stock reit = lines.read("334890,이지스밸류리츠,KOSPI,REIT,,,");
        assertThat(reit.category + reit.listMarket + reit.marketCode).isEqualTo("KOSPI66");
        assertThat(lines.unknownClasses()).isZero();

        assertThat(lines.read("000030,무엇,KOSDAQ,STRANGE,,,").instrumentClass).isEqualTo(InstrumentClass.UNKNOWN);
        assertThat(lines.unknownClasses()).isEqualTo(1);
        assertThatThrownBy(() -> lines.read("000030,,KOSDAQ,COMMON,,,")).hasMessage("the name must not be empty");
        assertThatThrownBy(() -> lines.read("000030,x,KOSDAQ,COMMON,-1,,"))
                .hasMessage("market_cap must not be negative, was -1");
    }

    @ParameterizedTest
    @CsvSource({
        "daily_prices.csv, DAILY_PRICES",
        "daily_prices.part0.csv.gz, DAILY_PRICES",
        "instruments.csv, STOCKS",
        "instruments.csv.gz, STOCKS",
        "investor_flows_20260105.csv, INVESTOR_FLOWS",
        "daily_traded_value.csv,",
        "daily_prices.txt,",
        "old-instruments.csv,"
    })
    void knowsWhatAFileHoldsByItsName(String name, LoadTable table) {
        assertThat(ImportFile.tableOf(name)).isEqualTo(java.util.Optional.ofNullable(table));
    }
}
