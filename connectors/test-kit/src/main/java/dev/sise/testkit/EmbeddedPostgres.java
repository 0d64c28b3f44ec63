package dev.sise.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres.Builder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real PostgreSQL server as a child process, on loopback, with an empty database. */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);

    private static final String USER = "postgres";
    private static final String WORKING_FOLDER = "ot.epg.working-dir";

    private final TemporaryFolder folder;
    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

    private EmbeddedPostgres(TemporaryFolder folder, io.zonky.test.db.postgres.embedded.EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    /**
     * Starts a server on a free port; returns when it takes connections.
     *
     * @throws IllegalStateException when it does not start, with the reason
     */
    public static EmbeddedPostgres start() {
        TemporaryFolder folder = TemporaryFolder.create("postgres");
        EmbeddedPostgres postgres = null;
        try {
            // The binaries are unpacked into the same folder, so that nothing is left behind elsewhere.
            postgres = new EmbeddedPostgres(
                    folder,
                    builderIn(folder.path())
                            .setOverrideWorkingDirectory(folder.path().toFile())
                            .setDataDirectory(folder.path().resolve("data"))
                            .setCleanDataDirectory(true)
                            .setPGStartupWait(START)
                            // Its own one is refused while the JVM ends, and then the server would be left.
                            .setRegisterShutdownHook(false)
                            .start());
            postgres.endWithJvm();
            return postgres;
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL did not start: " + e.getMessage(), e);
        } finally {
            if (postgres == null) {
                folder.close();
            }
        }
    }

    /** For a JVM that ends without {@link #close()}. While it ends, nothing but that close ends the server. */
    private void endWithJvm() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "postgres-shutdown"));
        } catch (IllegalStateException ending) {
            // As said above: no hook is taken any more.
        }
    }

    private void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop: " + e.getMessage(), e);
        }
    }

    /** The library looks for its folder when it makes a builder, and would leave an empty one of its own in java.io.tmpdir. */
    private static synchronized Builder builderIn(Path folder) {
        System.setProperty(WORKING_FOLDER, folder.toString());
        try {
            return io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder();
        } finally {
            System.clearProperty(WORKING_FOLDER);
        }
    }

    /** A JDBC address that names the user and needs no password. */
    public String jdbcUrl() {
        return server.getJdbcUrl(USER, "postgres");
    }

    /** The user that may do everything; it needs no password. */
    public String user() {
        return USER;
    }

    /**
     * The JDBC address of a database of this server, without a user.
     *
     * @param database one made by {@link #createDatabase}, or {@code postgres}
     */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    /**
     * Makes an empty database.
     *
     * @param name lower-case letters, digits and underscores
     * @return its JDBC address, as {@link #jdbcUrl(String)}
     * @throws IllegalStateException when the server does not make it, with the reason
     */
    public String createDatabase(String name) {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "A database has lower-case letters, digits and underscores in its name, was '" + name + "'");
        }
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            return jdbcUrl(name);
        } catch (SQLException e) {
            throw new IllegalStateException("The database " + name + " was not made: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            Optional<ProcessHandle> process = process();
            server.close();
            // The shutdown hook may be ending it just now, and then its close() returns at once.
            if (process.isPresent()) {
                process.get().onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("PostgreSQL did not stop: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("PostgreSQL was not awaited: interrupted", e);
        } finally {
            folder.close();
        }
    }

    /** The server, unless it has ended; it keeps this file to its last moment. */
    private Optional<ProcessHandle> process() throws IOException {
        Path file = folder.path().resolve("data/postmaster.pid");
        try {
            return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
