package dev.sise.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * The tables of Sise in a PostgreSQL database, step by step. A step is made whole or not at all, and two processes that migrate at once make
 * each step once. A schema that is somebody else's, newer or changed is refused before anything is written. Nothing is kept between calls;
 * any thread.
 */
public final class SchemaMigrator {
    private static final String SCHEMA = "public";
    private static final String HISTORY = "schema_history";
    private static final int LOGIN_TIMEOUT_SECONDS = 10;

    private final String url;
    private final String user;
    private final String password;

    private SchemaMigrator(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /**
     * The schema of one database; nothing is connected yet.
     *
     * @param url {@code jdbc:postgresql://host:port/database}, without user and password
     * @param password absent where the server asks for none; in no message
     * @throws IllegalArgumentException for another address, without showing it if it holds a password
     */
    public static SchemaMigrator of(String url, String user, Optional<String> password) {
        Objects.requireNonNull(user, "user");
        if (!url.startsWith("jdbc:postgresql://")) {
            throw new IllegalArgumentException(
                    "An address is jdbc:postgresql://host:port/database, this one begins otherwise (it is not shown: it may"
                            + " hold a password)");
        }
        if (url.contains("password=") || url.contains("@")) {
            throw new IllegalArgumentException(
                    "An address holds no user and no password, this one does (it is not shown)");
        }
        return new SchemaMigrator(url, user, password.orElse(null));
    }

    /** The version that the programs of this build need. */
    public int targetVersion() {
        return ask(() -> target(flyway()));
    }

    /**
     * All steps that this program knows, oldest first, and which of them the database has.
     *
     * @throws SchemaException when the database cannot be asked, or its schema is foreign, newer or changed
     */
    public List<SchemaStep> info() {
        return ask(() -> steps(checked()));
    }

    /**
     * Makes every step that is missing.
     *
     * @return those that were made now, oldest first
     * @throws SchemaException when the database cannot be asked, its schema is foreign, newer or changed, or a step failed
     */
    public List<SchemaStep> migrate() {
        return ask(() -> {
            Flyway flyway = checked();
            List<Integer> made = new ArrayList<>();
            flyway.migrate().migrations.forEach(step -> made.add(Integer.valueOf(step.version)));
            return steps(flyway).stream()
                    .filter(step -> made.contains(step.version()))
                    .toList();
        });
    }

    /**
     * Checks that the schema is the one that the programs of this build need.
     *
     * @throws SchemaException when it is not, or the database cannot be asked
     */
    public void validate() {
        List<SchemaStep> steps = info();
        List<Integer> missing = steps.stream()
                .filter(step -> !step.done())
                .map(SchemaStep::version)
                .toList();
        if (!missing.isEmpty()) {
            throw new SchemaException(
                    SchemaProblem.BEHIND,
                    "The schema of " + url + " is at version " + (steps.size() - missing.size()) + " and must be at "
                            + steps.size() + ": run migrate",
                    null);
        }
    }

    private interface Question<T> {
        T ask();
    }

    private <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (FlywayException e) {
            throw sqlCause(e)
                    .map(cause -> inWords(cause, e))
                    .orElseGet(() -> new SchemaException(
                            SchemaProblem.FAILED,
                            "The schema of " + url + " could not be migrated: " + e.getMessage(),
                            e));
        }
    }

    /** Flyway for a database that answered and whose schema is ours, or empty. */
    private Flyway checked() {
        try (Connection connection = connect()) {
            refuseForeign(connection);
        } catch (SQLException e) {
            throw inWords(e, e);
        }
        Flyway flyway = flyway();
        for (MigrationInfo step : flyway.info().all()) {
            MigrationState state = step.getState();
            String version = String.valueOf(step.getVersion());
            if (state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED) {
                throw new SchemaException(
                        SchemaProblem.NEWER,
                        "The schema of " + url + " is at version " + version + ", and this program knows it up to "
                                + target(flyway) + ": use the program of that version; nothing was changed",
                        null);
            }
            if (state == MigrationState.MISSING_SUCCESS
                    || state == MigrationState.MISSING_FAILED
                    || (state.isApplied() && !step.isChecksumMatching())) {
                throw new SchemaException(
                        SchemaProblem.CHANGED,
                        "Step " + version + " in the schema of " + url
                                + " is not the one of this program: it was made by another build; nothing was changed",
                        null);
            }
        }
        return flyway;
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("loginTimeout", Integer.toString(LOGIN_TIMEOUT_SECONDS));
        if (password != null) {
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection(url, properties);
    }

    private void refuseForeign(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT tablename FROM pg_tables WHERE schemaname = '" + SCHEMA + "' ORDER BY tablename")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        if (!tables.isEmpty() && !tables.contains(HISTORY)) {
            throw new SchemaException(
                    SchemaProblem.FOREIGN,
                    "The database at " + url + " has " + tables.size() + " tables that are not ours, such as "
                            + tables.get(0) + ": give Sise a database of its own; nothing was changed",
                    null);
        }
    }

    private Flyway flyway() {
        return Flyway.configure(SchemaMigrator.class.getClassLoader())
                .dataSource(url, user, password)
                .locations("classpath:dev/sise/sql/migrations")
                .failOnMissingLocations(true)
                .validateMigrationNaming(true)
                .schemas(SCHEMA)
                .table(HISTORY)
                .cleanDisabled(true)
                .load();
    }

    private static int target(Flyway flyway) {
        // Of the scripts alone: the history may have more.
        return Arrays.stream(flyway.info().all())
                .filter(step -> step.getState().isResolved())
                .mapToInt(step -> Integer.parseInt(step.getVersion().getVersion()))
                .max()
                .orElseThrow();
    }

    private static List<SchemaStep> steps(Flyway flyway) {
        return Arrays.stream(flyway.info().all())
                .map(step -> new SchemaStep(
                        Integer.parseInt(step.getVersion().getVersion()),
                        step.getDescription(),
                        step.getState().isApplied()))
                .toList();
    }

    private static Optional<SQLException> sqlCause(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
        }
        return Optional.empty();
    }

    private SchemaException inWords(SQLException cause, Exception thrown) {
        String state = cause.getSQLState() == null ? "" : cause.getSQLState();
        if (state.equals("3D000")) {
            return new SchemaException(
                    SchemaProblem.NO_DATABASE, "There is no database at " + url + ": create it first", thrown);
        }
        if (state.startsWith("28")) {
            return new SchemaException(
                    SchemaProblem.NOT_ALLOWED,
                    "The server of " + url + " does not let in " + user + ": check the user and the password",
                    thrown);
        }
        if (state.equals("42501")) {
            return new SchemaException(
                    SchemaProblem.NOT_ALLOWED,
                    "The user " + user + " may not do that in the schema " + SCHEMA + " of " + url + ": "
                            + firstLine(cause),
                    thrown);
        }
        // Also an interrupted step: PostgreSQL takes it back when the connection ends.
        if (thrown instanceof FlywayException) {
            return new SchemaException(
                    SchemaProblem.FAILED,
                    "A step of the schema of " + url + " was not made and taken back: " + firstLine(cause)
                            + "; run migrate again",
                    thrown);
        }
        return new SchemaException(
                SchemaProblem.NO_DATABASE, "No database answers at " + url + ": " + firstLine(cause), thrown);
    }

    private static String firstLine(SQLException cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("without words");
    }
}
