package dev.sise.scan.functions;

import dev.sise.market.InstrumentClass;
import dev.sise.market.LocalDateInfoFactory;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What the scan knows of a ticker from the exchange's lists.
 *
 * @param ticker the code
 * @param name Korean name (종목명)
 * @param market the board or list, such as {@code KOSPI}
 * @param instrumentClass what it is
 * @param listedShares listed shares (상장주식수), 0 where they are not known
 * @param listingDate day of the listing (상장일), or null where it is not known
 */
public record Instrument(
        String ticker,
        String name,
        String market,
        InstrumentClass instrumentClass,
        long listedShares,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate listingDate)
        implements Serializable {

    /** @throws IllegalArgumentException for shares below zero */
    public Instrument {
        Objects.requireNonNull(ticker, "ticker");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(market, "market");
        Objects.requireNonNull(instrumentClass, "instrumentClass");
        if (listedShares < 0) {
            throw new IllegalArgumentException(
                    "listed_shares of " + ticker + " must not be negative, was " + listedShares);
        }
    }

    /** Listed shares times a close, in won; 0 where the shares are not known. */
    long marketCap(double close) {
        return Math.round(listedShares * close);
    }
}
