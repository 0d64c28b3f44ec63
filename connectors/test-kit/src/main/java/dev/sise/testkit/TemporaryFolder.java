package dev.sise.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder under {@code java.io.tmpdir} that {@link #close()} removes with everything in it. Its name starts with {@value #PREFIX}, so that a
 * test can look for leftovers.
 */
public final class TemporaryFolder implements AutoCloseable {
    /** What the name of every folder made here starts with. */
    public static final String PREFIX = "sise-";

    private static final int TURNS = 5;

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
     * Deletes the folder. A server that is just ending may remove files while the tree is read; then it is read again.
     *
     * @throws UncheckedIOException when something stays
     */
    @Override
    public void close() {
        for (int turn = 1; Files.exists(path); turn++) {
            try (Stream<Path> tree = Files.walk(path)) {
                for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(entry);
                }
            } catch (IOException | UncheckedIOException e) {
                if (turn == TURNS) {
                    throw new UncheckedIOException(
                            "The temporary folder " + path + " could not be deleted: " + e.getMessage(),
                            e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e);
                }
            }
        }
        OPEN.remove(path);
    }
}
