package dev.sise.simulator;

import java.util.SplittableRandom;

/**
 * How an instrument's price, its daily range and its activity go, session by session and oldest first: what shapes draw on, before
 * prices are put on the tick grid. Levels are logarithms and only their differences count.
 */
final class PricePath {

    private static final double USUAL_RANGE = .6;

    final double[] level;
    /** How far highs and lows reach beyond open and close, about. */
    final double[] range;
    /** 1 is usual. */
    final double[] activity;

    PricePath(int sessions) {
        level = new double[sessions];
        range = new double[sessions];
        activity = new double[sessions];
    }

    int sessions() {
        return level.length;
    }

    int last() {
        return level.length - 1;
    }

    /**
     * A random walk: a drift that changes every few weeks or months, a share of the whole market's moves, now and then news.
     *
     * @param deviation of a day, a logarithm
     * @param largest step of a day, so far within the daily limit that the grid of a low price does not leave it
     * @param market what the whole market did, ending with the last session
     */
    void wander(SplittableRandom random, double deviation, double largest, double[] market) {
        double share = .4 + .9 * random.nextDouble();
        double drift = 0;
        int left = 0;
        for (int session = 0; session < sessions(); session++) {
            if (left-- == 0) {
                drift = .08 * deviation * random.nextGaussian();
                left = random.nextInt(20, 110);
            }
            double news = random.nextInt(70) == 0 ? 3.5 * deviation * random.nextGaussian() : 0;
            double step = drift
                    + share * deviation / .022 * market[market.length - sessions() + session]
                    + .85 * deviation * random.nextGaussian()
                    + news;
            step = Math.max(-largest, Math.min(largest, step));
            level[session] = session == 0 ? 0 : level[session - 1] + step;
            range[session] = USUAL_RANGE * deviation;
            activity[session] = (.7 + 6 * Math.abs(step)) * noise(random, .19);
        }
    }

    /** From the level before it straight to another one, with wiggles that vanish at its end; sessions before the first are left out. */
    void lead(SplittableRandom random, int begin, int end, double from, double to, double wiggle, double busy) {
        double wander = 0;
        for (int session = begin + 1; session <= end; session++) {
            double fraction = (double) (session - begin) / (end - begin);
            wander = .6 * wander + wiggle * random.nextGaussian();
            if (session >= 0) {
                level[session] = from + (to - from) * fraction + wander * Math.sin(Math.PI * fraction);
                range[session] = USUAL_RANGE * wiggle;
                activity[session] = busy * noise(random, .2);
            }
        }
    }

    /** Moves everything before a session, as a price that begins anew does. */
    void breakBefore(int session, double by) {
        for (int before = 0; before < session; before++) {
            level[before] += by;
        }
    }

    /** The same upside down. */
    void mirror() {
        for (int session = 0; session < sessions(); session++) {
            level[session] = -level[session];
        }
    }

    /** Moves what lies before a session so that it meets the level there. */
    void join(int session, double levelThere) {
        double by = levelThere - level[session];
        for (int before = 0; before <= session; before++) {
            level[before] += by;
        }
    }

    private static double noise(SplittableRandom random, double deviation) {
        return Math.exp(deviation * random.nextGaussian());
    }
}
