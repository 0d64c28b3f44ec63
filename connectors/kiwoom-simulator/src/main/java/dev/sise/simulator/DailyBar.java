package dev.sise.simulator;

import java.time.LocalDate;

/**
 * One session of an instrument.
 *
 * @param open won; 0, like high and low, while trading was suspended
 * @param close won; of a session without a trade the one before
 * @param volume shares
 * @param value won
 */
public record DailyBar(LocalDate day, long open, long high, long low, long close, long volume, long value) {

    /** A session of suspended trading (거래정지): Kiwoom tells zeros and the close before. */
    static DailyBar suspended(LocalDate day, long close) {
        return new DailyBar(day, 0, 0, 0, close, 0, 0);
    }

    /** A session in which nobody traded: a real answer has the close before in all four. */
    static DailyBar untraded(LocalDate day, long close) {
        return new DailyBar(day, close, close, close, close, 0, 0);
    }
}
