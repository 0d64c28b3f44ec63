package dev.sise.scan.functions;

import dev.sise.market.LocalDateInfoFactory;
import dev.sise.market.ScanRequest;
import java.time.LocalDate;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * A scan that goes on.
 *
 * @param id of its row in the database
 * @param kind what becomes of its signals
 * @param asOf the analysis date
 * @param request with that date
 */
public record ScanRun(
        String id, ScanKind kind, @TypeInfo(LocalDateInfoFactory.class) LocalDate asOf, ScanRequest request) {}
