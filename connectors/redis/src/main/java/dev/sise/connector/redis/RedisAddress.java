package dev.sise.connector.redis;

import io.lettuce.core.RedisURI;
import java.io.Serializable;
import java.util.Objects;

/**
 * Where a Redis server listens: {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for TLS. Its text form hides
 * user and password. Immutable.
 */
public final class RedisAddress implements Serializable {
    private final String uri;

    private RedisAddress(String uri) {
        this.uri = uri;
    }

    /** @throws IllegalArgumentException when the text is no such address; the message does not contain the password */
    public static RedisAddress of(String uri) {
        Objects.requireNonNull(uri, "uri");
        try {
            RedisURI parsed = RedisURI.create(uri);
            if (parsed.getHost() == null || parsed.getHost().isEmpty()) {
                throw new IllegalArgumentException("no host");
            }
        } catch (RuntimeException e) {
            // The cause is left out: its message repeats the URI with the password.
            throw new IllegalArgumentException(
                    "A Redis address is redis://[[user]:password@]host[:port][/database] or rediss://..., got "
                            + hidden(uri));
        }
        return new RedisAddress(uri);
    }

    RedisURI toRedisUri() {
        return RedisURI.create(uri);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RedisAddress that && that.uri.equals(uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    @Override
    public String toString() {
        return hidden(uri);
    }

    private static String hidden(String uri) {
        int at = uri.lastIndexOf('@');
        int slashes = uri.indexOf("//");
        return at < 0 ? uri : (slashes < 0 ? "" : uri.substring(0, slashes + 2)) + "***" + uri.substring(at);
    }
}
