package dev.sise.testkit;

import java.io.IOException;
import java.time.Duration;

/** A real PostgreSQL server as a child process, on loopback, with an empty database. */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

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
                    io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                            .setOverrideWorkingDirectory(folder.path().toFile())
                            .setDataDirectory(folder.path().resolve("data"))
                            .setCleanDataDirectory(true)
                            .setPGStartupWait(START)
                            .start());
            return postgres;
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL did not start: " + e.getMessage(), e);
        } finally {
            if (postgres == null) {
                folder.close();
            }
        }
    }

    /** A JDBC address that needs no password. */
    public String jdbcUrl() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL did not stop: " + e.getMessage(), e);
        } finally {
            folder.close();
        }
    }
}
