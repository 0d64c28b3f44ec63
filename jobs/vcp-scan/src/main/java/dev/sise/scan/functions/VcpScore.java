package dev.sise.scan.functions;

import java.util.List;

/**
 * How good a pattern is, 0 to 100, and of what.
 *
 * @param shape of 30: each contraction about half of the one before
 * @param tightness of 20: the last contraction
 * @param volume of 20: dried up
 * @param pivot of 15: near it
 * @param trend of 15; null for what is recently listed, where the others make up for it
 * @param total their sum, 0 to 100
 */
public record VcpScore(double shape, double tightness, double volume, double pivot, Double trend, double total) {
    private static final double WITHOUT_TREND = 85;

    /**
     * The score of a verdict that has a state.
     *
     * @param conditions of the Trend Template with C8; null for what is recently listed
     * @param relativeStrength in the verdict's direction; null where it is not ranked, which counts as weak
     */
    static VcpScore of(Verdict verdict, TrendTemplate conditions, Integer relativeStrength) {
        Base base = verdict.base();
        double shape = shape(base);
        double tightness = 20 * clipped((.10 - base.last().depth()) / .07);
        double volume = volume(base);
        double pivot = verdict.state() == SetupState.BREAKOUT
                ? 15
                : 15 * clipped(1 - Math.abs(verdict.close() / base.pivot() - 1) / .06);
        double four = shape + tightness + volume + pivot;
        if (conditions == null) {
            return new VcpScore(shape, tightness, volume, pivot, null, four * 100 / WITHOUT_TREND);
        }
        double strength = relativeStrength == null ? 0 : clipped((relativeStrength - 70) / 29.0);
        double trend = 15 * (conditions.count() - 5) / 3.0 * (.5 + .5 * strength);
        return new VcpScore(shape, tightness, volume, pivot, trend, four + trend);
    }

    private static double shape(Base base) {
        List<Contraction> contractions = base.contractions();
        double sum = 0;
        for (int k = 1; k < contractions.size(); k++) {
            double ratio = contractions.get(k).depth() / contractions.get(k - 1).depth();
            sum += Math.max(0, 1 - Math.abs(ratio - .5) / .5);
        }
        return 30 * (sum / (contractions.size() - 1)) * ofCount(contractions.size()) * (1 - .15 * base.merges());
    }

    private static double ofCount(int contractions) {
        return switch (contractions) {
            case 3, 4 -> 1;
            case 5 -> .9;
            case 2, 6 -> .8;
            default ->
                throw new IllegalArgumentException(
                        "an accepted base must have 2 to 6 contractions, but had " + contractions);
        };
    }

    private static double volume(Base base) {
        double average = base.averageVolume();
        return 10 * clipped((1 - base.lastVolume() / average) / .6)
                + 6 * clipped((.65 - base.quietestVolume() / average) / .35)
                + (Tolerance.less(base.lastVolume(), base.firstVolume()) ? 4 : 0);
    }

    private static double clipped(double value) {
        return Math.min(1, Math.max(0, value));
    }
}
