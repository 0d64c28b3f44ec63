package dev.sise.simulator;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

/**
 * When the synthetic market trades: the exchange's sessions, with the hours of 2026-09-14 and after (protocol.md section 6). Days
 * with other hours are not known here; the clock that is handed in stands where its owner wants it.
 */
enum MarketPhase {
    /** Nothing trades and nothing is expected. */
    CLOSED,
    /** 08:50 to 09:00: the last minutes of the opening auction (동시호가), in which the feed tells the expected price. */
    OPENING_AUCTION,
    /** 09:00 to 15:20, every instrument. */
    REGULAR,
    /** 15:20 to 15:30: the closing auction. */
    CLOSING_AUCTION,
    /** 16:00 to 20:00 (애프터마켓), stocks only. */
    AFTER_MARKET;

    static final LocalTime OPEN = LocalTime.of(9, 0);
    static final LocalTime CLOSING_AUCTION_START = LocalTime.of(15, 20);
    static final LocalTime CLOSE = LocalTime.of(15, 30);

    private static final LocalTime EXPECTED_PRICES_START = LocalTime.of(8, 50);
    private static final LocalTime AFTER_MARKET_OPEN = LocalTime.of(16, 0);
    private static final LocalTime AFTER_MARKET_CLOSE = LocalTime.of(20, 0);

    static MarketPhase at(LocalDateTime seoulTime) {
        LocalTime time = seoulTime.toLocalTime();
        if (!isSession(seoulTime.toLocalDate()) || time.isBefore(EXPECTED_PRICES_START)) {
            return CLOSED;
        }
        if (time.isBefore(OPEN)) {
            return OPENING_AUCTION;
        }
        if (time.isBefore(CLOSING_AUCTION_START)) {
            return REGULAR;
        }
        if (time.isBefore(CLOSE)) {
            return CLOSING_AUCTION;
        }
        return !time.isBefore(AFTER_MARKET_OPEN) && time.isBefore(AFTER_MARKET_CLOSE) ? AFTER_MARKET : CLOSED;
    }

    /** Whether the market opens on that day. */
    static boolean isSession(LocalDate day) {
        return SessionDays.isSession(day);
    }

    boolean isAuction() {
        return this == OPENING_AUCTION || this == CLOSING_AUCTION;
    }

    /** FID 290: 2 regular, 3 after. What Kiwoom sends in the new after-market is not known; 3 is the documented word. */
    String sessionCode() {
        return switch (this) {
            case CLOSED, OPENING_AUCTION -> "1";
            case REGULAR, CLOSING_AUCTION -> "2";
            case AFTER_MARKET -> "3";
        };
    }
}
