package dev.sise.connector.redis;

import java.io.Serializable;
import java.time.Duration;

/** What {@link LastValueSink.Builder} documents of the writer, checked. */
record WriterSettings(RedisAddress address, Duration flushInterval, Duration replyTimeout, int maxPendingKeys)
        implements Serializable {
    static final Duration REPLY_TIMEOUT = Duration.ofSeconds(3);
    static final int MAX_PENDING_KEYS = 50_000;

    WriterSettings {
        requireBetween("flush interval", flushInterval, Duration.ZERO, Duration.ofSeconds(10));
        requireBetween("reply timeout", replyTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        if (maxPendingKeys < 1 || maxPendingKeys > 10_000_000) {
            throw new IllegalArgumentException("1 to 10,000,000 keys may be pending, got " + maxPendingKeys);
        }
    }

    static void requireKeyPrefix(String keyPrefix) {
        if (keyPrefix.indexOf('{') >= 0 || keyPrefix.indexOf('}') >= 0) {
            throw new IllegalArgumentException("A key prefix has no braces, got " + keyPrefix);
        }
    }

    static void requireBetween(String name, Duration value, Duration min, Duration max) {
        if (value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("The " + name + " is " + min + " to " + max + ", got " + value);
        }
    }
}
