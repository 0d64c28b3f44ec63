package dev.sise.simulator;

/** A REST request that is answered with an {@link ApiError}; carries no stack trace, being an answer. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ApiError error;

    RefusedException(ApiError error) {
        this(error, "");
    }

    RefusedException(ApiError error, String detail) {
        super(error.returnMessage(detail), null, false, false);
        this.error = error;
    }

    ApiError error() {
        return error;
    }
}
