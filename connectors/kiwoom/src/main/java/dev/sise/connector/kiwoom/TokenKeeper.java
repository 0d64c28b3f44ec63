package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of one app key in this process. Callers are serialised, so a hundred of them that find the token invalid cause one
 * new token; au10001 itself is limited harder than other calls, so between two attempts lies a pause. Any thread; blocks while
 * it asks the store or Kiwoom.
 */
final class TokenKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(TokenKeeper.class);
    /** Two refused au10001 calls in a row were seen to cost minutes; measured pauses of others are 5 s and 60 s. */
    static final Duration COOLDOWN = Duration.ofSeconds(5);
    /** Longer than au10001 may take with both its time limits. */
    private static final Duration OWNERSHIP = Duration.ofSeconds(30);

    private final String appKeyId;
    private final TokenStore store;
    private final Issuer issuer;
    private final Clock marketClock;
    private final LongSupplier ticker;
    private KiwoomToken token;
    private boolean attempted;
    private long lastAttempt;

    /** Fetches a new token from Kiwoom. */
    @FunctionalInterface
    interface Issuer {
        KiwoomToken issue() throws KiwoomCallException;
    }

    /**
     * A keeper without a token.
     *
     * @param marketClock tells whether a token has expired
     * @param ticker nanoseconds that only rise, for the pause between two attempts
     */
    TokenKeeper(String appKeyId, TokenStore store, Issuer issuer, Clock marketClock, LongSupplier ticker) {
        this.appKeyId = appKeyId;
        this.store = store;
        this.issuer = issuer;
        this.marketClock = marketClock;
        this.ticker = ticker;
    }

    /** A token that is not known to be invalid and does not expire within ten minutes. */
    synchronized KiwoomToken current() throws KiwoomCallException {
        if (token == null || !token.isUsableAt(marketClock.instant())) {
            token = loadOrIssue("");
        }
        return token;
    }

    /** A token other than the one Kiwoom refused; if another caller or process has replaced it already, that one. */
    synchronized KiwoomToken replace(String refusedValue) throws KiwoomCallException {
        if (token == null || token.value().equals(refusedValue) || !token.isUsableAt(marketClock.instant())) {
            token = null;
            token = loadOrIssue(refusedValue);
        }
        return token;
    }

    private KiwoomToken loadOrIssue(String refusedValue) throws KiwoomCallException {
        try {
            Optional<KiwoomToken> stored = usable(refusedValue);
            if (stored.isPresent()) {
                return stored.get();
            }
            if (attempted && ticker.getAsLong() - lastAttempt < COOLDOWN.toNanos()) {
                throw new KiwoomCallException(
                        AnswerClass.RETRY,
                        appKeyId + ": no token was issued, the last attempt is less than " + COOLDOWN + " ago");
            }
            Optional<TokenStore.Ownership> ownership = store.tryOwn(appKeyId, OWNERSHIP);
            if (ownership.isEmpty()) {
                throw new KiwoomCallException(
                        AnswerClass.RETRY, appKeyId + ": no token was issued, another process is about to");
            }
            TokenStore.Ownership owned = ownership.get();
            try {
                // Somebody may have stored one between our reading and our owning.
                Optional<KiwoomToken> meanwhile = usable(refusedValue);
                return meanwhile.isPresent() ? meanwhile.get() : issue(owned);
            } finally {
                release(owned);
            }
        } catch (KiwoomCallException known) {
            throw known;
        } catch (IOException unreachable) {
            throw new KiwoomCallException(
                    AnswerClass.RETRY, appKeyId + ": the token store could not be asked", unreachable);
        }
    }

    private Optional<KiwoomToken> usable(String refusedValue) throws IOException {
        return store.load(appKeyId)
                .filter(stored -> !stored.value().equals(refusedValue) && stored.isUsableAt(marketClock.instant()));
    }

    private KiwoomToken issue(TokenStore.Ownership owned) throws KiwoomCallException {
        attempted = true;
        lastAttempt = ticker.getAsLong();
        KiwoomToken issued = issuer.issue();
        LOG.info("{}: a token was issued, it expires at {}", appKeyId, issued.expiresAt());
        store(owned, issued);
        return issued;
    }

    /** Issuing has killed the token before it, so a token that could not be stored is the only one that works. */
    private void store(TokenStore.Ownership owned, KiwoomToken issued) {
        try {
            if (!owned.store(issued)) {
                LOG.warn("{}: a token was issued but not stored, the ownership had ended", appKeyId);
            }
        } catch (IOException | RuntimeException notStored) {
            LOG.warn("{}: a token was issued but not stored, other processes do not know it", appKeyId, notStored);
        }
    }

    private void release(TokenStore.Ownership owned) {
        try {
            owned.close();
        } catch (IOException | RuntimeException notReleased) {
            LOG.warn(
                    "{}: the right to issue a token was not given back, it ends within {}",
                    appKeyId,
                    OWNERSHIP,
                    notReleased);
        }
    }
}
