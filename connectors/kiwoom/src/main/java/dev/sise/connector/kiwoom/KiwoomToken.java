package dev.sise.connector.kiwoom;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Objects;

/**
 * An access token (접근토큰). {@link #toString()} hides it.
 *
 * @param expiresAt on the market's clock, which the tests and the quick start move
 */
public record KiwoomToken(String value, Instant expiresAt) {
    /** Refreshed this long before it expires, as Kiwoom's own client does. */
    static final Duration REFRESH_BEFORE = Duration.ofMinutes(10);

    private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");
    private static final DateTimeFormatter WALL_TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    public KiwoomToken {
        Objects.requireNonNull(expiresAt, "expiresAt");
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("A token must not be blank");
        }
    }

    /**
     * From the answer of au10001. {@code expires_dt} is Korean wall time whatever zone this process runs in.
     *
     * @throws IllegalArgumentException if {@code expiresDt} is not {@code yyyyMMddHHmmss}
     */
    static KiwoomToken of(String value, String expiresDt) {
        try {
            return new KiwoomToken(
                    value,
                    LocalDateTime.parse(expiresDt, WALL_TIME).atZone(KOREA).toInstant());
        } catch (DateTimeParseException notATime) {
            throw new IllegalArgumentException("expires_dt must be yyyyMMddHHmmss, was '" + expiresDt + "'", notATime);
        }
    }

    /** Whether it may still be used at {@code now}: ten minutes before it expires it may not. */
    public boolean isUsableAt(Instant now) {
        return now.isBefore(expiresAt.minus(REFRESH_BEFORE));
    }

    /** Whether it has not expired at {@code now}. */
    boolean isAliveAt(Instant now) {
        return now.isBefore(expiresAt);
    }

    @Override
    public String toString() {
        return "KiwoomToken[value=***, expiresAt=" + expiresAt + "]";
    }
}
