package dev.sise.connector.redis;

import java.time.Duration;

/**
 * What {@link ConflatingWriter} has to know of the values of a sink, and how it writes one. Values of one key are ordered by (epoch, seq), epoch
 * first. Task thread only.
 */
interface WriteFormat<T> {
    /** Writes one value; answers with the replies of {@link LuaScript}. */
    LuaScript script();

    /** The key of the value, without the sink's prefix; asked for every record. */
    String slotKey(T value);

    /** First half of the version, not negative. */
    long epoch(T value);

    /** Second half of the version, not negative. */
    long seq(T value);

    /** What becomes of a value that waits when another comes whose version is newer or equal. */
    default T merge(T waiting, T later) {
        return later;
    }

    /** Of a value whose {@link #slotKey} was not seen, or was forgotten. */
    KeySlot<T> slot(T value);

    /** Encodes the slot's value, which was taken out of it; throws what the serializer throws. */
    WriteCommand<T> command(Pipeline<T> pipeline, KeySlot<T> slot, T value, long nowMillis);

    /** Whole seconds of a TTL, one at least: parts are rounded up. */
    static long ttlSeconds(Duration ttl) {
        return Math.max(1, (ttl.toMillis() + 999) / 1000);
    }
}
