package dev.sise.market;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Objects;
import java.util.Optional;

/**
 * The hours of one trading day, market time. Each phase begins at its time and ends before the next.
 *
 * @param date the day
 * @param openingAuction orders are collected from here (시가단일가)
 * @param open continuous trading from here
 * @param closingAuction orders are collected from here (종가단일가)
 * @param regularClose the regular session ends; limits, base prices and change rates refer to the price made here
 * @param afterMarketOpen continuous trading goes on from here (애프터마켓), on days that have an after-market
 * @param lastClose the after-market ends; the regular close on days without one
 */
public record KrxSession(
        LocalDate date,
        LocalTime openingAuction,
        LocalTime open,
        LocalTime closingAuction,
        LocalTime regularClose,
        Optional<LocalTime> afterMarketOpen,
        LocalTime lastClose) {

    public KrxSession {
        Objects.requireNonNull(date, "date");
        LocalTime afterMarketStart = afterMarketOpen.orElse(lastClose);
        if (!(openingAuction.isBefore(open)
                && open.isBefore(closingAuction)
                && closingAuction.isBefore(regularClose)
                && !afterMarketStart.isBefore(regularClose)
                && (afterMarketOpen.isEmpty()
                        ? lastClose.equals(regularClose)
                        : afterMarketStart.isBefore(lastClose)))) {
            throw new IllegalArgumentException("the phases of a session must follow each other: " + date + " "
                    + openingAuction + " " + open + " " + closingAuction + " " + regularClose + " " + afterMarketOpen
                    + " " + lastClose);
        }
    }

    /** When the instruments of a class stop trading on this day. */
    public LocalTime lastClose(InstrumentClass instrumentClass) {
        return instrumentClass.hasAfterMarket() ? lastClose : regularClose;
    }
}
