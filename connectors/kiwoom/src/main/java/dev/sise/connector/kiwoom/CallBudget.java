package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * How often one app key may make one REST call. Kiwoom counts per app key and API id; how many it allows is not settled, so the
 * configured rate is the ceiling and what a refusal names (유량=N) is learned. A token bucket, kept as the time at which it will
 * be full again. Any thread; it never waits itself.
 */
final class CallBudget {
    /** Calls a second; Kiwoom was measured to allow five. */
    static final double DEFAULT_PER_SECOND = 4;
    /** How long nothing was refused before a lowered rate rises, and how long between two rises. */
    static final Duration QUIET = Duration.ofMinutes(2);

    /** A refusal is followed by half a second to one and a half without calls, by chance so that processes do not move in step. */
    private static final Duration BACK_OFF_AT_LEAST = Duration.ofMillis(500);

    private static final Duration BACK_OFF_SPREAD = Duration.ofSeconds(1);
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();
    /**
     * Up to this rate calls are spaced one by one: Kiwoom allows five in any second, so four and a burst would be too many. Above
     * it timers are too coarse for that, and one late call may be made up for.
     */
    private static final double SPACED_PER_SECOND = 20;
    /** Of the configured rate. */
    private static final double RISE = 0.1;

    /** Of a rate that Kiwoom names: calls that leave evenly do not arrive evenly, so exactly at the limit some are refused. */
    private static final double SHARE_OF_LIMIT = 0.8;

    private static final double MAX_PER_SECOND = 10_000;

    private final LongSupplier ticker;
    private final RandomGenerator random;
    private final double configured;
    private double perSecond;
    /** When all calls taken so far are paid for. */
    private long paidAt;

    private long pausedUntil;
    private long changedAt;

    /**
     * A full budget.
     *
     * @param configuredPerSecond the ceiling, see {@link #requireRate(double)}
     * @param ticker nanoseconds that only rise
     */
    CallBudget(double configuredPerSecond, LongSupplier ticker, RandomGenerator random) {
        this.configured = requireRate(configuredPerSecond);
        this.ticker = ticker;
        this.random = random;
        this.perSecond = configuredPerSecond;
        this.paidAt = ticker.getAsLong();
        this.pausedUntil = paidAt;
        this.changedAt = paidAt;
    }

    /** The rate if it can be one: above 0, at most 10,000; below 1 it means less than a call a second. */
    static double requireRate(double perSecond) {
        if (!(perSecond > 0 && perSecond <= MAX_PER_SECOND)) {
            throw new IllegalArgumentException(
                    "Calls a second must be above 0 and at most " + MAX_PER_SECOND + ", was " + perSecond);
        }
        return perSecond;
    }

    /** Nanoseconds until a call may be made; 0 if one may be made now. */
    synchronized long nanosUntilNext() {
        long now = now();
        return Math.max(0, Math.max(paidAt - burst() - now, pausedUntil - now));
    }

    /** Counts a call that is made now, also one that should have waited: those behind it wait the longer. */
    synchronized void take() {
        paidAt = Math.max(paidAt, now()) + interval();
    }

    /** Takes a call if one may be made now, and says how long to wait otherwise; 0 is taken. */
    synchronized long tryTake() {
        long wait = nanosUntilNext();
        if (wait == 0) {
            take();
        }
        return wait;
    }

    /** Kiwoom named the rate it allows: four fifths of it are used from now on, never more than the configured rate. */
    synchronized void learn(int allowedPerSecond) {
        changedAt = now();
        perSecond = Math.min(configured, SHARE_OF_LIMIT * Math.max(1, allowedPerSecond));
    }

    /** Kiwoom refused a call as one too many: none for a while. */
    synchronized void backOff() {
        long now = now();
        long pause = BACK_OFF_AT_LEAST.toNanos() + (long) (BACK_OFF_SPREAD.toNanos() * random.nextDouble());
        pausedUntil = Math.max(pausedUntil, now + pause);
        changedAt = now;
    }

    /** The rate in force. */
    synchronized double perSecond() {
        now();
        return perSecond;
    }

    /** Raises a lowered rate by a tenth of the configured one for each quiet time: what was learned may have been a bad moment. */
    private long now() {
        long now = ticker.getAsLong();
        while (perSecond < configured && now - changedAt >= QUIET.toNanos()) {
            perSecond = Math.min(configured, perSecond + RISE * configured);
            changedAt += QUIET.toNanos();
        }
        return now;
    }

    private long interval() {
        return (long) (NANOS_PER_SECOND / perSecond);
    }

    private long burst() {
        return perSecond > SPACED_PER_SECOND ? interval() : 0;
    }
}
