package dev.sise.scan.functions;

import dev.sise.market.LocalDateInfoFactory;
import java.time.LocalDate;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What was found in a {@link ScanPart}.
 *
 * @param run the scan
 * @param sharesOf the day of the exchange's lists
 * @param instruments those of the range that the lists have
 * @param analyses of every ticker of the range with prices
 */
public record AnalysedPart(
        ScanRun run,
        @TypeInfo(LocalDateInfoFactory.class) LocalDate sharesOf,
        List<Instrument> instruments,
        List<TickerAnalysis> analyses) {}
