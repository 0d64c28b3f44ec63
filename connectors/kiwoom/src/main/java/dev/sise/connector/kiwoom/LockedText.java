package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A text that several processes share, and a lock that decides which of them may replace it: where {@link TokenStore#shared} keeps the token
 * of an app key. Thread-safe; no method blocks except {@link #close()}. Stages that fail say in their message what could not be asked.
 */
public interface LockedText extends AutoCloseable {

    /** The text, or empty when there is none. Needs no lock. */
    CompletionStage<Optional<String>> read();

    /**
     * Tries to take the lock, once.
     *
     * @param atMost the lock ends by itself after this
     * @return empty while somebody holds it
     */
    CompletionStage<Optional<Lock>> lock(Duration atMost);

    /** Ends the connection; a lock that is held ends by itself. */
    @Override
    void close();

    /** A lock that was taken, and may have ended meanwhile. Thread-safe. */
    interface Lock {

        /**
         * Replaces the text if the lock still holds.
         *
         * @param kept the text ends by itself after this
         * @return false when nothing was stored
         */
        CompletionStage<Boolean> store(String text, Duration kept);

        /** Ends the lock; does nothing where it had ended. */
        CompletionStage<?> unlock();
    }
}
