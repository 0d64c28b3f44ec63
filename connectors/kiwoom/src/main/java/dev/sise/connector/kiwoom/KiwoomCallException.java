package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.util.Objects;

/** Kiwoom could not be asked, or its answer was not the one needed. The message never holds a key or a token. */
public final class KiwoomCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final AnswerClass answerClass;

    KiwoomCallException(AnswerClass answerClass, String message) {
        super(message);
        this.answerClass = Objects.requireNonNull(answerClass, "answerClass");
    }

    KiwoomCallException(AnswerClass answerClass, String message, Throwable cause) {
        super(message, cause);
        this.answerClass = Objects.requireNonNull(answerClass, "answerClass");
    }

    /** What the caller can do about it; never {@link AnswerClass#OK}. */
    public AnswerClass answerClass() {
        return answerClass;
    }
}
