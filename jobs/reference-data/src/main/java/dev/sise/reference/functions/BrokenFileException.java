package dev.sise.reference.functions;

/** A file cannot be imported at all; the message, which follows its name, says why. */
public final class BrokenFileException extends Exception {
    private static final long serialVersionUID = 1L;

    public BrokenFileException(String words) {
        super(words);
    }
}
