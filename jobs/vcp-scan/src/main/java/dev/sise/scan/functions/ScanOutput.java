package dev.sise.scan.functions;

/**
 * What a scan gives to the board, once.
 *
 * @param run the scan
 * @param tickers how many instruments it looked at
 * @param result what it found
 */
public record ScanOutput(ScanRun run, int tickers, ScanResult result) {}
