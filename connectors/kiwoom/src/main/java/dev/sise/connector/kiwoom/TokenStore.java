package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Where the token of an app key lives. Kiwoom keeps one token per app key: issuing a new one may kill the one another process
 * uses. So every process reads the token here and only the one that owns the app key at that moment issues and stores one.
 *
 * <p>Thread-safe. Methods may block on a network.
 */
public interface TokenStore extends AutoCloseable {

    /** The token last stored for the app key, expired or not. */
    Optional<KiwoomToken> load(String appKeyId) throws IOException;

    /**
     * Tries to become the one that may issue a token for the app key, without waiting.
     *
     * @param atMost the ownership ends by itself after this, so that a dead owner blocks nobody for ever
     * @return empty while somebody else owns it
     */
    Optional<Ownership> tryOwn(String appKeyId, Duration atMost) throws IOException;

    @Override
    void close() throws IOException;

    /** The right to issue and store the token of one app key. */
    interface Ownership extends AutoCloseable {

        /**
         * Stores the token if this ownership still holds.
         *
         * @return false if it had ended and nothing was stored
         */
        boolean store(KiwoomToken token) throws IOException;

        /** Ends the ownership; a second call does nothing. */
        @Override
        void close() throws IOException;
    }

    /** Opens a store on the machine that needs it. */
    @FunctionalInterface
    interface Factory extends Serializable {
        TokenStore open() throws IOException;
    }

    /**
     * One store per JVM for whatever this factory is copied to, so that a restarted task finds the token of the one before it.
     * Enough where the tasks of one process use the app key.
     */
    static Factory inMemory() {
        String name = UUID.randomUUID().toString();
        return () -> InMemoryTokenStore.named(name);
    }

    /**
     * A store whose tokens other processes see too, as JSON <code>{"v":1,"token":"…","expires_at":"2026-07-02T05:00:00Z"}</code>. A text that
     * cannot be read counts as no token: the next one replaces it. A method fails when it had no answer for five seconds.
     *
     * @param textOf opens the text of an app key id; once for each, and closed with the store
     */
    static TokenStore shared(Function<String, LockedText> textOf) {
        return new SharedTokenStore(textOf);
    }
}
