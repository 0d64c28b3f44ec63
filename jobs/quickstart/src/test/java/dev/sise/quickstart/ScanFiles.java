package dev.sise.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of a small exchange: 000010 rises and contracts by 20, 10 and 5 % under 97,000 won, which is a setup on the last day; 000020 stands still,
 * 000030 falls, and 069500 is a fund.
 */
final class ScanFiles {
    static final LocalDate LAST_DAY;
    static final LocalDate DAY_BEFORE;

    private static final List<LocalDate> DAYS = new ArrayList<>();
    private static final int BARS = 284;

    static {
        for (LocalDate day = LocalDate.of(2024, 1, 2); DAYS.size() < BARS; day = day.plusDays(1)) {
            if (day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY) {
                DAYS.add(day);
            }
        }
        LAST_DAY = DAYS.get(BARS - 1);
        DAY_BEFORE = DAYS.get(BARS - 2);
    }

    private ScanFiles() {}

    static LocalDate day(int bar) {
        return DAYS.get(bar);
    }

    static void write(Path folder) throws IOException {
        StringBuilder prices = new StringBuilder("ticker,date,open,high,low,close,volume\n");
        double[] rising = contracting();
        for (int bar = 0; bar < BARS; bar++) {
            // Quiet in the last contraction.
            long volume = bar >= 274 && bar <= 278 ? 500_000 : 1_000_000;
            row(prices, "000010", bar, rising[bar], volume);
            row(prices, "000020", bar, 50_000, 1_000_000);
            row(prices, "000030", bar, 90_000 - 200 * bar, 1_000_000);
            row(prices, "069500", bar, 30_000 + 10 * bar, 1_000_000);
        }
        Files.writeString(folder.resolve("daily_prices.csv"), prices);
        Files.writeString(
                folder.resolve("instruments.csv"),
                """
                ticker,name,market,instrument_class,market_cap_krw,listed_shares,list_date
                000010,수축전자,KOSPI,COMMON,,10000000,2000-01-04
                000020,횡보,KOSDAQ,COMMON,,10000000,2000-01-04
                000030,하락,KOSDAQ,COMMON,,10000000,2000-01-04
                069500,KODEX 200,KOSPI,ETF,,10000000,2002-10-14
                """);
    }

    private static void row(StringBuilder rows, String ticker, int bar, double price, long volume) {
        long won = Math.round(price);
        rows.append(ticker).append(',').append(DAYS.get(bar));
        for (int column = 0; column < 4; column++) {
            rows.append(',').append(won);
        }
        rows.append(',').append(volume).append('\n');
    }

    private static double[] contracting() {
        double[] prices = new double[BARS];
        int bar = 0;
        while (bar < 200) {
            prices[bar++] = 60_000;
        }
        int[][] legs = {{100_000, 40}, {80_000, 10}, {98_000, 9}, {88_200, 7}, {97_000, 8}, {92_150, 5}, {96_000, 5}};
        for (int[] leg : legs) {
            double from = prices[bar - 1];
            for (int step = 1; step <= leg[1]; step++) {
                prices[bar++] = from + (leg[0] - from) * step / leg[1];
            }
        }
        return prices;
    }

    /** Flows in which foreigners buy 000010 on each of the last 20 days. */
    static void writeFlows(Path file) throws IOException {
        StringBuilder flows = new StringBuilder("date,ticker,foreign_buy,inst_buy\n");
        for (int bar = BARS - 20; bar < BARS; bar++) {
            flows.append(DAYS.get(bar)).append(",000010,2000000000,1000000000\n");
        }
        Files.writeString(file, flows);
    }
}
