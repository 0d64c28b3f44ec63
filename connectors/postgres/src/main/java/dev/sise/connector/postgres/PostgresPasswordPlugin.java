package dev.sise.connector.postgres;

import java.util.Properties;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;

/**
 * Tells PostgreSQL's driver a password that the driver's own settings only name the place of. The driver makes it by its name, in the class loader
 * that has the driver. Whoever makes connections from settings that travel, as Flink's JdbcSource does, so needs no password in them.
 */
public final class PostgresPasswordPlugin implements AuthenticationPlugin {
    /** Setting of a connection: {@link PostgresPassword#place}. */
    static final String PLACE = "sise.password-place";

    private final PostgresPassword password;

    /** @param settings of the connection */
    public PostgresPasswordPlugin(Properties settings) {
        password = PostgresPassword.at(settings.getProperty(PLACE, ""));
    }

    /** Null where there is none: the driver then says that the server asked for one. */
    @Override
    public char[] getPassword(AuthenticationRequestType type) {
        return password.load().map(String::toCharArray).orElse(null);
    }
}
