package dev.sise.simulator;

import java.time.Instant;

/**
 * One REST call and how it was answered.
 *
 * @param at real time of its arrival, not market time
 * @param appKey that its token or body names, empty when neither does
 * @param apiId TR, {@code au10001} and {@code au10002} included
 * @param codes number of codes a ka10095 asks for, else 0
 * @param status HTTP status of the answer, 0 when the connection was cut instead
 */
public record RestCallEntry(Instant at, String appKey, String apiId, int codes, int status) {}
