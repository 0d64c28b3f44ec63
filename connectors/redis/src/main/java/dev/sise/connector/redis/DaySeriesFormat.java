package dev.sise.connector.redis;

import java.time.Duration;

/** Writes the points of {@link DaySeriesSink} with {@code write-day-series.lua}; each point of a day has a slot. */
final class DaySeriesFormat<T> implements WriteFormat<T> {
    private static final LuaScript SCRIPT = LuaScript.read("write-day-series.lua");

    private final String keyPrefix;
    private final Duration ttl;
    private final DaySeriesSerializer<T> serializer;

    DaySeriesFormat(String keyPrefix, Duration ttl, DaySeriesSerializer<T> serializer) {
        this.keyPrefix = keyPrefix;
        this.ttl = ttl;
        this.serializer = serializer;
    }

    @Override
    public LuaScript script() {
        return SCRIPT;
    }

    @Override
    public String slotKey(T point) {
        String key = serializer.key(point);
        String field = serializer.field(point);
        boolean named = key != null && !key.isEmpty() && field != null && !field.isEmpty() && !field.equals("day");
        return named ? key + ' ' + serializer.day(point) + ' ' + field : null;
    }

    @Override
    public long epoch(T point) {
        return serializer.day(point);
    }

    @Override
    public long seq(T point) {
        return serializer.seq(point);
    }

    @Override
    public KeySlot<T> slot(T point) {
        String redisKey = keyPrefix + serializer.key(point);
        return new KeySlot<>(
                redisKey,
                SCRIPT.commandHead(
                        1,
                        2,
                        redisKey,
                        Long.toString(WriteFormat.ttlSeconds(ttl)),
                        Integer.toString(serializer.day(point)),
                        serializer.field(point)));
    }

    @Override
    public WriteCommand<T> command(Pipeline<T> pipeline, KeySlot<T> slot, T point, long nowMillis) {
        long value = serializer.value(point);
        if (value < 0) {
            throw new IllegalArgumentException("the value of a point is not negative, got " + value);
        }
        return new DaySeriesCommand<>(pipeline, slot, point, value);
    }
}
