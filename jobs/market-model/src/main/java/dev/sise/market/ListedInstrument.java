package dev.sise.market;

import java.time.LocalDate;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * One record of the compacted topic {@code instruments}: what the exchange lists under a ticker, or listed. Its JSON is {@link InstrumentJson}.
 * A record is never withdrawn: what is no longer listed stays with status {@link Status#DELISTED}.
 *
 * @param ticker the key of the record
 * @param instrumentClass what it is; this, not the shape of the code, is the truth
 * @param market the list that names it, such as {@code KOSPI}
 * @param name Korean name (종목명)
 * @param listedShares listed shares (상장주식수); 0 where the list tells none
 * @param listingDate day of the listing (상장일), or null where the list tells none
 * @param lastClose close of the session before the list was read (전일종가), in won; 0 where the list tells none
 * @param hasAfterMarket whether its class trades in the after-market: the broker's list tells it of no single instrument, so hours are decided by
 *     the class
 * @param status whether it can be traded
 */
public record ListedInstrument(
        Ticker ticker,
        InstrumentClass instrumentClass,
        String market,
        String name,
        long listedShares,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate listingDate,
        long lastClose,
        boolean hasAfterMarket,
        Status status) {

    /** @throws IllegalArgumentException for a number below zero, naming the member and the value */
    public ListedInstrument {
        Objects.requireNonNull(ticker, "ticker");
        Objects.requireNonNull(instrumentClass, "instrumentClass");
        Objects.requireNonNull(market, "market");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(status, "status");
        requireNotNegative("listed_shares", listedShares);
        requireNotNegative("last_close", lastClose);
    }

    private static void requireNotNegative(String member, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(member + " must not be negative, was " + value);
        }
    }

    /** Whether an instrument can be traded. */
    public enum Status {
        /** Listed and traded. */
        LISTED("listed"),
        /** Listed, but trading is suspended (거래정지). */
        HALTED("halted"),
        /** No longer listed (상장폐지). */
        DELISTED("delisted");

        private final String code;

        Status(String code) {
            this.code = code;
        }

        /** The word used in JSON. */
        public String code() {
            return code;
        }
    }
}
