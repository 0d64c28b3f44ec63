package dev.sise.connector.kiwoom;

/** Carries a refusal from the place that saw it to the row it belongs to; it never leaves the reader of a frame or an answer. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectReason reason;

    RefusedException(RejectReason reason, String detail) {
        // No stack trace: refusing is ordinary here and can happen thousands of times a second.
        super(detail, null, false, false);
        this.reason = reason;
    }

    RejectReason reason() {
        return reason;
    }
}
