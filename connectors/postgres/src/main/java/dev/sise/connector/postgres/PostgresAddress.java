package dev.sise.connector.postgres;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * A database and how to get in. Its text form is the address alone. Immutable; any thread.
 */
public final class PostgresAddress implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String PREFIX = "jdbc:postgresql://";
    private static final int LOGIN_TIMEOUT_SECONDS = 10;

    private final String url;
    private final String user;
    private final PostgresPassword password;

    private PostgresAddress(String url, String user, PostgresPassword password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /**
     * Nothing is connected yet.
     *
     * @param url {@code jdbc:postgresql://host:port/database}, with settings of the driver behind a question mark if need be
     * @throws IllegalArgumentException for another address, or one with user or password in it, without showing it
     */
    public static PostgresAddress of(String url, String user, PostgresPassword password) {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        if (!url.startsWith(PREFIX) || url.contains("@") || url.contains("password=") || url.contains("user=")) {
            throw new IllegalArgumentException(
                    "A PostgreSQL address is jdbc:postgresql://host:port/database without user and password, was something"
                            + " else (it is not shown: it may hold a password)");
        }
        if (url.contains("reWriteBatchedInserts=true")) {
            throw new IllegalArgumentException(
                    "A PostgreSQL address must not set reWriteBatchedInserts: two rows with one key in a rewritten upsert"
                            + " are an error, was " + url);
        }
        return new PostgresAddress(url, user, password);
    }

    /**
     * A new connection, in auto-commit. The caller closes it.
     *
     * @throws SQLException when nobody answers or the user is not let in; the message does not contain the password
     */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        password.load().ifPresent(secret -> properties.setProperty("password", secret));
        properties.setProperty("loginTimeout", Integer.toString(LOGIN_TIMEOUT_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        // Not over DriverManager, which finds only drivers of the class loader that asked first.
        return new Driver().connect(url, properties);
    }

    String url() {
        return url;
    }

    String user() {
        return user;
    }

    /**
     * What the driver needs besides address and user where the connection is made from settings that travel: no password, but how to find it.
     *
     * @throws IllegalArgumentException where words cannot say where it is
     */
    Map<String, String> settingsWithoutPassword() {
        String place = password.place()
                .orElseThrow(() -> new IllegalArgumentException("The password for " + url
                        + " must be in a file or in the environment: only then can it be found by"
                        + " a source that carries none"));
        return Map.of(
                "loginTimeout",
                Integer.toString(LOGIN_TIMEOUT_SECONDS),
                "tcpKeepAlive",
                "true",
                "authenticationPluginClassName",
                PostgresPasswordPlugin.class.getName(),
                PostgresPasswordPlugin.PLACE,
                place);
    }

    @Override
    public String toString() {
        return url;
    }
}
