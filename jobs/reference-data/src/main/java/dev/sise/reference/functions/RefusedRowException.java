package dev.sise.reference.functions;

import java.util.Objects;

/** A row is refused; the message states the rule that it breaks and the value. */
public final class RefusedRowException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RowRefusal reason;

    public RefusedRowException(RowRefusal reason, String words) {
        // Thrown for each bad line of a file: without a stack trace, which nobody reads.
        super(words, null, false, false);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public RowRefusal reason() {
        return reason;
    }
}
