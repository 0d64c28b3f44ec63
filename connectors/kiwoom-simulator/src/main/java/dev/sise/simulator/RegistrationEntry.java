package dev.sise.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One REG or REMOVE message and what it led to.
 *
 * @param at real time, not market time
 * @param name {@code REG} or {@code REMOVE}
 * @param items the message's items over all of its entries, in its order; none when it could not be read
 * @param returnCode of the ACK, 0 when it was accepted
 * @param registered everything the session has registered after it
 */
public record RegistrationEntry(
        Instant at, String appKey, String name, List<String> items, int returnCode, Set<String> registered) {}
