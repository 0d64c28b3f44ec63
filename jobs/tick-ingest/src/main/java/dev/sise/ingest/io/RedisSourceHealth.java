package dev.sise.ingest.io;

import dev.sise.connector.kiwoom.HealthListener;
import dev.sise.connector.kiwoom.KeyHealth;
import dev.sise.connector.kiwoom.SessionState;
import dev.sise.connector.redis.ExpiringValue;
import dev.sise.connector.redis.RedisAddress;
import dev.sise.market.SourceHealth;
import dev.sise.market.SourceHealthJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes how the app keys are to {@value SourceHealth#REDIS_KEY} in Redis, where the gateway reads whose prices are stale. The value ends by
 * itself when nobody writes it, which tells more than any value could.
 *
 * <p>Nothing waits for Redis: one write is on its way at most, and a failed one is thrown by the next report, so that the source counts it. Of
 * the failures of an outage the first is logged, then one a minute, then its end.
 */
final class RedisSourceHealth implements HealthListener {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSourceHealth.class);

    /** Three reports: one that is lost or late is not yet an outage. */
    private static final Duration TTL = Duration.ofSeconds(15);

    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private final ExpiringValue value;
    private final Clock clock;

    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);
    private long failures;
    private long loggedAt;

    /** @param clock real time */
    RedisSourceHealth(RedisAddress redis, Clock clock) {
        this.value = ExpiringValue.open(redis, SourceHealth.REDIS_KEY);
        this.clock = clock;
    }

    /** @throws IOException when the write before this one failed; this one was sent nevertheless */
    @Override
    public void report(List<KeyHealth> keys) throws IOException {
        CompletableFuture<Void> before = written;
        if (!before.isDone()) {
            // Within seconds it is answered or fails.
            return;
        }
        SourceHealth health = new SourceHealth(
                clock.millis(), keys.stream().map(RedisSourceHealth::toKey).toList());
        String json = new String(SourceHealthJson.write(health), StandardCharsets.UTF_8);
        written = value.write(json, TTL).toCompletableFuture();
        if (before.isCompletedExceptionally()) {
            throw failed(reasonOf(before));
        }
        if (failures > 0) {
            LOG.info("{}: was written again after {} failures", SourceHealth.REDIS_KEY, failures);
            failures = 0;
        }
    }

    @Override
    public void close() {
        value.close();
    }

    private IOException failed(String reason) {
        failures++;
        if (failures == 1 || clock.millis() - loggedAt >= LOG_INTERVAL.toMillis()) {
            loggedAt = clock.millis();
            LOG.warn(
                    "{}: could not be written, failure {} of this outage: {}",
                    SourceHealth.REDIS_KEY,
                    failures,
                    reason);
        }
        return new IOException(SourceHealth.REDIS_KEY + " could not be written: " + reason);
    }

    private static String reasonOf(CompletableFuture<Void> failed) {
        return failed.handle((nothing, thrown) -> thrown.getMessage()).join();
    }

    private static SourceHealth.Key toKey(KeyHealth key) {
        return new SourceHealth.Key(
                key.appKeyId(),
                toSession(key.session()),
                key.refused(),
                key.lastFrameAt(),
                key.lastRestSuccessAt(),
                List.copyOf(key.registered()),
                List.copyOf(key.polled()),
                List.copyOf(key.silent()),
                key.callsPerSecond(),
                key.intervalMs());
    }

    private static SourceHealth.Session toSession(SessionState state) {
        return switch (state) {
            case WAITING -> SourceHealth.Session.WAITING;
            case CONNECTING -> SourceHealth.Session.CONNECTING;
            case LOGGING_IN -> SourceHealth.Session.LOGGING_IN;
            case LIVE -> SourceHealth.Session.LIVE;
            case KICKED -> SourceHealth.Session.KICKED;
            case CLOSED -> SourceHealth.Session.CLOSED;
            case DOWN -> SourceHealth.Session.DOWN;
        };
    }
}
