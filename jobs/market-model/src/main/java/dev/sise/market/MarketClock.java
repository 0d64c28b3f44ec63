package dev.sise.market;

import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Objects;

/**
 * Market time: what a clock on the wall of the exchange in Seoul shows, moved by {@code sise.clock-offset}, so that a system
 * run at night can stand in market hours. Market time = real time + offset. Leases, TTLs and heartbeats use real time.
 *
 * <p>Immutable; any thread. Serializable if its clock is, as those of the JDK are.
 */
public final class MarketClock implements Serializable {

    /** Korea Standard Time; no daylight saving time since 1988. */
    public static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

    private static final long serialVersionUID = 1;
    private static final int MIDNIGHT_PASSED_SECONDS = 18 * 3600;

    private final Clock clock;
    private final Duration offset;

    private MarketClock(Clock clock, Duration offset) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.offset = Objects.requireNonNull(offset, "offset");
    }

    /**
     * A market clock.
     *
     * @param clock real time; its zone does not matter
     * @param offset added to real time, may be negative
     */
    public static MarketClock of(Clock clock, Duration offset) {
        return new MarketClock(clock, offset);
    }

    /** What is added to real time. */
    public Duration offset() {
        return offset;
    }

    /** Market time now. */
    public LocalDateTime now() {
        return marketTime(clock.instant());
    }

    /** The day of market time now. */
    public LocalDate today() {
        return now().toLocalDate();
    }

    /** Market time at a moment of real time. */
    public LocalDateTime marketTime(Instant realTime) {
        return LocalDateTime.ofInstant(realTime.plus(offset), ZONE);
    }

    /** The moment of real time at which the market clock shows this. */
    public Instant realTime(LocalDateTime marketTime) {
        return marketTime.atZone(ZONE).toInstant().minus(offset);
    }

    /**
     * The day of an event of which Kiwoom tells only the time: the day on which it was received, in market time. Only where
     * the two times lie more than 18 hours apart did midnight pass between them, so that an event of 23:59:59 received at
     * 00:00:01 belongs to the day before, and one of 00:00:01 received at 23:59:59, by a clock that is late, to the day after.
     *
     * @param hhmmss the time as a number, 0 to 235959, as in field 20 of a trade
     * @param receivedAt real time of receipt
     * @throws IllegalArgumentException if the number is no time of day
     */
    public LocalDate eventDay(int hhmmss, Instant receivedAt) {
        int secondOfEvent = secondOfDay(hhmmss);
        LocalDateTime received = marketTime(receivedAt);
        int ahead = secondOfEvent - received.toLocalTime().toSecondOfDay();
        if (ahead > MIDNIGHT_PASSED_SECONDS) {
            return received.toLocalDate().minusDays(1);
        }
        return ahead < -MIDNIGHT_PASSED_SECONDS ? received.toLocalDate().plusDays(1) : received.toLocalDate();
    }

    private static int secondOfDay(int hhmmss) {
        int hour = hhmmss / 10_000;
        int minute = hhmmss / 100 % 100;
        int second = hhmmss % 100;
        if (hhmmss < 0 || hour > 23 || minute > 59 || second > 59) {
            throw new IllegalArgumentException("a time of day is written HHMMSS, 000000 to 235959: " + hhmmss);
        }
        return LocalTime.of(hour, minute, second).toSecondOfDay();
    }

    @Override
    public String toString() {
        return "MarketClock[offset=" + offset + "]";
    }
}
