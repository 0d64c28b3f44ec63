package dev.sise.testkit;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/**
 * A real {@code redis-server} as a child process, on loopback, without persistence. {@link #stop()} and {@link #restart()} keep the port and
 * lose the data, as a cache does. Not thread-safe.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private final TemporaryFolder folder;
    private final int port;
    private RedisServer server;

    private EmbeddedRedis(TemporaryFolder folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts a server on a free port; returns when it takes commands. */
    public static EmbeddedRedis start() {
        return start(FreePort.find());
    }

    /**
     * Starts a server on the port.
     *
     * @throws IllegalStateException when it does not start, with the reason
     */
    public static EmbeddedRedis start(int port) {
        EmbeddedRedis redis = new EmbeddedRedis(TemporaryFolder.create("redis"), port);
        boolean started = false;
        try {
            redis.startServer();
            started = true;
            return redis;
        } finally {
            if (!started) {
                redis.close();
            }
        }
    }

    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:<port>}. */
    public String uri() {
        return URI.create("redis://127.0.0.1:" + port).toString();
    }

    /** Ends the server; its data is gone. */
    public void stop() {
        if (server == null) {
            return;
        }
        try {
            server.stop();
        } catch (IOException e) {
            throw new IllegalStateException("Redis on port " + port + " did not stop: " + e.getMessage(), e);
        }
        server = null;
    }

    /** Starts an empty server on the same port. */
    public void restart() {
        stop();
        startServer();
    }

    @Override
    public void close() {
        try {
            stop();
        } finally {
            folder.close();
        }
    }

    private void startServer() {
        try {
            String executable = ExecutableProvider.newJarResourceProvider(
                            folder.path().toFile())
                    .get()
                    .getAbsolutePath();
            // Settings on the command line: the library's builder would leave a file of them behind.
            RedisServer starting = new RedisServer(
                    port,
                    List.of(
                            executable,
                            "--bind",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(port),
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--dir",
                            folder.path().toString()),
                    false);
            starting.start();
            server = starting;
        } catch (IOException e) {
            throw new IllegalStateException("Redis did not start on port " + port + ": " + e.getMessage(), e);
        }
    }
}
