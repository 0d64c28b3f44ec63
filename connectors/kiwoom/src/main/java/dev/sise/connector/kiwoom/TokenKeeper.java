package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of one app key in this process. Callers are serialised, so a hundred of them that find the token invalid cause one
 * new token; au10001 itself is limited harder than other calls, so between two attempts lies a pause. Any thread; blocks while
 * it asks the store or Kiwoom.
 *
 * <p>Kiwoom keeps one token per app key. Two processes that do not share a {@link TokenStore} would void each other's tokens for
 * ever, so a new token that is refused long before it expires is not replaced at once: the pause doubles each time this happens
 * in a row. What another process stored meanwhile is taken at any time.
 */
final class TokenKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(TokenKeeper.class);
    /** Two refused au10001 calls in a row were seen to cost minutes; measured pauses of others are 5 s and 60 s. */
    static final Duration COOLDOWN = Duration.ofSeconds(5);
    /** Where doubling ends: as long as a session stays away that was ended by another login. */
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    /** A new token that is refused sooner was voided by somebody. Twice the longest pause, so that two that wait it out are noticed. */
    static final Duration SHORT_LIFE = LONGEST_PAUSE.multipliedBy(2);
    /** Longer than au10001 may take with both its time limits. */
    private static final Duration OWNERSHIP = Duration.ofSeconds(30);

    /** Enough to reach {@link #LONGEST_PAUSE}. */
    private static final int MOST_DOUBLINGS = 10;

    private final String appKeyId;
    private final TokenStore store;
    private final Issuer issuer;
    private final Clock marketClock;
    private final LongSupplier ticker;
    private KiwoomToken token;
    /** The token refused last: the store may hold it still. */
    private String refused = "";
    /** Whether it is known since when the token exists, and that moment: of one that was found at the start it is not. */
    private boolean isBirthKnown;

    private long bornAt;
    /** New tokens in a row that were refused early. */
    private int voidedInARow;

    private Duration pause = COOLDOWN;
    /** Whether nothing may be issued for {@link #pause} after {@link #pausedAt}. */
    private boolean isPaused;

    private long pausedAt;
    private volatile long voided;

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

    /** A token that is not known to be invalid; one that expires within ten minutes only while no other can be had. */
    synchronized KiwoomToken current() throws KiwoomCallException {
        if (token == null || !token.isUsableAt(marketClock.instant())) {
            token = renew();
        }
        return token;
    }

    private KiwoomToken renew() throws KiwoomCallException {
        try {
            return loadOrIssue(refused);
        } catch (KiwoomCallException notNow) {
            if (token == null || !token.isAliveAt(marketClock.instant())) {
                throw notNow;
            }
            // It is renewed early so that there is time to try again.
            LOG.debug("{}: the token was not renewed and is used until it expires", appKeyId, notNow);
            return token;
        }
    }

    /** A token other than the one Kiwoom refused; if another caller or process has replaced it already, that one. */
    synchronized KiwoomToken replace(String refusedValue) throws KiwoomCallException {
        if (token != null && token.value().equals(refusedValue)) {
            noticeRefusal();
            token = null;
            refused = refusedValue;
        }
        if (token == null || !token.isUsableAt(marketClock.instant())) {
            token = loadOrIssue(refused.isEmpty() ? refusedValue : refused);
        }
        return token;
    }

    /** How many new tokens were refused long before they expired: more than one says that another process uses the app key. */
    long voided() {
        return voided;
    }

    private void noticeRefusal() {
        long now = ticker.getAsLong();
        if (!isBirthKnown || now - bornAt >= SHORT_LIFE.toNanos()) {
            voidedInARow = 0;
            return;
        }
        voided = voided + 1;
        pause = shorter(COOLDOWN.multipliedBy(1L << Math.min(voidedInARow, MOST_DOUBLINGS)), LONGEST_PAUSE);
        isPaused = true;
        pausedAt = now;
        voidedInARow++;
        Duration lived = Duration.ofNanos(now - bornAt).truncatedTo(ChronoUnit.SECONDS);
        if (voidedInARow == 1) {
            LOG.warn(
                    "{}: a token was refused {} after it was new: another process seems to use this app key without sharing"
                            + " its tokens, each new token of one voids that of the other; the next one was put off for {}",
                    appKeyId,
                    lived,
                    pause);
        } else {
            LOG.info(
                    "{}: a new token was refused {} times in a row, this time after {}; the next one was put off for {}",
                    appKeyId,
                    voidedInARow,
                    lived,
                    pause);
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private KiwoomToken loadOrIssue(String without) throws KiwoomCallException {
        try {
            Optional<KiwoomToken> stored = usable(without);
            if (stored.isPresent()) {
                return taken(stored.get(), without);
            }
            if (isPaused && ticker.getAsLong() - pausedAt < pause.toNanos()) {
                throw new KiwoomCallException(AnswerClass.RETRY, appKeyId + ": no token was issued, " + whyPaused());
            }
            Optional<TokenStore.Ownership> ownership = store.tryOwn(appKeyId, OWNERSHIP);
            if (ownership.isEmpty()) {
                throw new KiwoomCallException(
                        AnswerClass.RETRY, appKeyId + ": no token was issued, another process is about to");
            }
            TokenStore.Ownership owned = ownership.get();
            try {
                // Somebody may have stored one between our reading and our owning.
                Optional<KiwoomToken> meanwhile = usable(without);
                return meanwhile.isPresent() ? taken(meanwhile.get(), without) : issue(owned);
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

    /** Somebody stored it; where it takes the place of a refused one, that was just now. */
    private KiwoomToken taken(KiwoomToken stored, String without) {
        isBirthKnown = !without.isEmpty();
        bornAt = ticker.getAsLong();
        return stored;
    }

    private String whyPaused() {
        String shared = voidedInARow == 0 ? "" : "; another process seems to use the app key";
        return "the last attempt or refusal is less than " + pause + " ago" + shared;
    }

    private Optional<KiwoomToken> usable(String without) throws IOException {
        return store.load(appKeyId)
                .filter(stored -> !stored.value().equals(without) && stored.isUsableAt(marketClock.instant()));
    }

    private KiwoomToken issue(TokenStore.Ownership owned) throws KiwoomCallException {
        pause = COOLDOWN;
        isPaused = true;
        pausedAt = ticker.getAsLong();
        KiwoomToken issued = issuer.issue();
        isBirthKnown = true;
        bornAt = ticker.getAsLong();
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
