package dev.sise.simulator;

import java.util.SplittableRandom;

/**
 * Draws an advance with a base in which each fall is about half of the one before, on ever less volume, and what becomes of it: the
 * pattern that scans look for, in every stage. Upside down it is a decline that pauses.
 */
final class ContractionShape {

    /** What the last sessions do. The pivot is the high before the last fall. */
    enum Ending {
        /** Just below the pivot, quiet. */
        NEAR(30),
        /** Above it for the first time within a few sessions, on much volume. */
        BREAKOUT(18),
        /** The same on usual volume. */
        QUIET_BREAKOUT(12),
        /** Above it and back. */
        PULLBACK(10),
        /** Far above it. */
        EXTENDED(8),
        /** Far above it in one session in which nobody sold (상한가). Not upside down. */
        LOCKED(5),
        /** In the middle of the last fall. */
        BELOW(9),
        /** Near, but the volume never dried up. */
        BUSY(8);

        private final int weight;

        Ending(int weight) {
            this.weight = weight;
        }

        static Ending draw(SplittableRandom random) {
            int rest = random.nextInt(100);
            for (Ending ending : values()) {
                rest -= ending.weight;
                if (rest < 0) {
                    return ending;
                }
            }
            throw new IllegalStateException("the weights of the endings must make a hundred");
        }
    }

    /** The volume of a fall as a share of that of the fall before. */
    private static final double DRYING = .62;

    private static final double DRIEST = .3;

    private final SplittableRandom random;
    private final PricePath path;
    private final boolean downwards;
    private final Ending ending;
    private int at;
    private double reached;

    private ContractionShape(SplittableRandom random, PricePath path, boolean downwards) {
        this.random = random;
        this.path = path;
        this.downwards = downwards;
        Ending drawn = Ending.draw(random);
        this.ending = downwards && drawn == Ending.LOCKED ? Ending.EXTENDED : drawn;
    }

    /**
     * Draws over the end of a path.
     *
     * @param recentlyListed whether the path begins with the listing, so that the base must fit into it
     * @return whether the last session is one at the upper limit
     */
    static boolean draw(SplittableRandom random, PricePath path, boolean downwards, boolean recentlyListed) {
        return new ContractionShape(random, path, downwards).draw(recentlyListed);
    }

    private boolean draw(boolean recentlyListed) {
        int falls = random.nextInt(2, 5);
        double[] depth = new double[falls];
        int[] down = new int[falls];
        int[] up = new int[falls];
        depth[0] = .14 + .17 * random.nextDouble();
        int base = 0;
        for (int fall = 0; fall < falls; fall++) {
            if (fall > 0) {
                depth[fall] = Math.max(.034, depth[fall - 1] * (.40 + .18 * random.nextDouble()));
            }
            double pace = Math.pow(.75, fall);
            down[fall] = (int) Math.max(3, pace * random.nextInt(7, 16));
            up[fall] = (int) Math.max(4, pace * random.nextInt(9, 20));
            base += down[fall] + up[fall];
        }
        if (ending == Ending.BELOW) {
            depth[falls - 1] = .084;
            depth[0] = Math.max(depth[0], .19);
        }
        int after = sessionsAfterBase();
        int room = path.sessions() - after - 3;
        if (recentlyListed && base > room) {
            for (int fall = 0; fall < falls; fall++) {
                down[fall] = Math.max(2, down[fall] * room / base);
                up[fall] = Math.max(3, up[fall] * room / base);
            }
            base = 0;
            for (int fall = 0; fall < falls; fall++) {
                base += down[fall] + up[fall];
            }
        }
        int advance = random.nextInt(80, 170);
        double rise = .55 + .6 * random.nextDouble();
        at = path.last() - after - base - advance;
        if (at >= 0) {
            if (downwards) {
                path.mirror();
            }
            path.join(at, -rise);
        }
        reached = -rise;
        lead(advance, 0, .016, 1.1);
        for (int fall = 0; fall < falls; fall++) {
            double high = reached;
            double dryness = Math.max(DRIEST, Math.pow(DRYING, fall));
            lead(down[fall], high + Math.log(1 - depth[fall]), depth[fall] * .10, 1.1 * dryness);
            boolean last = fall == falls - 1;
            double next = ending == Ending.BELOW && last
                    ? high + Math.log(.931)
                    : last ? high - .004 - .012 * random.nextDouble() : high - .002 - .012 * random.nextDouble();
            lead(up[fall], next, depth[fall] * .08, ending == Ending.BUSY && last ? 1.2 : .9 * dryness);
            if (last) {
                finish(high);
            }
        }
        if (downwards) {
            path.mirror();
        }
        return ending == Ending.LOCKED;
    }

    private int sessionsAfterBase() {
        return switch (ending) {
            case NEAR, BELOW -> 0;
            case BUSY -> 11;
            case LOCKED -> 1;
            case BREAKOUT, QUIET_BREAKOUT -> 1 + random.nextInt(4);
            case PULLBACK -> 3;
            case EXTENDED -> 3;
        };
    }

    private void finish(double pivot) {
        switch (ending) {
            case NEAR, BELOW -> {}
            case BUSY -> lead(11, pivot - .02, .006, 1.2);
            case LOCKED -> step(pivot + .25, .3);
            case BREAKOUT -> breakOut(pivot, 2.4 + 2 * random.nextDouble(), 1.1);
            case QUIET_BREAKOUT -> breakOut(pivot, .65 + .1 * random.nextDouble(), .6);
            case PULLBACK -> {
                step(pivot + .085, 2.2);
                step(pivot + .03, .9);
                step(pivot - .013, .6);
            }
            case EXTENDED -> {
                step(pivot + .03, 3);
                step(pivot + .07, 1.6);
                step(pivot + .085 + .03 * random.nextDouble(), 1.3);
            }
        }
    }

    private void breakOut(double pivot, double busyFirst, double busyThen) {
        step(pivot + .02 + .01 * random.nextDouble(), busyFirst);
        while (at < path.last()) {
            step(pivot + .014 + .026 * random.nextDouble(), busyThen);
        }
    }

    private void step(double to, double busy) {
        lead(1, to, .006, busy);
    }

    private void lead(int sessions, double to, double wiggle, double busy) {
        path.lead(random, at, at + sessions, reached, to, wiggle, busy);
        at += sessions;
        reached = to;
    }
}
