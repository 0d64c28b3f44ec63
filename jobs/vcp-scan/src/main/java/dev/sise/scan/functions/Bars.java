package dev.sise.scan.functions;

import java.time.LocalDate;
import java.util.Arrays;

/**
 * The traded bars of a ticker since its last break, oldest first: what sections 3 to 7 of the definition call 0..t. The arrays are exactly as long
 * as there are bars and are never written after the bars were made.
 */
final class Bars {
    /** Limit moves are 30 %, rounded to a tick; whatever moved more was not adjusted, or is another company. */
    private static final double BREAK = 0.305;

    final int[] days;
    final double[] high;
    final double[] low;
    final double[] close;
    final double[] volume;
    /** In won, from the rows where they tell it. */
    final double[] tradedValue;

    private Bars(int[] days, double[] high, double[] low, double[] close, double[] volume, double[] tradedValue) {
        this.days = days;
        this.high = high;
        this.low = low;
        this.close = close;
        this.volume = volume;
        this.tradedValue = tradedValue;
    }

    /**
     * What cleaning makes of a history.
     *
     * @param bars since the last break
     * @param tradedDays days of all traded bars, those before a break too
     * @param rowOnLastDay whether the analysis date has a row
     * @param tradedOnLastDay whether that row is one with trades
     * @param counts what was found wrong
     */
    record Cleaned(Bars bars, int[] tradedDays, boolean rowOnLastDay, boolean tradedOnLastDay, Cleaning counts) {}

    static Cleaned clean(PriceHistory history, int lastDay) {
        int[] rows = history.rowsThrough(lastDay);
        int[] days = new int[rows.length];
        double[] high = new double[rows.length];
        double[] low = new double[rows.length];
        double[] close = new double[rows.length];
        double[] volume = new double[rows.length];
        double[] tradedValue = new double[rows.length];
        int count = 0;
        int start = 0;
        int repairs = 0;
        int breaks = 0;
        for (int row : rows) {
            if (!history.isTraded(row)) {
                continue;
            }
            double closed = history.close()[row];
            double top = Math.max(history.high()[row], Math.max(history.open()[row], closed));
            double bottom = Math.min(history.low()[row], Math.min(history.open()[row], closed));
            if (top != history.high()[row] || bottom != history.low()[row]) {
                repairs++;
            }
            if (count > 0 && Tolerance.greater(Math.abs(closed / close[count - 1] - 1), BREAK)) {
                breaks++;
                start = count;
            }
            days[count] = history.days()[row];
            high[count] = top;
            low[count] = bottom;
            close[count] = closed;
            volume[count] = history.volume()[row];
            tradedValue[count] =
                    history.tradedValue()[row] > 0 ? history.tradedValue()[row] : closed * history.volume()[row];
            count++;
        }
        boolean rowOnLastDay = rows.length > 0 && history.days()[rows[rows.length - 1]] == lastDay;
        return new Cleaned(
                new Bars(
                        Arrays.copyOfRange(days, start, count),
                        Arrays.copyOfRange(high, start, count),
                        Arrays.copyOfRange(low, start, count),
                        Arrays.copyOfRange(close, start, count),
                        Arrays.copyOfRange(volume, start, count),
                        Arrays.copyOfRange(tradedValue, start, count)),
                Arrays.copyOf(days, count),
                rowOnLastDay,
                count > 0 && days[count - 1] == lastDay,
                new Cleaning(history.countThrough(lastDay) - rows.length, rows.length - count, repairs, breaks, 0));
    }

    /** The bars upside down: 1/low is the high, 1/high the low. A bearish pattern is a bullish one of these. */
    Bars reciprocal() {
        double[] highs = new double[size()];
        double[] lows = new double[size()];
        double[] closes = new double[size()];
        for (int bar = 0; bar < size(); bar++) {
            highs[bar] = 1 / low[bar];
            lows[bar] = 1 / high[bar];
            closes[bar] = 1 / close[bar];
        }
        return new Bars(days, highs, lows, closes, volume, tradedValue);
    }

    int size() {
        return days.length;
    }

    /** The analysis date's bar, t. */
    int last() {
        return days.length - 1;
    }

    LocalDate day(int bar) {
        return LocalDate.ofEpochDay(days[bar]);
    }

    /** Mean volume of the bars from one to another, both included; a window that would begin before the first bar begins there. */
    double meanVolume(int from, int to) {
        return mean(volume, from, to);
    }

    /** Mean close, as {@link #meanVolume}. */
    double meanClose(int from, int to) {
        return mean(close, from, to);
    }

    double lowestVolume(int from, int to) {
        return smallest(volume, from, to);
    }

    double lowestLow(int from, int to) {
        return smallest(low, from, to);
    }

    double highestHigh(int from, int to) {
        double largest = high[Math.max(0, from)];
        for (int bar = Math.max(0, from) + 1; bar <= to; bar++) {
            largest = Math.max(largest, high[bar]);
        }
        return largest;
    }

    /** Mean of close times volume over bars, in won, whatever the rows tell of traded value. */
    double meanCloseTimesVolume(int from, int to) {
        int first = Math.max(0, from);
        double sum = 0;
        for (int bar = first; bar <= to; bar++) {
            sum += close[bar] * volume[bar];
        }
        return sum / (to - first + 1);
    }

    private static double mean(double[] values, int from, int to) {
        int first = Math.max(0, from);
        double sum = 0;
        for (int bar = first; bar <= to; bar++) {
            sum += values[bar];
        }
        return sum / (to - first + 1);
    }

    private static double smallest(double[] values, int from, int to) {
        double smallest = values[Math.max(0, from)];
        for (int bar = Math.max(0, from) + 1; bar <= to; bar++) {
            smallest = Math.min(smallest, values[bar]);
        }
        return smallest;
    }
}
