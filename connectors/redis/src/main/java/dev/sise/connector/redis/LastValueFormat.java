package dev.sise.connector.redis;

import java.time.Duration;

/** Writes the values of {@link LastValueSink} with {@code write-last-value.lua}. */
final class LastValueFormat<T> implements WriteFormat<T> {
    static final LuaScript SCRIPT = LuaScript.read("write-last-value.lua");

    private final String keyPrefix;
    private final Duration versionTtl;
    private final LastValueSerializer<T> serializer;

    LastValueFormat(String keyPrefix, Duration versionTtl, LastValueSerializer<T> serializer) {
        this.keyPrefix = keyPrefix;
        this.versionTtl = versionTtl;
        this.serializer = serializer;
    }

    @Override
    public LuaScript script() {
        return SCRIPT;
    }

    @Override
    public String slotKey(T value) {
        return serializer.key(value);
    }

    @Override
    public long epoch(T value) {
        return serializer.epoch(value);
    }

    @Override
    public long seq(T value) {
        return serializer.seq(value);
    }

    @Override
    public KeySlot<T> slot(T value) {
        String redisKey = keyPrefix + serializer.key(value);
        return new KeySlot<>(redisKey, commandHead(redisKey, versionTtl.toSeconds()));
    }

    @Override
    public WriteCommand<T> command(Pipeline<T> pipeline, KeySlot<T> slot, T value, long nowMillis) {
        long ttlSeconds = WriteFormat.ttlSeconds(serializer.ttl(value));
        return new LastValueCommand<>(
                pipeline, slot, value, serializer.value(value, nowMillis), ttlSeconds, serializer.publish(value));
    }

    /** Up to the version, the first argument that differs per value. */
    static byte[] commandHead(String redisKey, long versionTtlSeconds) {
        return SCRIPT.commandHead(2, 4, redisKey, versionKey(redisKey), Long.toString(versionTtlSeconds));
    }

    /** Key of the version: the braces make a Redis Cluster put it beside its value. */
    private static String versionKey(String redisKey) {
        return "seq:{" + redisKey + "}";
    }
}
