package dev.sise.simulator;

import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Net buying of an instrument on a day by groups of investors, in million won. All groups together are zero, and what institutions
 * bought is what their eight groups did.
 *
 * @param individual 개인투자자
 * @param foreign 외국인투자자
 * @param institution 기관계
 * @param institutions 금융투자, 보험, 투신, 기타금융, 은행, 연기금등, 사모펀드 and 국가, in the order of ka10059
 * @param otherCorporations 기타법인
 * @param otherForeigners 내외국인
 */
public record DailyFlow(
        LocalDate day,
        long individual,
        long foreign,
        long institution,
        List<Long> institutions,
        long otherCorporations,
        long otherForeigners) {

    private static final double[] SHARES = {.40, .08, .22, .02, .03, .25};
    private static final int GROUPS = 8;
    private static final double MEAN_FOREIGN = .02;
    private static final double FOREIGN_DEVIATION = .18;
    private static final double INSTITUTION_DEVIATION = .13;
    private static final double FOREIGN_LEAN = .13;
    private static final double INSTITUTION_LEAN = .10;
    private static final double LARGEST = .45;

    public DailyFlow {
        institutions = List.copyOf(institutions);
    }

    /**
     * What is drawn for a day of which the value is known; the spread is that of real flows (5 days of foreigners: -10 to 20 percent
     * of the value).
     *
     * @param draw decides everything; another one is another day
     * @param lean as of {@link History#lean()}
     */
    static DailyFlow of(LocalDate day, long draw, long valueInWon, double lean) {
        SplittableRandom random = new SplittableRandom(draw);
        double millions = valueInWon / 1e6;
        long foreign = share(random, MEAN_FOREIGN + FOREIGN_LEAN * lean, FOREIGN_DEVIATION, millions);
        long institution = share(random, INSTITUTION_LEAN * lean, INSTITUTION_DEVIATION, millions);
        long otherCorporations = share(random, 0, .01, millions);
        long otherForeigners = share(random, 0, .001, millions);
        Long[] groups = new Long[GROUPS];
        long rest = institution;
        for (int group = 0; group < SHARES.length; group++) {
            groups[group] = Math.round(institution * SHARES[group]) + share(random, 0, .02, millions);
            rest -= groups[group];
        }
        groups[GROUPS - 2] = rest;
        groups[GROUPS - 1] = 0L;
        return new DailyFlow(
                day,
                -foreign - institution - otherCorporations - otherForeigners,
                foreign,
                institution,
                List.of(groups),
                otherCorporations,
                otherForeigners);
    }

    private static long share(SplittableRandom random, double mean, double deviation, double millions) {
        double share = mean + deviation * random.nextGaussian();
        return Math.round(Math.max(-LARGEST, Math.min(LARGEST, share)) * millions);
    }
}
