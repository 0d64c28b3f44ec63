package dev.sise.connector.kiwoom;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Tokens as JSON, each in a text of its own that other processes read too. A text that is no token counts as none: the next one replaces it. */
final class SharedTokenStore implements TokenStore {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** Longer than any token lives; whether one is still good is told by its own expiry, on market time. */
    private static final Duration KEPT = Duration.ofHours(36);

    private final Function<String, LockedText> textOf;
    private final Map<String, LockedText> texts = new ConcurrentHashMap<>();

    SharedTokenStore(Function<String, LockedText> textOf) {
        this.textOf = textOf;
    }

    @Override
    public Optional<KiwoomToken> load(String appKeyId) throws IOException {
        return await(text(appKeyId).read()).flatMap(SharedTokenStore::decode);
    }

    @Override
    public Optional<Ownership> tryOwn(String appKeyId, Duration atMost) throws IOException {
        return await(text(appKeyId).lock(atMost)).map(LockOwnership::new);
    }

    @Override
    public void close() {
        texts.values().forEach(LockedText::close);
        texts.clear();
    }

    private LockedText text(String appKeyId) {
        return texts.computeIfAbsent(appKeyId, textOf);
    }

    private static String encode(KiwoomToken token) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("v", 1);
            json.writeStringField("token", token.value());
            json.writeStringField("expires_at", token.expiresAt().toString());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static Optional<KiwoomToken> decode(String json) {
        AnswerFields fields = AnswerFields.of(json);
        try {
            return Optional.of(new KiwoomToken(fields.text("token"), Instant.parse(fields.text("expires_at"))));
        } catch (DateTimeException | IllegalArgumentException notAToken) {
            // The reason is not logged: its message could repeat the token.
            return Optional.empty();
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws IOException {
        try {
            return stage.toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a shared token was asked for", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    "a shared token could not be asked for: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("a shared token was not answered within " + TIMEOUT, e);
        }
    }

    private record LockOwnership(LockedText.Lock lock) implements Ownership {
        @Override
        public boolean store(KiwoomToken token) throws IOException {
            return await(lock.store(encode(token), KEPT));
        }

        @Override
        public void close() throws IOException {
            await(lock.unlock());
        }
    }
}
