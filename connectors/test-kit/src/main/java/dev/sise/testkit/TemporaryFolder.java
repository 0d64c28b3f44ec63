package dev.sise.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A folder under {@code java.io.tmpdir} that {@link #close()} removes with everything in it. Its name starts with {@value #PREFIX}, so that a
 * test can look for leftovers.
 */
public final class TemporaryFolder implements AutoCloseable {
    /** What the name of every folder made here starts with. */
    public static final String PREFIX = "sise-";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_TURNS = Duration.ofMillis(50);

    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
        OPEN.add(path);
    }

    /** Those of this JVM that were not closed. */
    static Set<Path> left() {
        return Set.copyOf(OPEN);
    }

    /**
     * Makes a new empty folder.
     *
     * @param purpose part of its name, for whoever finds it
     * @throws UncheckedIOException when the disk is full or not writable
     */
    public static TemporaryFolder create(String purpose) {
        try {
            return new TemporaryFolder(Files.createTempDirectory(PREFIX + purpose + "-"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "No temporary folder could be made in " + System.getProperty("java.io.tmpdir") + ": "
                            + e.getMessage(),
                    e);
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Deletes the folder. A server that is just ending may make and remove files while the tree is read; then it is read again, for ten
     * seconds at most.
     *
     * @throws UncheckedIOException when something stays
     */
    @Override
    public void close() {
        long begin = System.nanoTime();
        while (Files.exists(path)) {
            try (Stream<Path> tree = Files.walk(path)) {
                for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(entry);
                }
            } catch (IOException | UncheckedIOException e) {
                if (System.nanoTime() - begin >= PATIENCE.toNanos()) {
                    throw new UncheckedIOException(
                            "The temporary folder " + path + " could not be deleted: " + e.getMessage(),
                            e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e);
                }
                LockSupport.parkNanos(BETWEEN_TURNS.toNanos());
            }
        }
        OPEN.remove(path);
    }
}
