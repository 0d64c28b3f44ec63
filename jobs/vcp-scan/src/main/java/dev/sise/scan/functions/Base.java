package dev.sise.scan.functions;

import dev.sise.market.LocalDateInfoFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * A base as it was at one bar, accepted or not. Prices are those of the bars it was found in: reciprocals where bearish.
 *
 * @param evaluatedOn the bar it was found at; it knows nothing later
 * @param bars bars from its first high to that bar
 * @param contractions its falls, oldest first, at least one
 * @param merges falls that were of the size of the one before
 * @param averageVolume mean volume of the 50 bars to that bar
 * @param quietestVolume smallest volume of the last 15 bars
 * @param firstVolume mean volume over the first contraction
 * @param lastVolume mean volume over the last contraction
 */
public record Base(
        @TypeInfo(LocalDateInfoFactory.class) LocalDate evaluatedOn,
        int bars,
        List<Contraction> contractions,
        int merges,
        double averageVolume,
        double quietestVolume,
        double firstVolume,
        double lastVolume) {

    private static final int DAYS_OF_A_WEEK = 7;

    /** @throws IllegalArgumentException without a contraction */
    public Base {
        contractions = List.copyOf(contractions);
        if (contractions.isEmpty()) {
            throw new IllegalArgumentException("a base must have a contraction");
        }
    }

    /** The day of the first contraction's high. */
    public LocalDate start() {
        return contractions.get(0).highDay();
    }

    /** The high of the last contraction: above it is the breakout. */
    public double pivot() {
        return last().high();
    }

    /** The low of the last contraction: below it the base is void. */
    public double low() {
        return last().low();
    }

    /** The last contraction. */
    public Contraction last() {
        return contractions.get(contractions.size() - 1);
    }

    /**
     * Minervini's footprint, such as {@code 40W 31/3 4T}: weeks, depth of the first and the last contraction in percent, and their number.
     *
     * @param end the breakout's day, or the analysis date before one
     */
    public String footprint(LocalDate end) {
        long weeks = BigDecimal.valueOf(ChronoUnit.DAYS.between(start(), end))
                .divide(BigDecimal.valueOf(DAYS_OF_A_WEEK), 0, RoundingMode.HALF_UP)
                .longValueExact();
        return weeks + "W " + percent(contractions.get(0)) + "/" + percent(last()) + " " + contractions.size() + "T";
    }

    private static String percent(Contraction contraction) {
        return Decimals.shortest(contraction.depth())
                .movePointRight(2)
                .setScale(0, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
