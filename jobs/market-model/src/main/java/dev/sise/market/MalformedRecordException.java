package dev.sise.market;

/**
 * Bytes that are not the record they should be. The message is the reason, in words, for the topic {@code rejected}. It carries no stack trace:
 * bad input is data, not a fault of the program.
 */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedRecordException(String reason) {
        super(reason, null, false, false);
    }
}
