package dev.sise.connector.redis;

import java.time.Duration;

/** Writes the points of {@link DaySeriesSink} with {@code write-day-series.lua}: those of a key that wait go together. */
final class DaySeriesFormat implements WriteFormat<DayPoints> {
    private static final LuaScript SCRIPT = LuaScript.read("write-day-series.lua");
    private static final byte[] NO_HEAD = {};
    /** Key, TTL and day, before the points. */
    private static final int FIXED_PARTS = 3;

    private final String keyPrefix;
    private final String ttlSeconds;

    DaySeriesFormat(String keyPrefix, Duration ttl) {
        this.keyPrefix = keyPrefix;
        this.ttlSeconds = Long.toString(WriteFormat.ttlSeconds(ttl));
    }

    @Override
    public LuaScript script() {
        return SCRIPT;
    }

    @Override
    public String slotKey(DayPoints points) {
        return points.key;
    }

    @Override
    public long epoch(DayPoints points) {
        return points.day;
    }

    /** Each point has its own, which {@link DayPoints} and the script compare. */
    @Override
    public long seq(DayPoints points) {
        return 0;
    }

    @Override
    public DayPoints merge(DayPoints waiting, DayPoints later) {
        return waiting.merge(later);
    }

    @Override
    public KeySlot<DayPoints> slot(DayPoints points) {
        return new KeySlot<>(keyPrefix + points.key, NO_HEAD);
    }

    @Override
    public WriteCommand<DayPoints> command(
            Pipeline<DayPoints> pipeline, KeySlot<DayPoints> slot, DayPoints points, long nowMillis) {
        String[] parts = new String[FIXED_PARTS + 2 * points.size()];
        parts[0] = slot.redisKey;
        parts[1] = ttlSeconds;
        parts[2] = Integer.toString(points.day);
        points.writeTo(parts, FIXED_PARTS);
        return new DaySeriesCommand(pipeline, slot, points, SCRIPT.commandHead(1, 0, parts));
    }
}
