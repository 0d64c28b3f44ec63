package dev.sise.connector.kiwoom;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Terms and figures of an equity linked warrant (ELW). Each is empty where Kiwoom left it empty or zero, or sent the limit of a
 * counter.
 *
 * @param strike hundredths of a won or of an index point (행사가): 21446200 is 214,462 won, 46750 is 467.50 points
 * @param expiry last day as the number yyyyMMdd
 * @param conversionRatio ten-thousandths of the underlying per warrant (전환비율): 21 is 0.0021
 * @param theoryPrice hundredths of a won (이론가): 2141 is 21.41 won
 * @param impliedVolatility hundredths of a percent (내재변동성): 6766 is 67.66 %
 */
public record WarrantTerms(
        OptionalLong strike,
        OptionalInt expiry,
        OptionalLong conversionRatio,
        OptionalLong theoryPrice,
        OptionalLong impliedVolatility) {
    public WarrantTerms {
        Objects.requireNonNull(strike, "strike");
        Objects.requireNonNull(expiry, "expiry");
        Objects.requireNonNull(conversionRatio, "conversionRatio");
        Objects.requireNonNull(theoryPrice, "theoryPrice");
        Objects.requireNonNull(impliedVolatility, "impliedVolatility");
    }
}
