package dev.sise.reference.functions;

import java.io.Serializable;

/**
 * What one load is about, fixed when the job is submitted, so that a restarted task goes on with the same.
 *
 * @param through last day to load, days since 1970
 * @param appKeys how many there are; each reads its share of the tickers
 * @param maxMissedPercent of the tickers that may stay unloaded before the run fails, 0 to 100
 * @param startedAt UTC milliseconds of real time
 */
public record LoadPlan(int through, int appKeys, int maxMissedPercent, long startedAt) implements Serializable {}
