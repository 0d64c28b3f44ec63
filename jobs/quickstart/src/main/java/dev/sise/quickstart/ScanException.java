package dev.sise.quickstart;

/** A scan of files ended without a result; the message is a sentence that says why and what to do. */
final class ScanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScanException(String sentence) {
        super(sentence);
    }

    ScanException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
