package dev.sise.scan.functions;

import dev.sise.market.SignalType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Draws a history bar by bar, one a day. Legs are dots: open, high, low and close are one price, so that depths and ranges can be computed by hand. */
final class Chart {
    static final LocalDate FIRST_DAY = LocalDate.of(2024, 1, 1);

    private record Row(double open, double high, double low, double close, long volume) {}

    private final List<Row> rows = new ArrayList<>();
    private long volume = 1_000;

    /** 200 bars at 60, 40 to a high of 100, contractions of 20, 10 and 5 %, the last one quiet: 279 bars, pivot 97, low 92.15, v50 950. */
    static Chart threeContractions() {
        return new Chart()
                .flat(200, 60)
                .to(100, 40)
                .to(80, 10)
                .to(98, 9)
                .to(88.2, 7)
                .to(97, 8)
                .volume(500)
                .to(92.15, 5)
                .volume(1_000);
    }

    /** The same, five bars on, with a close of 96. */
    static Chart setup() {
        return threeContractions().to(96, 5);
    }

    /** Of all bars from here on. */
    Chart volume(long value) {
        volume = value;
        return this;
    }

    Chart flat(int bars, double price) {
        for (int i = 0; i < bars; i++) {
            bar(price, price, price, price);
        }
        return this;
    }

    /** So many bars in equal steps to a price, from the last close. */
    Chart to(double price, int bars) {
        double from = rows.get(rows.size() - 1).close();
        for (int i = 1; i <= bars; i++) {
            double value = i == bars ? price : from + (price - from) * i / bars;
            bar(value, value, value, value);
        }
        return this;
    }

    Chart bar(double open, double high, double low, double close) {
        rows.add(new Row(open, high, low, close, volume));
        return this;
    }

    Chart halt() {
        rows.add(new Row(0, 0, 0, rows.get(rows.size() - 1).close(), 0));
        return this;
    }

    int last() {
        return rows.size() - 1;
    }

    static LocalDate day(int bar) {
        return FIRST_DAY.plusDays(bar);
    }

    LocalDate lastDay() {
        return day(last());
    }

    PriceHistory history() {
        return history("005930");
    }

    PriceHistory history(String ticker) {
        int first = (int) FIRST_DAY.toEpochDay();
        int[] days = new int[rows.size()];
        for (int i = 0; i < days.length; i++) {
            days[i] = first + i;
        }
        return new PriceHistory(
                ticker,
                days,
                rows.stream().mapToDouble(Row::open).toArray(),
                rows.stream().mapToDouble(Row::high).toArray(),
                rows.stream().mapToDouble(Row::low).toArray(),
                rows.stream().mapToDouble(Row::close).toArray(),
                rows.stream().mapToLong(Row::volume).toArray(),
                new long[rows.size()]);
    }

    Bars bars() {
        return Bars.clean(history(), Integer.MAX_VALUE).bars();
    }

    Verdict verdict() {
        return new StateFinder().find(bars(), StateFinder.Rules.BULLISH);
    }

    /** Judged alone: its bars are the sessions. */
    TickerAnalysis analysis(LocalDate listingDate) {
        return new TickerAnalyst(Sessions.of(List.of(history())), lastDay(), List.of(SignalType.values()))
                .analyse(history(), null, listingDate);
    }
}
