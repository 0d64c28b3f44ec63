package dev.sise.quickstart;

/** The quick start cannot start; the message is a sentence that says why and what to do. */
public final class QuickStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QuickStartException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
