package dev.sise.gateway;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The version of the tables that this gateway and the jobs it starts work with. Stateless. */
public final class SchemaVersion {
    /** That of the newest migration of the module sql. */
    public static final int NEEDED = 6;

    /** Written by the migrator of the module sql. */
    private static final String VERSION =
            "SELECT coalesce(max(version::integer), 0) FROM schema_history WHERE success AND version ~ '^[0-9]+$'";

    private static final String NO_SUCH_TABLE = "42P01";

    private SchemaVersion() {}

    /**
     * Why nothing can be done with the tables of a database, in words for the operator; empty where they are new enough, which they stay, for a
     * schema never goes back. A transaction of the connection is over where there are no tables at all.
     */
    public static Optional<String> problem(Connection connection) throws SQLException {
        int version = version(connection);
        return version >= NEEDED
                ? Optional.empty()
                : Optional.of("the tables in the database are at version " + version
                        + " and this gateway needs version " + NEEDED
                        + ": run migrate of the module sql; until then nothing is run");
    }

    /** 0 where nobody made any. */
    private static int version(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(VERSION);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            if (NO_SUCH_TABLE.equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }
}
