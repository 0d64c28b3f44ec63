package dev.sise.connector.websocket;

/**
 * The place of a value in the history of its topic: the epoch first, the sequence within it second. Versions are compared
 * as a pair; what the two numbers mean belongs to the publisher.
 *
 * @param epoch the era the sequence belongs to; a later era is newer whatever its sequence
 * @param seq the position within the era
 */
public record Version(long epoch, long seq) implements Comparable<Version> {

    /**
     * Older than every other version: for what is said while a topic has no value yet. It reaches later subscribers too,
     * until the first real value, and never follows one.
     */
    public static final Version LOWEST = new Version(Long.MIN_VALUE, Long.MIN_VALUE);

    @Override
    public int compareTo(Version other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(seq, other.seq);
    }
}
