package dev.sise.connector.redis;

import java.io.Serializable;
import java.time.Duration;

/** What {@link LastValueSink.Builder} documents, checked. */
record LastValueSettings(
        RedisAddress address,
        String keyPrefix,
        Duration flushInterval,
        Duration versionTtl,
        Duration replyTimeout,
        int maxPendingKeys)
        implements Serializable {

    LastValueSettings {
        if (keyPrefix.indexOf('{') >= 0 || keyPrefix.indexOf('}') >= 0) {
            throw new IllegalArgumentException("A key prefix has no braces, got " + keyPrefix);
        }
        requireBetween("flush interval", flushInterval, Duration.ZERO, Duration.ofSeconds(10));
        requireBetween("version TTL", versionTtl, Duration.ofSeconds(1), Duration.ofDays(3650));
        requireBetween("reply timeout", replyTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        if (maxPendingKeys < 1 || maxPendingKeys > 10_000_000) {
            throw new IllegalArgumentException("1 to 10,000,000 keys may be pending, got " + maxPendingKeys);
        }
    }

    private static void requireBetween(String name, Duration value, Duration min, Duration max) {
        if (value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("The " + name + " is " + min + " to " + max + ", got " + value);
        }
    }
}
