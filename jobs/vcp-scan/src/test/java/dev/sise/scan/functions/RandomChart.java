package dev.sise.scan.functions;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Draws charts of any kind by lot: an advance, falls that mostly get smaller, a breakout or none, or all of it upside down. Prices are whole won, so
 * that some are equal; days without a row, halts and rows after the analysis date come along. No move is so large that either the chart or its
 * reciprocal has a break.
 */
final class RandomChart {
    private static final int FIRST_DAY = (int) LocalDate.of(2024, 1, 1).toEpochDay();
    private static final double LARGEST_MOVE = .2;

    private final Random random;
    private final boolean upsideDown;
    private final double noise;
    private final double range;
    private final List<double[]> rows = new ArrayList<>();
    private double price;

    private RandomChart(Random random) {
        this.random = random;
        this.upsideDown = random.nextInt(4) == 0;
        this.noise = random.nextInt(3) == 0 ? 0 : .008 * random.nextDouble();
        this.range = random.nextInt(4) == 0 ? 0 : .02 * random.nextDouble();
        this.price = new double[] {900, 8_000, 60_000, 700_000}[random.nextInt(4)] * between(1, 2);
    }

    static ScanSubject draw(Random random) {
        return new RandomChart(random).draw();
    }

    private ScanSubject draw() {
        boolean recentlyListed = random.nextInt(6) == 0;
        go(price * between(.9, 1.1), recentlyListed ? 1 + random.nextInt(20) : 180 + random.nextInt(120), 1_000);
        go(price * (random.nextInt(6) == 0 ? 1.1 : between(1.3, 2.2)), 20 + random.nextInt(60), 1_200);
        double top = price;
        double depth = between(.07, .42);
        int falls = 1 + random.nextInt(6);
        double volume = 1_000;
        for (int fall = 0; fall < falls && depth > .01; fall++) {
            go(top * (1 - depth), 3 + random.nextInt(14), volume);
            boolean last = fall == falls - 1;
            depth *= random.nextInt(5) == 0 ? between(.8, 1.1) : between(.25, .75);
            volume *= between(.5, 1);
            if (!last) {
                top *= between(.96, 1.005);
                go(top, 3 + random.nextInt(14), volume);
            }
        }
        go(top * between(.93, .999), 1 + random.nextInt(12), volume);
        if (random.nextInt(3) > 0) {
            go(top * between(1.002, 1.12), 1, between(.3, 4) * 1_000);
            go(price * between(.90, 1.06), random.nextInt(7), 800);
        }
        int last = rows.size() - 1;
        go(price * between(.5, 2), random.nextInt(12), 2_000);
        return subject(last, recentlyListed);
    }

    /** So many bars to a price, however many more it takes to stay within the largest move. */
    private void go(double to, int bars, double volume) {
        double from = price;
        int needed = (int) Math.ceil(Math.abs(Math.log(to / from)) / Math.log(1 + LARGEST_MOVE / 2));
        int count = bars == 0 ? 0 : Math.max(bars, needed);
        for (int bar = 1; bar <= count; bar++) {
            price = from * Math.pow(to / from, (double) bar / count);
            double open = price * (1 + noise * random.nextGaussian() / 3);
            double close = bar == count ? price : price * (1 + noise * random.nextGaussian() / 3);
            double high = Math.max(open, close) * (1 + range * random.nextDouble());
            double low = Math.min(open, close) * (1 - range * random.nextDouble());
            rows.add(new double[] {open, high, low, close, Math.max(1, volume * between(.7, 1.3))});
        }
    }

    private ScanSubject subject(int last, boolean recentlyListed) {
        int count = rows.size();
        int[] days = new int[count];
        List<double[]> kept = new ArrayList<>();
        int[] keptDays = new int[count];
        for (int bar = 0; bar < count; bar++) {
            // Weeks of five days.
            days[bar] = FIRST_DAY + bar + 2 * (bar / 5);
            int lot = bar == last ? 2 : random.nextInt(150);
            if (lot == 0) {
                continue;
            }
            keptDays[kept.size()] = days[bar];
            kept.add(lot == 1 ? new double[] {0, 0, 0, rows.get(bar)[3], 0} : rows.get(bar));
        }
        int size = kept.size();
        double[][] prices = new double[4][size];
        long[] volumes = new long[size];
        for (int row = 0; row < size; row++) {
            double[] values = kept.get(row);
            // Upside down the low comes of the high.
            prices[0][row] = won(values[0]);
            prices[1][row] = won(upsideDown ? values[2] : values[1]);
            prices[2][row] = won(upsideDown ? values[1] : values[2]);
            prices[3][row] = won(values[3]);
            volumes[row] = Math.round(values[4]);
        }
        LocalDate listed = LocalDate.ofEpochDay(days[0]);
        return new ScanSubject(
                new PriceHistory(
                        "005930",
                        Arrays.copyOf(keptDays, size),
                        prices[0],
                        prices[1],
                        prices[2],
                        prices[3],
                        volumes,
                        new long[size]),
                new Sessions(days),
                LocalDate.ofEpochDay(days[last]),
                recentlyListed ? listed : null);
    }

    private double won(double value) {
        if (value == 0) {
            return 0;
        }
        return Math.max(1, Math.rint(upsideDown ? 4e9 / value : value));
    }

    private double between(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }
}
