package dev.sise.reference.functions;

import java.util.Objects;

/** A page of a history could not be read; the message says why. */
public final class HistoryNotReadException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Failure failure;

    /** What it says about the others. */
    public enum Failure {
        /** This ticker is refused; others are not concerned. */
        TICKER,
        /** The source answered each of several attempts with an error of its own: it may be this ticker's alone. */
        ERROR,
        /** There was no answer in any of several attempts: a moment that may pass. */
        MOMENT,
        /** The app key is refused: no ticker can be read with it. */
        APP_KEY
    }

    public HistoryNotReadException(Failure failure, String words, Throwable cause) {
        super(words, cause);
        this.failure = Objects.requireNonNull(failure, "failure");
    }

    public Failure failure() {
        return failure;
    }
}
