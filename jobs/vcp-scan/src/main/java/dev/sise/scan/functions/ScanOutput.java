package dev.sise.scan.functions;

/**
 * What a scan tells the board: how far it is, and last its result.
 *
 * @param run the scan
 * @param done tickers that are analysed
 * @param result null before the end
 */
public record ScanOutput(ScanRun run, int done, ScanResult result) {}
