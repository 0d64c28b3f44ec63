package dev.sise.sql;

import java.util.Objects;

/** A schema could not be looked at, or is not the one a program needs; the message tells a person what is wrong and what to do. */
public final class SchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SchemaProblem problem;

    SchemaException(SchemaProblem problem, String sentence, Throwable cause) {
        super(sentence, cause);
        this.problem = Objects.requireNonNull(problem, "problem");
    }

    public SchemaProblem problem() {
        return problem;
    }
}
