package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

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
     * A store in this JVM. Enough where one task uses the app key; a restarted task starts without a token.
     */
    static Factory inMemory() {
        return InMemoryTokenStore::new;
    }
}
