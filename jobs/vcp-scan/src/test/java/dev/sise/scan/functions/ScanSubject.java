package dev.sise.scan.functions;

import dev.sise.market.SignalType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One ticker on one date, and the same ticker with its rows changed in the ways that section 8 of the definition speaks of.
 *
 * @param history its rows, those after the date too
 * @param sessions of the exchange
 * @param asOf the analysis date
 * @param listingDate null where it is not known
 */
record ScanSubject(PriceHistory history, Sessions sessions, LocalDate asOf, LocalDate listingDate) {

    /** A row of the history, to be changed and put elsewhere. */
    private record Row(int day, double open, double high, double low, double close, long volume) {}

    TickerAnalysis analysis() {
        return new TickerAnalyst(sessions, asOf, List.of(SignalType.values())).analyse(history, null, listingDate);
    }

    /** Cleaned through the date. */
    Bars.Cleaned cleaned() {
        return Bars.clean(history, lastDay());
    }

    int lastDay() {
        return (int) asOf.toEpochDay();
    }

    ScanSubject withoutRowsAfter() {
        return new ScanSubject(
                history(rows().stream().filter(row -> row.day <= lastDay()).toList()),
                new Sessions(Arrays.stream(sessions.days())
                        .filter(day -> day <= lastDay())
                        .toArray()),
                asOf,
                listingDate);
    }

    ScanSubject withOtherRowsAfter() {
        return with(rows().stream()
                .map(row -> row.day <= lastDay()
                        ? row
                        : new Row(row.day, row.close * 7, row.close * 9, row.close / 2, row.close, 77))
                .toList());
    }

    ScanSubject shuffled(Random random) {
        List<Row> rows = rows();
        Collections.shuffle(rows, random);
        return with(rows);
    }

    ScanSubject pricesTimes(double factor) {
        return changed(0, price -> price * factor, volume -> volume);
    }

    ScanSubject volumesTimes(long factor) {
        return changed(0, price -> price, volume -> volume * factor);
    }

    /** As if a share had become fifty on a day and nobody had adjusted what was before. */
    ScanSubject splitOn(int day) {
        return changed(day, price -> price / 50, volume -> volume * 50);
    }

    private ScanSubject changed(int from, DoubleUnaryOperator price, LongUnaryOperator volume) {
        return with(rows().stream()
                .map(row -> row.day < from
                        ? row
                        : new Row(
                                row.day,
                                price.applyAsDouble(row.open),
                                price.applyAsDouble(row.high),
                                price.applyAsDouble(row.low),
                                price.applyAsDouble(row.close),
                                volume.applyAsLong(row.volume)))
                .toList());
    }

    /** The sessions up to the date that have no row. */
    int[] sessionsWithoutRow() {
        Set<Integer> days = Arrays.stream(history.days()).boxed().collect(Collectors.toSet());
        return Arrays.stream(sessions.days())
                .filter(day -> day <= lastDay() && !days.contains(day))
                .toArray();
    }

    /** With a row that carries the close over zeros on each of these days. */
    ScanSubject withHaltsOn(int... days) {
        List<Row> rows = rows();
        for (int day : days) {
            rows.add(new Row(day, 0, 0, 0, rows.get(0).close, 0));
        }
        return with(rows);
    }

    private ScanSubject with(List<Row> rows) {
        return new ScanSubject(history(rows), sessions, asOf, listingDate);
    }

    private List<Row> rows() {
        return IntStream.range(0, history.size())
                .mapToObj(row -> new Row(
                        history.days()[row],
                        history.open()[row],
                        history.high()[row],
                        history.low()[row],
                        history.close()[row],
                        history.volume()[row]))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private PriceHistory history(List<Row> rows) {
        return new PriceHistory(
                history.ticker(),
                rows.stream().mapToInt(Row::day).toArray(),
                rows.stream().mapToDouble(Row::open).toArray(),
                rows.stream().mapToDouble(Row::high).toArray(),
                rows.stream().mapToDouble(Row::low).toArray(),
                rows.stream().mapToDouble(Row::close).toArray(),
                rows.stream().mapToLong(Row::volume).toArray(),
                new long[rows.size()]);
    }

    /** The cleaned bars upside down, as rows of their own: 1/low is the high. */
    PriceHistory reciprocalBars() {
        Bars bars = cleaned().bars();
        double[] close = Arrays.stream(bars.close).map(value -> 1 / value).toArray();
        return new PriceHistory(
                history.ticker(),
                bars.days,
                close,
                Arrays.stream(bars.low).map(value -> 1 / value).toArray(),
                Arrays.stream(bars.high).map(value -> 1 / value).toArray(),
                close,
                Arrays.stream(bars.volume).mapToLong(value -> (long) value).toArray(),
                new long[bars.size()]);
    }
}
