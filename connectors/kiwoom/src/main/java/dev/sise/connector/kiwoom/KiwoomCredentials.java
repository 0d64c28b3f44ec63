package dev.sise.connector.kiwoom;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An app key of Kiwoom with its secret. Neither is ever logged: {@link #toString()} hides both. Not serialisable on purpose, so
 * that it cannot travel in a job graph; {@link CredentialsProvider} loads it where it is used.
 *
 * @param appKeyId the name this project gives the key: letters, digits, {@code -} and {@code _}, at most 40
 */
public record KiwoomCredentials(String appKeyId, String appKey, String secretKey) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    public KiwoomCredentials {
        requireId(appKeyId);
        Objects.requireNonNull(appKey, "appKey");
        Objects.requireNonNull(secretKey, "secretKey");
        if (appKey.isBlank() || secretKey.isBlank()) {
            throw new IllegalArgumentException("App key and secret key of '" + appKeyId + "' must not be blank");
        }
    }

    /**
     * Returns {@code appKeyId} if it is one.
     *
     * @throws IllegalArgumentException otherwise
     */
    static String requireId(String appKeyId) {
        if (appKeyId == null || !ID.matcher(appKeyId).matches()) {
            throw new IllegalArgumentException(
                    "An app key id has 1 to 40 letters, digits, '-' or '_', was '" + appKeyId + "'");
        }
        return appKeyId;
    }

    @Override
    public String toString() {
        return "KiwoomCredentials[appKeyId=" + appKeyId + ", appKey=***, secretKey=***]";
    }
}
