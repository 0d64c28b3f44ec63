package dev.sise.gateway.scan;

/**
 * What became of the scans that this gateway was asked for, since it started.
 *
 * @param joined requests that joined a scan which was there
 * @param done scans with a result
 * @param failed scans without one
 * @param cancelled scans that somebody called off
 */
public record ScanFigures(long joined, long done, long failed, long cancelled) {}
