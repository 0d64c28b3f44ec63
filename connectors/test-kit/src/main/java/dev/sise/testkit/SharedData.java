package dev.sise.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Test data that lies beside the project in a folder {@code shared} and is no part of it: recorded answers of the real broker and real market
 * data. Where it is absent a test that needs it is skipped with a message; with {@code SISE_SHARED=required} in the environment it fails.
 */
public final class SharedData {
    private static final String ENVIRONMENT = "SISE_SHARED";

    private SharedData() {}

    /**
     * The file or folder at this path below {@code shared}.
     *
     * @throws AssertionError when it is absent and {@code SISE_SHARED=required}
     * @throws org.opentest4j.TestAbortedException when it is absent otherwise
     */
    public static Path require(String relativePath) {
        Path found = projectRoot().resolveSibling("shared").resolve(relativePath);
        if (!Files.exists(found)) {
            String message = "This test needs ../shared/" + relativePath + " beside the project, which is not there";
            if (isRequired()) {
                throw new AssertionError(message + " although " + ENVIRONMENT + "=required");
            }
            Assumptions.abort(message);
        }
        return found;
    }

    /** Whether a missing server, browser or data set must fail a test instead of skipping it. */
    public static boolean isRequired() {
        return "required".equals(System.getenv(ENVIRONMENT));
    }

    private static Path projectRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && Files.exists(folder.getParent().resolve("pom.xml"))) {
            folder = folder.getParent();
        }
        // A module lies two folders deep, and the folder between has no pom.
        Path aboveModule =
                folder.getParent() == null ? folder : folder.getParent().getParent();
        return aboveModule != null && Files.exists(aboveModule.resolve("pom.xml")) ? aboveModule : folder;
    }
}
