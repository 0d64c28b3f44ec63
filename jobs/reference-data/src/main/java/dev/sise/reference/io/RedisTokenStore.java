package dev.sise.reference.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sise.connector.kiwoom.KiwoomToken;
import dev.sise.connector.kiwoom.TokenStore;
import dev.sise.connector.redis.LockedValue;
import dev.sise.connector.redis.RedisAddress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Kiwoom's tokens under {@code token:{<app key id>}} in Redis, so that every process of ours uses one token per app key. A value there that
 * cannot be read counts as no token: the next one replaces it. Thread-safe.
 *
 * <p>tick-ingest has the same class: a job knows no other job, and the two connectors do not know each other.
 */
final class RedisTokenStore implements TokenStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** Longer than any token lives; whether one is still good is told by its own expiry, on market time. */
    private static final Duration KEPT = Duration.ofHours(36);

    private final RedisAddress redis;
    private final Map<String, LockedValue> values = new ConcurrentHashMap<>();

    RedisTokenStore(RedisAddress redis) {
        this.redis = redis;
    }

    @Override
    public Optional<KiwoomToken> load(String appKeyId) throws IOException {
        return await(valueOf(appKeyId).read()).flatMap(RedisTokenStore::decode);
    }

    @Override
    public Optional<Ownership> tryOwn(String appKeyId, Duration atMost) throws IOException {
        return await(valueOf(appKeyId).lock("reference-data", atMost)).map(RedisOwnership::new);
    }

    @Override
    public void close() {
        values.values().forEach(LockedValue::close);
        values.clear();
    }

    private LockedValue valueOf(String appKeyId) {
        return values.computeIfAbsent(appKeyId, id -> LockedValue.open(redis, "token:{" + id + "}"));
    }

    private static Optional<KiwoomToken> decode(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            return Optional.of(new KiwoomToken(
                    node.path("token").asText(),
                    Instant.parse(node.path("expires_at").asText())));
        } catch (IOException | DateTimeParseException | IllegalArgumentException e) {
            // The reason is not logged: its message would repeat the token.
            return Optional.empty();
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws IOException {
        try {
            return stage.toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Redis was asked for a token", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    "Redis could not be asked for a token: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("Redis did not answer within " + TIMEOUT, e);
        }
    }

    private record RedisOwnership(LockedValue.Lock lock) implements Ownership {
        @Override
        public boolean store(KiwoomToken token) throws IOException {
            String json = JSON.writeValueAsString(JSON.createObjectNode()
                    .put("v", 1)
                    .put("token", token.value())
                    .put("expires_at", token.expiresAt().toString()));
            return await(lock.store(json, KEPT));
        }

        @Override
        public void close() throws IOException {
            await(lock.unlock());
        }
    }
}
