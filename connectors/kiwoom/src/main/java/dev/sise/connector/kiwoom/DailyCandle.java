package dev.sise.connector.kiwoom;

import java.time.LocalDate;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * One day of an instrument as Kiwoom tells it (ka10081), adjusted for splits and the like. That the prices fit each other is not
 * checked: a captured answer has an open above the high. A halt is a day of open, high and low zero with the close before and no
 * volume.
 *
 * @param date the session; that of today is there while it goes on
 * @param open won, not negative, as high, low and close
 * @param volume shares, not negative
 * @param tradedValue won, in whole millions (거래대금); empty where Kiwoom does not tell it
 */
public record DailyCandle(
        LocalDate date, long open, long high, long low, long close, long volume, OptionalLong tradedValue) {
    public DailyCandle {
        Objects.requireNonNull(date, "date");
        Objects.requireNonNull(tradedValue, "tradedValue");
    }
}
