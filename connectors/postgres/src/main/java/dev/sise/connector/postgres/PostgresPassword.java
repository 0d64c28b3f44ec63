package dev.sise.connector.postgres;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the password on the machine that connects. It travels in the job graph; what it finds never does. */
@FunctionalInterface
public interface PostgresPassword extends Serializable {

    /**
     * The password, or nothing where the server asks for none. Called for each connection, so that a changed one is taken.
     *
     * @throws IllegalStateException if it cannot be read; the message says where it was looked for
     */
    Optional<String> load();

    /** The content of a file, without blanks around it. */
    static PostgresPassword fromFile(Path file) {
        String name = file.toString();
        return () -> {
            try {
                return Optional.of(Files.readString(Path.of(name)).strip());
            } catch (IOException unreadable) {
                throw new IllegalStateException(
                        "The file " + name + " must hold the password of PostgreSQL", unreadable);
            }
        };
    }

    /** The value of an environment variable; none where it is not set. */
    static PostgresPassword fromEnvironment(String variable) {
        return () -> Optional.ofNullable(System.getenv(variable)).filter(text -> !text.isEmpty());
    }
}
