package dev.sise.simulator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes up what happened before the synthetic market began: {@value #SESSIONS} sessions of every instrument, or those since its listing,
 * ending on the close and the volume that the market begins with. The seed, the code and the last day alone decide, so nothing is
 * kept: a history takes about a millisecond and is made when it is asked for.
 *
 * <p>Most prices wander. Some stocks advance and pause in the pattern that scans look for, or fall and pause; some were split, some came
 * back from a long suspension at another price that nobody adjusted, some hardly trade, and those that are suspended now have been so
 * for a while.
 */
final class HistoryGenerator {

    static final int SESSIONS = 700;

    private static final double MARKET_DEVIATION = .005;
    private static final int SUSPENDED_AT_MOST = 120;

    private static final int SESSIONS_OF_A_YEAR = 252;

    /** Of a thousand stocks so many advance and pause, decline and pause, and so many of those that were listed lately. */
    private static final int UPWARDS = 40;

    private static final int DOWNWARDS = 24;
    private static final int UPWARDS_RECENTLY_LISTED = 300;

    private final long seed;
    private final LocalDate[] days = new LocalDate[SESSIONS];
    private final double[] market = new double[SESSIONS];

    /** @param lastDay the session before the synthetic market's first one */
    HistoryGenerator(long seed, LocalDate lastDay) {
        this.seed = seed;
        LocalDate day = lastDay;
        for (int session = SESSIONS - 1; session >= 0; session--) {
            days[session] = day;
            market[session] = MARKET_DEVIATION * new SplittableRandom(mixed(seed, day.toEpochDay())).nextGaussian();
            day = SessionDays.before(day);
        }
    }

    LocalDate lastDay() {
        return days[SESSIONS - 1];
    }

    /** What decides the flows of an instrument on a day. */
    long flowDraw(String code, LocalDate day) {
        return mixed(mixed(seed, code.hashCode()), day.toEpochDay());
    }

    /** The history of a warrant: what its underlying's prices made it worth. It ends at its own base price. */
    History ofWarrant(Instrument warrant, Instrument underlying) {
        SplittableRandom random =
                new SplittableRandom(mixed(seed, warrant.code().hashCode()));
        List<DailyBar> bars = new ArrayList<>();
        History ofUnderlying = of(underlying);
        for (DailyBar paid : ofUnderlying.bars()) {
            DailyBar bar = Adjustment.adjusted(paid, ofUnderlying.adjustments());
            if (bar.day().isBefore(warrant.listedOn())) {
                continue;
            }
            boolean last = bar.day().equals(lastDay());
            long close = last ? warrant.basePrice() : worth(warrant, bar.close(), bar.day());
            if (bar.volume() == 0) {
                bars.add(DailyBar.untraded(bar.day(), close));
                continue;
            }
            long open = worth(warrant, bar.open(), bar.day());
            long one = worth(warrant, bar.high(), bar.day());
            long other = worth(warrant, bar.low(), bar.day());
            long high = Math.max(Math.max(one, other), Math.max(open, close));
            long low = Math.min(Math.min(one, other), Math.min(open, close));
            long volume =
                    last ? warrant.previousVolume() : 1 + (long) (warrant.previousVolume() * random.nextDouble(2));
            bars.add(bar(bar.day(), open, high, low, close, volume));
        }
        return new History(bars, List.of(), 0);
    }

    private static long worth(Instrument warrant, long underlyingPrice, LocalDate day) {
        long won = Math.round(warrant.terms().marketPrice(underlyingPrice, day));
        return Math.max(TickTable.tickAt(InstrumentKind.ELW, 0), TickTable.floor(InstrumentKind.ELW, won));
    }

    /** The history of anything but a warrant. */
    History of(Instrument instrument) {
        int first = Arrays.binarySearch(days, SessionDays.from(instrument.listedOn()));
        int begin = first < 0 ? -first - 1 : first;
        if (begin >= SESSIONS) {
            return History.NONE;
        }
        return new Drawing(instrument, begin).history();
    }

    private static long mixed(long one, long other) {
        long mixed = (one ^ Long.rotateLeft(other, 32)) * 0x9E3779B97F4A7C15L + other;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static DailyBar bar(LocalDate day, long open, long high, long low, long close, long volume) {
        long value = Math.max(low * volume, Math.min(high * volume, volume * ((open + high + low + 2 * close) / 5)));
        return new DailyBar(day, open, high, low, close, volume, value);
    }

    /** One history in the making. */
    private final class Drawing {

        /** What a session without a trade looks like. */
        private enum Idle {
            TRADED,
            SUSPENDED,
            UNTRADED,
            /** Of a very long suspension Kiwoom is taken to answer no rows at all. */
            ABSENT
        }

        private final Instrument instrument;
        private final SplittableRandom random;
        private final int begin;
        private final boolean stock;
        private final boolean recentlyListed;
        private final Idle[] idle;
        private final PricePath path;
        private double lean;
        private boolean locked;
        /** Path session from which prices are those after a break that nobody adjusted, 0 for none. */
        private int brokenAt;

        private Drawing(Instrument instrument, int begin) {
            this.instrument = instrument;
            this.begin = begin;
            this.random = new SplittableRandom(mixed(seed, instrument.code().hashCode()));
            this.stock = instrument.kind() == InstrumentKind.COMMON || instrument.kind() == InstrumentKind.PREFERRED;
            this.recentlyListed = SESSIONS - begin <= SESSIONS_OF_A_YEAR;
            this.idle = new Idle[SESSIONS];
            Arrays.fill(idle, begin, SESSIONS, Idle.TRADED);
            int breakAgo = suspend();
            int traded = (int) Arrays.stream(idle)
                    .filter(session -> session == Idle.TRADED)
                    .count();
            this.path = new PricePath(traded);
            this.brokenAt = breakAgo > 0 ? traded - breakAgo : 0;
        }

        /** Decides which sessions have no trade; returns how many traded sessions there are since a break, 0 for none. */
        private int suspend() {
            int sessions = SESSIONS - begin;
            int breakAgo = 0;
            if (instrument.caution() == Caution.HALTED && sessions > 1) {
                int since = Math.min(sessions - 1, random.nextInt(1, SUSPENDED_AT_MOST));
                Idle how = random.nextInt(6) == 0 ? Idle.ABSENT : Idle.SUSPENDED;
                Arrays.fill(idle, SESSIONS - since, SESSIONS, how);
                return 0;
            }
            int draw = random.nextInt(1_000);
            boolean thin = instrument.kind() == InstrumentKind.PREFERRED
                    || instrument.kind() == InstrumentKind.KONEX
                    || instrument.kind() == InstrumentKind.ETN;
            if (draw < (thin ? 200 : stock ? 20 : 0)) {
                for (int session = begin + 1; session < SESSIONS - 1; session++) {
                    if (random.nextInt(5) == 0) {
                        idle[session] = Idle.UNTRADED;
                    }
                }
            } else if (stock && draw >= 980 && sessions > 350) {
                breakAgo = random.nextInt(25, 240);
                int suspended = random.nextInt(12, 40);
                int end = SESSIONS - breakAgo;
                Arrays.fill(idle, end - suspended, end, Idle.SUSPENDED);
            } else if (stock && draw >= 930 && sessions > 60) {
                int end = SESSIONS - random.nextInt(10, sessions - 20);
                Arrays.fill(idle, end - random.nextInt(1, 4), end, Idle.SUSPENDED);
            }
            return breakAgo;
        }

        private History history() {
            draw();
            List<Adjustment> adjustments = adjustments();
            return new History(bars(adjustments), adjustments, lean);
        }

        private void draw() {
            path.wander(random, deviation(), instrument.kind() == InstrumentKind.KONEX ? .11 : .22, market);
            if (stock && brokenAt == 0 && path.sessions() > 40) {
                int draw = random.nextInt(1_000);
                boolean upwards = draw < (recentlyListed ? UPWARDS_RECENTLY_LISTED : UPWARDS);
                boolean downwards = !upwards && !recentlyListed && draw < UPWARDS + DOWNWARDS;
                if (upwards || downwards) {
                    locked = ContractionShape.draw(random, path, downwards, recentlyListed);
                    lean = (downwards ? -.8 : .8) * random.nextDouble();
                    return;
                }
            }
            lean = .25 * random.nextGaussian();
            if (brokenAt > 0) {
                path.breakBefore(brokenAt, (random.nextBoolean() ? 1 : -1) * (.7 + random.nextDouble()));
            }
        }

        private double deviation() {
            return switch (instrument.kind()) {
                case COMMON, PREFERRED -> .016 + .014 * random.nextDouble();
                case KONEX -> .02;
                case ETF, ETN -> .008 + .008 * random.nextDouble();
                case REIT, FUND -> .008;
                case SPAC -> .003;
                case OTC, ELW -> .03;
            };
        }

        /** One stock in forty was split, five or ten into one or one into two, five or ten. */
        private List<Adjustment> adjustments() {
            if (!stock || path.sessions() < 80 || random.nextInt(40) != 0) {
                return List.of();
            }
            long[][] splits = {{1, 2}, {1, 5}, {1, 10}, {5, 1}, {10, 1}};
            long[] split = splits[random.nextInt(splits.length)];
            int session = SESSIONS - random.nextInt(20, Math.min(SESSIONS - begin, 500) - 10);
            return List.of(new Adjustment(days[session], split[0], split[1]));
        }

        private List<DailyBar> bars(List<Adjustment> adjustments) {
            int last = path.last();
            double end = Math.log(instrument.basePrice()) - path.level[last];
            double usualVolume = instrument.previousVolume() / path.activity[last];
            List<DailyBar> bars = new ArrayList<>(SESSIONS - begin);
            long before = 0;
            int session = 0;
            for (int place = begin; place < SESSIONS; place++) {
                LocalDate day = days[place];
                double paid = paidOverAdjusted(day, adjustments);
                if (place > begin && paid != paidOverAdjusted(days[place - 1], adjustments)) {
                    before = rounded(before * paid / paidOverAdjusted(days[place - 1], adjustments));
                }
                switch (idle[place]) {
                    case ABSENT -> {}
                    case SUSPENDED -> bars.add(DailyBar.suspended(day, before));
                    case UNTRADED -> bars.add(DailyBar.untraded(day, before));
                    case TRADED -> {
                        long close = session == last
                                ? instrument.basePrice()
                                : session == last - 1 && locked
                                        ? beforeLimit()
                                        : rounded(paid * Math.exp(end + path.level[session]));
                        long volume = session == last
                                ? instrument.previousVolume()
                                : Math.max(1, Math.round(usualVolume * path.activity[session] / paid));
                        bars.add(bar(day, before, close, volume, session));
                        before = close;
                        session++;
                    }
                }
            }
            return bars;
        }

        private DailyBar bar(LocalDate day, long before, long close, long volume, int session) {
            if (locked && session == path.last()) {
                return HistoryGenerator.bar(day, close, close, close, close, volume);
            }
            double range = path.range[session];
            boolean free = before == 0 || session == brokenAt && brokenAt > 0;
            long open = free ? close : rounded(before * Math.exp(.6 * range * random.nextGaussian()));
            long high = rounded(Math.max(open, close) * Math.exp(range * Math.abs(random.nextGaussian())));
            long low = rounded(Math.min(open, close) * Math.exp(-range * Math.abs(random.nextGaussian())));
            if (!free) {
                PriceLimits limits = PriceLimits.of(instrument.kind(), before);
                open = Math.max(limits.lower(), Math.min(limits.upper(), open));
                high = Math.min(limits.upper(), high);
                low = Math.max(limits.lower(), low);
            }
            high = Math.max(high, Math.max(open, close));
            low = Math.min(low, Math.min(open, close));
            return HistoryGenerator.bar(day, open, high, low, close, volume);
        }

        /** The highest close of which the base price is at most the upper limit. */
        private long beforeLimit() {
            return TickTable.ceiling(instrument.kind(), (long) Math.ceil(instrument.basePrice() / 1.3));
        }

        private double paidOverAdjusted(LocalDate day, List<Adjustment> adjustments) {
            double factor = 1;
            for (Adjustment adjustment : adjustments) {
                if (day.isBefore(adjustment.from())) {
                    factor *= (double) adjustment.whole() / adjustment.part();
                }
            }
            return factor;
        }

        /** The nearest price on the grid. */
        private long rounded(double won) {
            long price = Math.max(1, Math.round(won));
            long tick = TickTable.tickAt(instrument.kind(), price);
            return Math.max(tick, TickTable.floor(instrument.kind(), price + tick / 2));
        }
    }
}
