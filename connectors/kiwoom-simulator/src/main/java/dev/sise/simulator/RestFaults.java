package dev.sise.simulator;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

/** The faults of the REST half, each until a moment of real time. Feed thread only. */
final class RestFaults {

    private long stormEndsAt;
    private boolean storm;
    private long outageEndsAt;
    private RestOutage outage;
    private boolean blankFlows;
    private long blankFlowsEndAt;
    private LocalDate blankCandlesFrom = LocalDate.MAX;
    private long blankCandlesEndAt;
    private Duration delay = Duration.ZERO;
    private long delayEndsAt;

    /** @param nanos from {@link System#nanoTime()}; a time of nothing ends the fault */
    void storm(Duration time, long nanos) {
        storm = !time.isZero();
        stormEndsAt = nanos + time.toNanos();
    }

    boolean isStorm(long nanos) {
        return storm && nanos - stormEndsAt < 0;
    }

    void outage(Duration time, RestOutage kind, long nanos) {
        outage = time.isZero() ? null : kind;
        outageEndsAt = nanos + time.toNanos();
    }

    Optional<RestOutage> outage(long nanos) {
        return nanos - outageEndsAt < 0 ? Optional.ofNullable(outage) : Optional.empty();
    }

    void blankFlows(Duration time, long nanos) {
        blankFlows = !time.isZero();
        blankFlowsEndAt = nanos + time.toNanos();
    }

    boolean isBlankFlows(long nanos) {
        return blankFlows && nanos - blankFlowsEndAt < 0;
    }

    void blankCandles(LocalDate from, Duration time, long nanos) {
        blankCandlesFrom = time.isZero() ? LocalDate.MAX : from;
        blankCandlesEndAt = nanos + time.toNanos();
    }

    /** The day from which candles are blank. */
    LocalDate blankCandlesFrom(long nanos) {
        return nanos - blankCandlesEndAt < 0 ? blankCandlesFrom : LocalDate.MAX;
    }

    void delay(Duration eachAnswer, Duration time, long nanos) {
        delay = eachAnswer;
        delayEndsAt = nanos + time.toNanos();
    }

    /** How long an answer is to wait, zero for not at all. */
    Duration delay(long nanos) {
        return nanos - delayEndsAt < 0 ? delay : Duration.ZERO;
    }
}
