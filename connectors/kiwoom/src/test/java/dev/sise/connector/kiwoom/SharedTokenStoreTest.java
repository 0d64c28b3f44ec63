package dev.sise.connector.kiwoom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SharedTokenStoreTest {
    private static final KiwoomToken TOKEN = new KiwoomToken("the-\"secret\"", Instant.parse("2026-07-02T05:00:00.5Z"));
    private static final String STORED =
            "{\"v\":1,\"token\":\"the-\\\"secret\\\"\",\"expires_at\":\"2026-07-02T05:00:00.500Z\"}";

    private final Map<String, MemoryText> texts = new HashMap<>();
    private final TokenStore store = TokenStore.shared(id -> texts.computeIfAbsent(id, key -> new MemoryText()));

    @Test
    void keepsATokenAsJsonThatItReads() throws IOException {
        TokenStore.Ownership owned = store.tryOwn("main", Duration.ofMinutes(1)).orElseThrow();

        assertThat(owned.store(TOKEN)).isTrue();

        assertThat(texts.get("main").text).isEqualTo(STORED);
        assertThat(texts.get("main").kept).isEqualTo(Duration.ofHours(36));
        assertThat(store.load("main")).hasValue(TOKEN);
        assertThat(store.load("other")).isEmpty();
        owned.close();
        assertThat(owned.store(TOKEN)).isFalse();
    }

    @Test
    void readsATokenWithFieldsOfALaterVersion() throws IOException {
        store.load("main");
        texts.get("main").text = STORED.replace("{\"v\":1", "{\"v\":2,\"by\":{\"token\":\"another\"}");

        assertThat(store.load("main")).hasValue(TOKEN);
    }

    @Test
    void takesATextThatIsNoTokenForNone() throws IOException {
        store.load("main");
        for (String unreadable : new String[] {
            "",
            "not JSON",
            "[]",
            "{\"v\":1}",
            "{\"token\":\"x\",\"expires_at\":\"soon\"}",
            "{\"token\":null,\"expires_at\":\"2026-07-02T05:00:00Z\"}",
            "{\"token\":\" \",\"expires_at\":\"2026-07-02T05:00:00Z\"}",
            STORED.substring(0, STORED.length() - 1)
        }) {
            texts.get("main").text = unreadable;

            assertThat(store.load("main")).as(unreadable).isEmpty();
        }
    }

    @Test
    void saysWhyItCouldNotAskWithoutTheToken() throws IOException {
        TokenStore.Ownership owned = store.tryOwn("main", Duration.ofMinutes(1)).orElseThrow();
        texts.get("main").failure = new IllegalStateException("the place is away");

        assertThatThrownBy(() -> owned.store(TOKEN))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(": the place is away")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> store.load("main")).isInstanceOf(IOException.class);
    }

    @Test
    void closesItsTexts() throws IOException {
        store.load("main");

        store.close();

        assertThat(texts.get("main").closed).isTrue();
    }

    private static final class MemoryText implements LockedText {
        private String text;
        private Duration kept;
        private Throwable failure;
        private boolean closed;

        @Override
        public CompletionStage<Optional<String>> read() {
            return answer(Optional.ofNullable(text));
        }

        @Override
        public CompletionStage<Optional<Lock>> lock(Duration atMost) {
            return answer(Optional.of(new Lock() {
                private boolean ended;

                @Override
                public CompletionStage<Boolean> store(String stored, Duration ttl) {
                    if (!ended) {
                        text = stored;
                        kept = ttl;
                    }
                    return answer(!ended);
                }

                @Override
                public CompletionStage<Boolean> unlock() {
                    ended = true;
                    return answer(true);
                }
            }));
        }

        private <T> CompletionStage<T> answer(T value) {
            return failure == null ? CompletableFuture.completedFuture(value) : CompletableFuture.failedFuture(failure);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
