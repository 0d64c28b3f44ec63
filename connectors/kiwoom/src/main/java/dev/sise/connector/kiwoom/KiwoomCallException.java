package dev.sise.connector.kiwoom;

import java.io.IOException;
import java.util.Objects;
import java.util.OptionalInt;

/** Kiwoom could not be asked, or its answer was not the one needed. The message never holds a key or a token. */
public final class KiwoomCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final AnswerClass answerClass;
    /** 0 for none: an {@link OptionalInt} cannot be serialised. */
    private final int code;

    KiwoomCallException(AnswerClass answerClass, String message) {
        super(message);
        this.answerClass = Objects.requireNonNull(answerClass, "answerClass");
        this.code = 0;
    }

    /** For {@code answer}, which was not the one needed; {@code message} says of what it is the answer. */
    KiwoomCallException(KiwoomAnswer answer, String message) {
        super(message + " was answered with " + answer.words());
        this.answerClass = answer.answerClass();
        this.code = answer.code().orElse(0);
    }

    KiwoomCallException(AnswerClass answerClass, String message, Throwable cause) {
        super(message, cause);
        this.answerClass = Objects.requireNonNull(answerClass, "answerClass");
        this.code = 0;
    }

    /** What the caller can do about it; never {@link AnswerClass#OK}. */
    public AnswerClass answerClass() {
        return answerClass;
    }

    /** Kiwoom's code as of {@link KiwoomAnswer#code()}; empty where Kiwoom did not answer or named none. */
    public OptionalInt code() {
        return code == 0 ? OptionalInt.empty() : OptionalInt.of(code);
    }
}
