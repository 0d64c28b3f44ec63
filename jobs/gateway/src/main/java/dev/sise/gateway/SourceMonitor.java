package dev.sise.gateway;

import dev.sise.connector.redis.LastValueReader;
import dev.sise.market.MalformedRecordException;
import dev.sise.market.SourceHealth;
import dev.sise.market.SourceHealthJson;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows how the source of prices was when it was last read. Any thread. */
final class SourceMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(SourceMonitor.class);

    private volatile SourceState state = SourceState.notRead();

    SourceState state() {
        return state;
    }

    /** Reads once more: one command. Completes when {@link #state()} tells the outcome, and never fails. */
    CompletionStage<Void> read(LastValueReader redis) {
        if (!redis.isConnected()) {
            become(SourceState.cacheDown());
            return CompletableFuture.completedFuture(null);
        }
        return redis.get(SourceHealth.REDIS_KEY).handle((value, failure) -> {
            if (failure == null) {
                become(judge(value));
            } else if (redis.isConnected()) {
                // What was known stands: Redis is there, and the next reading comes soon.
                LOG.debug("{} could not be read", SourceHealth.REDIS_KEY, failure);
            } else {
                become(SourceState.cacheDown());
            }
            return null;
        });
    }

    private static SourceState judge(Optional<byte[]> value) {
        if (value.isEmpty()) {
            return SourceState.absent("nobody reports on the source of prices");
        }
        try {
            return SourceState.of(SourceHealthJson.read(value.get()));
        } catch (MalformedRecordException e) {
            return SourceState.absent("the report on the source of prices cannot be read: " + e.getMessage());
        }
    }

    private void become(SourceState next) {
        Optional<String> before = state.problem();
        state = next;
        if (!next.problem().equals(before)) {
            LOG.info("{} changed: {}", SourceHealth.REDIS_KEY, next.problem().orElse("all is well"));
        }
    }
}
