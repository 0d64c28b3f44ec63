package dev.sise.scan.functions;

/** What a signal is worth, in a letter. */
public enum Grade {
    /** 80 points, all conditions, at or before the breakout, and little to lose. */
    A,
    /** 70 points and all conditions. */
    B,
    /** 60 points. */
    C,
    /** 50 points. */
    D;

    private static final double ACCEPTABLE_RISK = .08;

    /** The grade; null below 50 points. */
    static Grade of(double total, TrendTemplate conditions, Verdict verdict, double risk) {
        boolean recentlyListed = conditions == null;
        boolean allConditions = recentlyListed || conditions.count() == TrendTemplate.ALL;
        boolean timely = verdict.state() == SetupState.SETUP || verdict.state() == SetupState.BREAKOUT;
        Grade earned;
        if (Tolerance.atLeast(total, 80) && allConditions && timely && Tolerance.atMost(risk, ACCEPTABLE_RISK)) {
            earned = A;
        } else if (Tolerance.atLeast(total, 70) && allConditions) {
            earned = B;
        } else if (Tolerance.atLeast(total, 60)) {
            earned = C;
        } else if (Tolerance.atLeast(total, 50)) {
            earned = D;
        } else {
            return null;
        }
        Grade best = best(verdict, recentlyListed);
        return earned.compareTo(best) < 0 ? best : earned;
    }

    private static Grade best(Verdict verdict, boolean recentlyListed) {
        return switch (verdict.state()) {
            case EXTENDED -> C;
            case PULLBACK, BREAKOUT_LOWVOL -> B;
            case SETUP, BREAKOUT, NONE -> verdict.limitLocked() || recentlyListed ? B : A;
        };
    }
}
