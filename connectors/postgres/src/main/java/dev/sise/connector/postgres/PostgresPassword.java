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

    /**
     * Where it is looked for, in words that {@link #at} understands and that tell no secret; nothing where words cannot say it.
     */
    default Optional<String> place() {
        return Optional.empty();
    }

    /** The content of a file, without blanks around it. */
    static PostgresPassword fromFile(Path file) {
        return new InFile(file.toString());
    }

    /** The value of an environment variable; none where it is not set. */
    static PostgresPassword fromEnvironment(String variable) {
        return new InEnvironment(variable);
    }

    /**
     * The password at a {@link #place}.
     *
     * @throws IllegalArgumentException for other words
     */
    static PostgresPassword at(String place) {
        if (place.startsWith(InFile.SCHEME)) {
            return new InFile(place.substring(InFile.SCHEME.length()));
        }
        if (place.startsWith(InEnvironment.SCHEME)) {
            return new InEnvironment(place.substring(InEnvironment.SCHEME.length()));
        }
        throw new IllegalArgumentException("The place of a password must begin with " + InFile.SCHEME + " or "
                + InEnvironment.SCHEME + ", was something else (it is not shown: it may be a password)");
    }

    /** In a file, named by its path. */
    record InFile(String file) implements PostgresPassword {
        private static final String SCHEME = "file:";

        @Override
        public Optional<String> load() {
            try {
                return Optional.of(Files.readString(Path.of(file)).strip());
            } catch (IOException unreadable) {
                throw new IllegalStateException(
                        "The file " + file + " must hold the password of PostgreSQL", unreadable);
            }
        }

        @Override
        public Optional<String> place() {
            return Optional.of(SCHEME + file);
        }
    }

    /** In an environment variable. */
    record InEnvironment(String variable) implements PostgresPassword {
        private static final String SCHEME = "environment:";

        @Override
        public Optional<String> load() {
            return Optional.ofNullable(System.getenv(variable)).filter(text -> !text.isEmpty());
        }

        @Override
        public Optional<String> place() {
            return Optional.of(SCHEME + variable);
        }
    }
}
