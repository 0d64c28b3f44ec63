package dev.sise.connector.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * Where a Redis server listens: {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for TLS. Its text form hides
 * user and password. Immutable.
 *
 * <p>A password stays in the process that read it: it is no part of the serialised form, which travels in the graph of a job. An address
 * without a password takes that of the environment variable {@value #PASSWORD_VARIABLE}, where it is set, in the process that connects.
 * A server whose default user has no password accepts any, so the variable does no harm there; a user it does not know it refuses.
 */
public final class RedisAddress implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final String PASSWORD_VARIABLE = "REDIS_PASSWORD";

    /** Without user and password. */
    private final String uri;

    private final String user;
    private final transient char[] password;

    private RedisAddress(String uri, String user, char[] password) {
        this.uri = uri;
        this.user = user;
        this.password = password;
    }

    /** @throws IllegalArgumentException when the text is no such address; the message does not contain the password */
    public static RedisAddress of(String uri) {
        Objects.requireNonNull(uri, "uri");
        int at = uri.lastIndexOf('@');
        int host = uri.indexOf("//") + 2;
        try {
            RedisURI parsed = RedisURI.create(uri);
            if (parsed.getHost() == null || parsed.getHost().isEmpty()) {
                throw new IllegalArgumentException("no host");
            }
            if (at < host) {
                return new RedisAddress(uri, null, null);
            }
            RedisCredentials credentials =
                    parsed.getCredentialsProvider().resolveCredentials().block();
            return new RedisAddress(
                    uri.substring(0, host) + uri.substring(at + 1),
                    credentials.getUsername(),
                    credentials.hasPassword() ? credentials.getPassword() : null);
        } catch (RuntimeException e) {
            // The cause is left out: its message repeats the URI with the password.
            throw new IllegalArgumentException(
                    "A Redis address is redis://[[user]:password@]host[:port][/database] or rediss://..., got "
                            + (at < 0 ? uri : (host < 2 ? "" : uri.substring(0, host)) + "***" + uri.substring(at)));
        }
    }

    /** @param environment of this process */
    RedisURI toRedisUri(Map<String, String> environment) {
        RedisURI parsed = RedisURI.create(uri);
        String fromEnvironment = environment.get(PASSWORD_VARIABLE);
        char[] known = password != null || fromEnvironment == null ? password : fromEnvironment.toCharArray();
        if (known != null) {
            parsed.setCredentialsProvider(new StaticCredentialsProvider(user, known));
        }
        return parsed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RedisAddress that
                && that.uri.equals(uri)
                && Objects.equals(that.user, user)
                && Arrays.equals(that.password, password);
    }

    @Override
    public int hashCode() {
        return Objects.hash(uri, user);
    }

    @Override
    public String toString() {
        int host = uri.indexOf("//") + 2;
        return user == null && password == null ? uri : uri.substring(0, host) + "***@" + uri.substring(host);
    }
}
