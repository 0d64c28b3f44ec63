package dev.sise.scan.functions;

import java.time.LocalDate;

/**
 * A scan as the database has it.
 *
 * @param id the key
 * @param kind what becomes of its signals
 * @param asOf the analysis date
 * @param request JSON
 * @param state waiting, running, done, failed or cancelled
 */
public record StoredRun(String id, ScanKind kind, LocalDate asOf, String request, String state) {}
