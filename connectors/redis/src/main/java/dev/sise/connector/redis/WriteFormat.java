package dev.sise.connector.redis;

import java.time.Duration;

/**
 * What {@link ConflatingWriter} has to know of the values of a sink, and how it writes one. A value is the newest of its slot by (epoch, seq),
 * epoch first. Task thread only.
 */
interface WriteFormat<T> {
    /** Writes one value; answers with the replies of {@link LuaScript}. */
    LuaScript script();

    /** What the value is the last value of; empty, null or with braces where the value names a key that cannot be used. Asked for every record. */
    String slotKey(T value);

    /** First half of the version, not negative. */
    long epoch(T value);

    /** Second half of the version, not negative. */
    long seq(T value);

    /** Of a value whose {@link #slotKey} was not seen, or was forgotten. */
    KeySlot<T> slot(T value);

    /** Encodes the slot's value, which was taken out of it; throws what the serializer throws. */
    WriteCommand<T> command(Pipeline<T> pipeline, KeySlot<T> slot, T value, long nowMillis);

    /** Whole seconds of a TTL, one at least: parts are rounded up. */
    static long ttlSeconds(Duration ttl) {
        return Math.max(1, (ttl.toMillis() + 999) / 1000);
    }
}
