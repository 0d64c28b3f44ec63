package dev.sise.scan.functions;

import dev.sise.market.LocalDateInfoFactory;
import java.time.LocalDate;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * One fall within a base.
 *
 * @param depth 1 - low/high, a fraction
 * @param highDay day of its high
 * @param high its high, in the prices of the bars it was found in: reciprocals where bearish
 * @param lowDay day of its low
 * @param low its low, likewise
 */
public record Contraction(
        double depth,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate highDay,
        double high,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate lowDay,
        double low) {}
