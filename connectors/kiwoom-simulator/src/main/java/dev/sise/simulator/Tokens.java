package dev.sise.simulator;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The live access tokens: one per app key, a newer one kills the former (protocol.md section 1). Life is measured on the
 * market clock, as {@code expires_dt} is. Not thread-safe.
 */
final class Tokens {

    static final Duration LIFE = Duration.ofHours(24);

    private static final int TOKEN_BYTES = 64;

    private final Clock marketClock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Token> byAppKey = new HashMap<>();

    Tokens(Clock marketClock) {
        this.marketClock = marketClock;
    }

    Token issue(String appKey) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Token token = new Token(text, marketClock.instant().plus(LIFE));
        byAppKey.put(appKey, token);
        return token;
    }

    /** The app key that {@code text} opens now. */
    Optional<String> appKeyOf(String text) {
        Instant now = marketClock.instant();
        return byAppKey.entrySet().stream()
                .filter(entry -> entry.getValue().text().equals(text))
                .filter(entry -> now.isBefore(entry.getValue().expiresAt()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether there was such a live token to revoke. */
    boolean revoke(String appKey, String text) {
        boolean live = appKeyOf(text).filter(appKey::equals).isPresent();
        if (live) {
            byAppKey.remove(appKey);
        }
        return live;
    }

    void expireAll() {
        byAppKey.clear();
    }

    record Token(String text, Instant expiresAt) {
        @Override
        public String toString() {
            return "Token[***, expiresAt=" + expiresAt + "]";
        }
    }
}
