package dev.sise.sql;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes or checks the tables of Sise: {@code migrate}, {@code validate} or {@code info}; {@code --help} lists the settings. The password comes
 * from the environment or a file, never from the command line, and is never printed.
 */
public final class SchemaMigratorMain {
    /** Exit code of a command line that is not understood. */
    static final int USAGE = 2;
    /** Exit code when the database does not answer or does not let the user in. */
    static final int NO_DATABASE = 3;
    /** Exit code when the schema is not the one this program needs, or a step failed. */
    static final int SCHEMA = 4;

    private static final String URL = "postgres.url";
    private static final String USER = "postgres.user";
    private static final String PASSWORD_FILE = "postgres.password-file";
    private static final String PASSWORD_VARIABLE = "SISE_POSTGRES_PASSWORD";
    private static final String HELP =
            """
            Usage: schema-migrator migrate|validate|info [--setting value]...
            migrate makes every step that is missing, validate checks that none is, info lists them all.
            A setting that is not given comes from the environment variable beside it, then from its default.

              --postgres.url  (SISE_POSTGRES_URL)
                  The database, jdbc:postgresql://host:port/database, without user and password.
                  Default: jdbc:postgresql://localhost:5432/sise

              --postgres.user  (SISE_POSTGRES_USER)
                  Owner of the tables.
                  Default: sise

              --postgres.password-file  (SISE_POSTGRES_PASSWORD_FILE)
                  File with the password alone; without it the password comes from the environment variable
                  SISE_POSTGRES_PASSWORD, and without that none is sent.

            Exit codes: 0 done, 2 a command line that is not understood, 3 no database or no access to it,
            4 a schema that is behind (validate), foreign, newer or changed, or a step that failed.
            """;

    private SchemaMigratorMain() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.getenv(), System.out, System.err));
    }

    /** As {@link #main}, with everything handed in; returns the exit code. */
    static int run(String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
            out.print(HELP);
            return 0;
        }
        try {
            String command = command(arguments);
            return execute(command, migrator(settings(arguments), environment), out);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + "; --help tells more");
            return USAGE;
        } catch (SchemaException e) {
            err.println(e.getMessage() + ".");
            return switch (e.problem()) {
                case NO_DATABASE, NOT_ALLOWED -> NO_DATABASE;
                case FOREIGN, NEWER, CHANGED, BEHIND, FAILED -> SCHEMA;
            };
        }
    }

    private static int execute(String command, SchemaMigrator migrator, PrintStream out) {
        switch (command) {
            case "migrate" -> {
                List<SchemaStep> made = migrator.migrate();
                made.forEach(step -> out.println("Made step " + step.version() + ", " + step.description() + "."));
                out.println("The schema is at version " + migrator.targetVersion() + "; steps made now: " + made.size()
                        + ".");
            }
            case "validate" -> {
                migrator.validate();
                out.println("The schema is at version " + migrator.targetVersion() + ", as it must be.");
            }
            case "info" ->
                migrator.info()
                        .forEach(step -> out.println(step.version() + "  " + (step.done() ? "done   " : "missing")
                                + "  " + step.description()));
            default ->
                throw new IllegalArgumentException("A command is migrate, validate or info, was '" + command + "'");
        }
        return 0;
    }

    private static String command(String[] arguments) {
        if (arguments.length == 0 || arguments[0].startsWith("--")) {
            throw new IllegalArgumentException("The first word is migrate, validate or info");
        }
        return arguments[0];
    }

    private static Map<String, String> settings(String[] arguments) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            String argument = arguments[i];
            int equals = argument.indexOf('=');
            String key = equals < 0 ? argument : argument.substring(0, equals);
            if (!List.of("--" + URL, "--" + USER, "--" + PASSWORD_FILE).contains(key)) {
                // Without what follows an equals sign: it may have been meant as a password.
                throw new IllegalArgumentException("There is no setting " + key);
            }
            if (equals < 0 && i + 1 == arguments.length) {
                throw new IllegalArgumentException(key + " needs a value");
            }
            String value = equals < 0 ? arguments[++i] : argument.substring(equals + 1);
            if (settings.put(key.substring(2), value) != null) {
                throw new IllegalArgumentException(key + " was given twice");
            }
        }
        return settings;
    }

    private static SchemaMigrator migrator(Map<String, String> settings, Map<String, String> environment) {
        String url =
                value(URL, "SISE_POSTGRES_URL", settings, environment).orElse("jdbc:postgresql://localhost:5432/sise");
        String user = value(USER, "SISE_POSTGRES_USER", settings, environment).orElse("sise");
        Optional<String> file = value(PASSWORD_FILE, "SISE_POSTGRES_PASSWORD_FILE", settings, environment);
        Optional<String> password = file.isPresent()
                ? Optional.of(readPassword(Path.of(file.get())))
                : Optional.ofNullable(environment.get(PASSWORD_VARIABLE)).filter(text -> !text.isEmpty());
        return SchemaMigrator.of(url, user, password);
    }

    private static Optional<String> value(
            String key, String variable, Map<String, String> settings, Map<String, String> environment) {
        return Optional.ofNullable(settings.get(key))
                .or(() -> Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank()));
    }

    private static String readPassword(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("The password file " + file + " cannot be read");
        }
    }
}
