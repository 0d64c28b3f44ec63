package dev.sise.simulator;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;

/**
 * When the synthetic market trades: weekdays, with the hours of 2026-09-14 and after (protocol.md section 6). Holidays are
 * not known here; the clock that is handed in stands where its owner wants it.
 */
enum MarketPhase {
    /** Nothing trades, the two call auctions included. */
    CLOSED,
    /** 09:00 to 15:20, every instrument. */
    REGULAR,
    /** 16:00 to 20:00 (애프터마켓), stocks only. */
    AFTER_MARKET;

    static final LocalTime OPEN = LocalTime.of(9, 0);

    private static final LocalTime CLOSING_AUCTION = LocalTime.of(15, 20);
    private static final LocalTime AFTER_MARKET_OPEN = LocalTime.of(16, 0);
    private static final LocalTime AFTER_MARKET_CLOSE = LocalTime.of(20, 0);

    static MarketPhase at(LocalDateTime seoulTime) {
        DayOfWeek day = seoulTime.getDayOfWeek();
        if (day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY) {
            return CLOSED;
        }
        LocalTime time = seoulTime.toLocalTime();
        if (!time.isBefore(OPEN) && time.isBefore(CLOSING_AUCTION)) {
            return REGULAR;
        }
        if (!time.isBefore(AFTER_MARKET_OPEN) && time.isBefore(AFTER_MARKET_CLOSE)) {
            return AFTER_MARKET;
        }
        return CLOSED;
    }

    /** FID 290: 2 regular, 3 after. What Kiwoom sends in the new after-market is not known; 3 is the documented word. */
    String sessionCode() {
        return switch (this) {
            case CLOSED -> "1";
            case REGULAR -> "2";
            case AFTER_MARKET -> "3";
        };
    }
}
